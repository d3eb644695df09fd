"""Entries and chains: what anybody with the bytes can check."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import COPY, NOON, SHOWN, bodies, chain_of, entry_after
from workstation.errors import ChainBrokenError, LedgerError
from workstation.facts.body import Body
from workstation.record.chain import Head, follow, follow_all
from workstation.record.entry import Entry, make_entry, parse_header, parse_payload

SEAT = "seat"
CHAINS = st.lists(bodies(), min_size=2, max_size=8)


@given(CHAINS)
def test_a_chain_follows_from_its_beginning(items: list[Body]) -> None:
    entries = chain_of(SEAT, *items)
    assert follow_all(Head(SEAT), entries) == Head(SEAT, len(entries), entries[-1].chain)


@given(CHAINS)
def test_what_was_written_is_what_is_read(items: list[Body]) -> None:
    entries = chain_of(SEAT, *items)
    assert [parse_payload(entry.payload).body for entry in entries] == items
    assert [parse_header(entry.header).seq for entry in entries] == list(range(1, len(items) + 1))


@given(items=CHAINS, data=st.data())
def test_any_changed_byte_of_any_entry_breaks_the_chain(items: list[Body], data: st.DataObject) -> None:
    entries = list(chain_of(SEAT, *items))
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(Entry.__struct_fields__))
    old = bytearray(getattr(entries[place], field))
    at = data.draw(st.integers(0, len(old) - 1))
    old[at] ^= data.draw(st.integers(1, 255))
    entries[place] = msgspec.structs.replace(entries[place], **{field: bytes(old)})
    with pytest.raises(LedgerError):
        follow_all(Head(SEAT), entries)


@given(items=CHAINS, data=st.data())
def test_any_dropped_entry_but_the_last_breaks_the_chain(items: list[Body], data: st.DataObject) -> None:
    entries = list(chain_of(SEAT, *items))
    del entries[data.draw(st.integers(0, len(entries) - 2))]
    with pytest.raises(ChainBrokenError):
        follow_all(Head(SEAT), entries)


@given(items=CHAINS, data=st.data())
def test_any_two_swapped_entries_break_the_chain(items: list[Body], data: st.DataObject) -> None:
    entries = list(chain_of(SEAT, *items))
    one = data.draw(st.integers(0, len(entries) - 2))
    other = data.draw(st.integers(one + 1, len(entries) - 1))
    entries[one], entries[other] = entries[other], entries[one]
    with pytest.raises(ChainBrokenError):
        follow_all(Head(SEAT), entries)


@given(items=CHAINS, data=st.data())
def test_an_entry_made_anew_breaks_the_chain_after_it(items: list[Body], data: st.DataObject) -> None:
    entries = list(chain_of(SEAT, *items))
    place = data.draw(st.integers(0, len(entries) - 2))
    before = entries[place - 1].chain if place else Head(SEAT).chain
    entries[place] = entry_after(Head(SEAT, place, before), SHOWN, agent="someone else")
    with pytest.raises(ChainBrokenError) as broken:
        follow_all(Head(SEAT), entries)
    assert broken.value.seq == place + 2


def test_an_entry_of_another_seat_does_not_follow() -> None:
    (entry,) = chain_of("another", COPY)
    with pytest.raises(ChainBrokenError, match="another seat"):
        follow(Head(SEAT), entry)


@pytest.mark.parametrize("untrusted", [b"", b"\xc1", b"\x90", msgspec.msgpack.encode({"version": 1})])
def test_bytes_that_are_no_entry_are_refused(untrusted: bytes) -> None:
    with pytest.raises(LedgerError, match="not valid"):
        parse_header(untrusted)
    with pytest.raises(LedgerError, match="not valid"):
        parse_payload(untrusted)


def test_the_same_facts_in_other_bytes_are_refused() -> None:
    (entry,) = chain_of(SEAT, COPY)
    at_end = entry.header[-34:]
    assert at_end[:2] == b"\xc4\x20"
    longer = entry.header[:-34] + b"\xc5\x00\x20" + at_end[2:]
    with pytest.raises(LedgerError, match="canonical"):
        parse_header(longer)


def test_the_commitment_is_made_with_the_entry() -> None:
    (entry,) = chain_of(SEAT, COPY)
    header = parse_header(entry.header)
    again = make_entry(Head(SEAT).chain, header, entry.salt, parse_payload(entry.payload))
    assert again == entry
    assert header.at == NOON.astimezone(UTC)

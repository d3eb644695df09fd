"""What crosses between keeper and store: names of seats, and sizes that are bounded."""

# SPDX-License-Identifier: Apache-2.0

import uuid

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import COPY, entry_after
from workstation.errors import LedgerError
from workstation.facts.body import CLASSES_LIMIT, Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.chain import Head
from workstation.record.entry import (
    ENTRY_LIMIT,
    HASH_SIZE,
    HEADER_LIMIT,
    PAYLOAD_LIMIT,
    SALT_SIZE,
    Entry,
    parse_payload,
)
from workstation.record.exchange import CodeJudged, SeatId

SEATS = st.builds("{}/{}".format, st.uuids(), st.integers(0, 9999))


def accepted(untrusted: str) -> bool:
    try:
        msgspec.msgpack.decode(msgspec.msgpack.encode(untrusted), type=SeatId)
    except msgspec.ValidationError:
        return False
    return True


@given(SEATS)
def test_a_seat_is_named_by_its_device_and_slot(seat_id: str) -> None:
    assert accepted(seat_id)


@given(
    seat_id=SEATS, more=st.text(st.characters(codec="utf-8", exclude_characters="0123456789"), min_size=1, max_size=3)
)
def test_nothing_stands_before_or_after_the_name_of_a_seat(seat_id: str, more: str) -> None:
    assert not accepted(more + seat_id)
    assert not accepted(seat_id + more)


@pytest.mark.parametrize("more", ["\n", "\r\n", " ", "\0", "/1"])
def test_a_line_break_after_the_name_of_a_seat_is_refused(more: str) -> None:
    assert not accepted(f"{uuid.UUID(int=1)}/1{more}")


@pytest.mark.parametrize("reason", ["", "wrong_code\n", "Wrong code", "x" * 33])
def test_the_reason_of_a_verdict_is_one_word(reason: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode(CodeJudged(accepted=False, reason=reason)), type=CodeJudged)


def test_the_largest_entry_is_within_the_limit() -> None:
    largest = Entry(
        header=bytes(HEADER_LIMIT), salt=bytes(SALT_SIZE), payload=bytes(PAYLOAD_LIMIT), chain=bytes(HASH_SIZE)
    )
    encoded = msgspec.msgpack.encode(largest)
    assert len(encoded) < ENTRY_LIMIT
    assert msgspec.msgpack.decode(encoded, type=Entry) == largest


@pytest.mark.parametrize("field", ["header", "salt", "payload", "chain"])
def test_a_larger_entry_is_refused(field: str) -> None:
    entry = msgspec.structs.replace(entry_after(Head("seat"), COPY), **{field: bytes(ENTRY_LIMIT)})
    with pytest.raises(msgspec.ValidationError, match="length"):
        msgspec.msgpack.decode(msgspec.msgpack.encode(entry), type=Entry)


def test_the_largest_report_of_a_seat_makes_an_entry() -> None:
    widest = "\U0001f512"
    report = Body(
        kind=Kind.CAPTURE_KEY_BLOCKED,
        severity=Severity.VIOLATION,
        outcome=Outcome.DETECTED,
        rule=widest * 64,
        application=widest * 64,
        data_classes={f"{number:032}": 1 << 63 for number in range(CLASSES_LIMIT)},
        details={f"{number:064}": widest * 80 for number in range(24)},
    )
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(report), type=Body) == report
    entry = entry_after(Head("seat"), report, agent=widest * 128, team=widest * 64)
    assert parse_payload(entry.payload).body == report


def test_an_entry_that_no_store_would_take_is_not_made() -> None:
    with pytest.raises(LedgerError, match="too large"):
        entry_after(Head("seat"), COPY, agent="x" * PAYLOAD_LIMIT)
    with pytest.raises(LedgerError, match="too large"):
        entry_after(Head("x" * HEADER_LIMIT), COPY)

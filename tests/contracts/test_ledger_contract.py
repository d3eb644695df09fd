"""What every ledger promises to keeper and shipper."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.fakes.ledger import FakeLedger
from tests.samples import COPY, KEYS, SHOWN, receipt_body
from workstation.errors import LedgerError
from workstation.facts.kinds import Kind
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Ledger, Subject
from workstation.record.chain import Head, follow_all
from workstation.record.entry import parse_payload
from workstation.record.receipt import sign_receipt

CRUZ = Subject(agent="J. Cruz", team="cards")


@pytest.fixture(params=["sqlite", "memory"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if request.param == "memory":
        yield FakeLedger()
        return
    ledger = SqliteLedger(tmp_path / "ledger.db", KEYS)
    yield ledger
    ledger.close()


def receipted(ledger: Ledger, seq: int) -> None:
    body = receipt_body("a", seq, ledger.chain_at("a", seq))
    ledger.keep_receipt(sign_receipt(Ed25519PrivateKey.generate(), body), body)


def test_entries_are_numbered_and_chained_for_each_seat(ledger: Ledger) -> None:
    assert [ledger.append("a", CRUZ, SHOWN), ledger.append("b", CRUZ, COPY), ledger.append("a", CRUZ, COPY)] == [
        1,
        1,
        2,
    ]
    assert sorted(ledger.seats()) == ["a", "b"]
    assert follow_all(Head("a"), ledger.waiting("a", 10)) == ledger.head("a")
    assert [parse_payload(entry.payload).body for entry in ledger.waiting("a", 10)] == [SHOWN, COPY]


def test_an_empty_ledger_has_no_seat(ledger: Ledger) -> None:
    assert ledger.seats() == ()
    assert ledger.head("a") == Head("a")
    assert ledger.waiting("a", 10) == ()
    assert ledger.receipted("a") == 0


def test_what_a_receipt_covers_waits_no_longer(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.append("a", CRUZ, SHOWN)
    everything = ledger.waiting("a", 10)
    assert ledger.waiting("a", 2) == everything[:2]
    receipted(ledger, 2)
    assert ledger.waiting("a", 10) == everything[2:]
    assert ledger.receipted("a") == 2


def test_receipts_never_go_backwards(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.append("a", CRUZ, SHOWN)
    receipted(ledger, 3)
    receipted(ledger, 1)
    assert ledger.receipted("a") == 3


def test_a_number_that_was_never_given_has_no_chain(ledger: Ledger) -> None:
    ledger.append("a", CRUZ, SHOWN)
    assert ledger.chain_at("a", 1) == ledger.head("a").chain
    for seq in (0, 2):
        with pytest.raises(LedgerError):
            ledger.chain_at("a", seq)


def test_a_seat_is_read_newest_first(ledger: Ledger) -> None:
    ledger.append("a", CRUZ, SHOWN)
    ledger.append("a", CRUZ, COPY)
    ledger.append("b", CRUZ, SHOWN)
    assert tuple(ledger.newest("a")) == ledger.waiting("a", 10)[::-1]
    assert tuple(ledger.newest("c")) == ()


def test_a_seat_is_read_by_kinds(ledger: Ledger) -> None:
    for body in (COPY, SHOWN, COPY, SHOWN):
        ledger.append("a", CRUZ, body)
    assert tuple(ledger.newest("a", frozenset({COPY.kind}))) == ledger.waiting("a", 10)[2::-2]
    assert tuple(ledger.newest("a", frozenset({Kind.SIGNED_IN}))) == ()


def test_what_is_about_an_agent_is_found_newest_first(ledger: Ledger) -> None:
    ledger.append("a", CRUZ, SHOWN)
    ledger.append("a", Subject(agent="Ana", team="cards"), SHOWN)
    ledger.append("a", CRUZ, COPY)
    found = ledger.about("J. Cruz", 10)
    assert [parse_payload(entry.payload).body for entry in found] == [COPY, SHOWN]
    assert ledger.about("J. Cruz", 1) == found[:1]
    assert ledger.about("nobody", 10) == ()

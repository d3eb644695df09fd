"""The pen of a seat whose ledger cannot write for a while."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.fakes.ledger import FakeLedger
from tests.samples import COPY, SHOWN
from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper import recorder as module
from workstation.keeper.ports import Subject
from workstation.keeper.recorder import Recorder
from workstation.record.entry import parse_header, parse_payload

SEAT = "00000000-0000-4000-8000-000000000001/1"
CRUZ = Subject(agent="J. Cruz", team="cards")
UNLOCKED = Body(kind=Kind.UNLOCKED, severity=Severity.CUSTODY, outcome=Outcome.DONE)
LOCKED = Body(kind=Kind.LOCKED, severity=Severity.CUSTODY, outcome=Outcome.DONE)


def test_what_was_held_is_written_in_order_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    ledger, told = FakeLedger(), list[int]()
    recorder = Recorder(ledger, SEAT, lambda: None)
    ledger.full = True
    for body in (COPY, SHOWN, COPY):
        with pytest.raises(LedgerError):
            recorder.write(CRUZ, body, told.append)
    ledger.full = False
    recorder.retry()
    assert (told, recorder.durable) == ([1, 2], False)
    recorder.retry()
    assert (told, recorder.durable) == ([1, 2, 3], True)
    kinds = [parse_header(entry.header).kind for entry in ledger.waiting(SEAT, 10)]
    assert kinds == [COPY.kind, SHOWN.kind, COPY.kind]


def test_what_could_not_be_held_is_counted_in_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HELD_LIMIT", 2)
    ledger = FakeLedger()
    recorder = Recorder(ledger, SEAT, lambda: None)
    ledger.full = True
    for _ in range(5):
        recorder.note(CRUZ, COPY)
    ledger.full = False
    while not recorder.durable:
        recorder.retry()
    last = parse_payload(ledger.waiting(SEAT, 10)[-1].payload).body
    assert (last.kind, last.details) == (Kind.RECORDS_LOST, {"entries": 3})


def test_what_is_written_while_the_held_is_told_follows_it_and_nothing_stands_twice() -> None:
    ledger, told = FakeLedger(), list[int]()
    recorder = Recorder(ledger, SEAT, lambda: None)
    ledger.full = True

    def locked_by_it(seq: int) -> None:
        told.append(seq)
        recorder.note(CRUZ, LOCKED)

    for body, durable in ((COPY, locked_by_it), (SHOWN, told.append)):
        with pytest.raises(LedgerError):
            recorder.write(CRUZ, body, durable)
    ledger.full = False
    recorder.retry()
    assert (told, recorder.durable) == ([1, 2], True)
    kinds = [parse_header(entry.header).kind for entry in ledger.waiting(SEAT, 10)]
    assert kinds == [COPY.kind, SHOWN.kind, LOCKED.kind]


def test_what_was_to_open_and_was_refused_is_not_written_later() -> None:
    ledger = FakeLedger()
    recorder = Recorder(ledger, SEAT, lambda: None)
    ledger.full = True
    with pytest.raises(LedgerError):
        recorder.write_first(CRUZ, UNLOCKED)
    recorder.note(CRUZ, COPY)
    with pytest.raises(LedgerError):
        recorder.write_first(CRUZ, UNLOCKED)
    ledger.full = False
    assert recorder.write_first(CRUZ, UNLOCKED) == 2
    kinds = [parse_header(entry.header).kind for entry in ledger.waiting(SEAT, 10)]
    assert kinds == [COPY.kind, UNLOCKED.kind]

"""The pen of a seat whose ledger cannot write for a while."""

# SPDX-License-Identifier: Apache-2.0

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def kinds(ledger: FakeLedger) -> list[Kind]:
    return [parse_header(entry.header).kind for entry in ledger.waiting(SEAT, 1000)]


def test_what_was_gathered_is_one_commit_and_told_only_after_it() -> None:
    ledger, told = FakeLedger(), list[int]()
    recorder = Recorder(ledger, SEAT, lambda: None)
    assert [recorder.gather(CRUZ, body, told.append) for body in (COPY, SHOWN, COPY)] == [1, 2, 3]
    assert (told, recorder.durable, ledger.commits) == ([], False, [])
    recorder.flush()
    assert (told, recorder.durable, ledger.commits) == ([1, 2, 3], True, [3])
    assert kinds(ledger) == [COPY.kind, SHOWN.kind, COPY.kind]


@pytest.mark.parametrize("how", ["note", "write", "write_first"])
def test_what_was_gathered_stands_before_what_comes_after_it(how: str) -> None:
    ledger, told = FakeLedger(), list[int]()
    recorder = Recorder(ledger, SEAT, lambda: None)
    recorder.gather(CRUZ, COPY, told.append)
    getattr(recorder, how)(CRUZ, LOCKED)
    assert (told, kinds(ledger)) == ([1], [COPY.kind, LOCKED.kind])
    recorder.flush()


def test_what_was_gathered_and_refused_is_held_whole_and_nothing_opens_over_it() -> None:
    ledger, told = FakeLedger(), list[int]()
    recorder = Recorder(ledger, SEAT, lambda: None)
    ledger.full = True
    for body in (COPY, SHOWN):
        recorder.gather(CRUZ, body, told.append)
    with pytest.raises(LedgerError):
        recorder.write_first(CRUZ, UNLOCKED)
    with pytest.raises(LedgerError):
        recorder.flush()
    assert (told, recorder.durable) == ([], False)
    ledger.full = False
    recorder.gather(CRUZ, COPY, told.append)
    recorder.flush()
    assert (told, kinds(ledger)) == ([1, 2, 3], [COPY.kind, SHOWN.kind, COPY.kind])


def test_a_refusal_is_told_at_the_next_flush_though_all_is_written_since() -> None:
    ledger = FakeLedger()
    recorder = Recorder(ledger, SEAT, lambda: None)
    ledger.full = True
    recorder.gather(CRUZ, COPY, lambda _: None)
    recorder.note(CRUZ, LOCKED)
    ledger.full = False
    recorder.retry()
    assert recorder.durable
    with pytest.raises(LedgerError):
        recorder.flush()
    recorder.flush()


def test_what_is_written_while_the_gathered_are_told_follows_them() -> None:
    ledger, told = FakeLedger(), list[int]()
    recorder = Recorder(ledger, SEAT, lambda: None)

    def locked_by_it(seq: int) -> None:
        told.append(seq)
        recorder.note(CRUZ, LOCKED)

    recorder.gather(CRUZ, COPY, locked_by_it)
    recorder.gather(CRUZ, SHOWN, told.append)
    recorder.flush()
    assert (told, kinds(ledger)) == ([1, 2], [COPY.kind, SHOWN.kind, LOCKED.kind])


@given(steps=st.lists(st.sampled_from(["gather", "write", "note", "flush", "retry", "first", "full", "free"])))
def test_whatever_the_disk_does_all_is_written_once_in_its_order_and_told_after(steps: list[str]) -> None:
    ledger, told, wanted = FakeLedger(), list[int](), list[int]()
    recorder = Recorder(ledger, SEAT, lambda: None)

    def durable(number: int, seq: int) -> None:
        entry = ledger.waiting(SEAT, 1000)[seq - 1]
        assert parse_payload(entry.payload).body.details == {"number": number}
        told.append(number)

    for number, step in enumerate([*steps, "free", "flush", "retry"]):
        body = Body(kind=COPY.kind, severity=COPY.severity, outcome=COPY.outcome, details={"number": number})
        is_refused = False
        try:
            if step == "gather":
                recorder.gather(CRUZ, body, partial(durable, number))
            elif step == "write":
                recorder.write(CRUZ, body, partial(durable, number))
            elif step == "note":
                recorder.note(CRUZ, body)
            elif step == "first":
                recorder.write_first(CRUZ, body)
            elif step in {"flush", "retry"}:
                getattr(recorder, step)()
            else:
                ledger.full = step == "full"
        except LedgerError:
            is_refused = True
        if step in {"gather", "write", "note"} or (step == "first" and not is_refused):
            wanted.append(number)
    written = [parse_payload(entry.payload).body.details["number"] for entry in ledger.waiting(SEAT, 1000)]
    assert (written, recorder.durable) == (wanted, True)
    assert told == [number for number in wanted if steps[number] in {"gather", "write"}]

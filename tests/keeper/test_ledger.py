"""The ledger: durable before told, whole after a kill, closed when the disk is full."""

# SPDX-License-Identifier: Apache-2.0

import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.samples import KEYS
from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Subject
from workstation.keeper.recorder import Recorder
from workstation.record.chain import Head, follow_all
from workstation.record.entry import parse_header

SEAT = "device/1"
CRUZ = Subject(agent="cruz", team="cards")
KILLS = 10


def body(number: int = 0) -> Body:
    return Body(
        kind=Kind.COPY_BLOCKED,
        severity=Severity.VIOLATION,
        outcome=Outcome.BLOCKED,
        rule="no-card-copy",
        data_classes={"card_number": 1},
        details={"number": number},
    )


def opened(tmp_path: Path) -> SqliteLedger:
    return SqliteLedger(tmp_path / "ledger.db", KEYS)


def test_numbers_run_from_one_and_the_chain_follows(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    assert [ledger.append(SEAT, CRUZ, body(n)) for n in range(5)] == [1, 2, 3, 4, 5]
    assert follow_all(Head(SEAT), ledger.waiting(SEAT, 100)) == ledger.head(SEAT)
    ledger.close()


def test_a_reopened_ledger_goes_on_where_it_stood(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.append(SEAT, CRUZ, body())
    head = first.head(SEAT)
    first.close()
    again = opened(tmp_path)
    assert again.head(SEAT) == head
    assert again.append(SEAT, CRUZ, body()) == 2
    again.close()


def test_two_seats_have_two_chains(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    assert (ledger.append("device/1", CRUZ, body()), ledger.append("device/2", CRUZ, body())) == (1, 1)
    assert set(ledger.seats()) == {"device/1", "device/2"}
    ledger.close()


def test_an_agents_own_record_holds_nobody_elses(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.append(SEAT, CRUZ, body(1))
    ledger.append(SEAT, Subject(agent="reyes", team="cards"), body(2))
    ledger.append(SEAT, CRUZ, body(3))
    assert [entry.chain for entry in ledger.about("cruz", 10)] == [ledger.chain_at(SEAT, 3), ledger.chain_at(SEAT, 1)]
    ledger.close()


def test_a_record_that_no_disk_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LedgerError):
        SqliteLedger(Path(":memory:"), KEYS)


def test_a_ledger_in_a_place_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError, match="cannot be opened"):
        SqliteLedger(tmp_path / "file" / "ledger.db", KEYS)


WRITER = """
import sys
import threading
from pathlib import Path
from tests.keeper.test_ledger import SEAT, CRUZ, body, opened
ledger = opened(Path(sys.argv[1]))
while True:
    print(ledger.append(SEAT, CRUZ, body()), flush=True)
"""


def test_a_kill_at_any_moment_loses_nothing_that_was_told(tmp_path: Path) -> None:
    for _ in range(KILLS):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            told = [int(writer.stdout.readline()) for _ in range(3)]
            writer.send_signal(signal.SIGKILL)
            told += [int(line) for line in writer.stdout if line.endswith(b"\n")]
        ledger = opened(tmp_path)
        assert ledger.head(SEAT).seq >= told[-1]
        assert follow_all(Head(SEAT), ledger.waiting(SEAT, 1_000_000)) == ledger.head(SEAT)
        ledger.close()


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_refused_and_what_was_refused_is_written_later(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    recorder = Recorder(ledger, SEAT, lambda: None)
    before = recorder.write(CRUZ, body(0))
    with no_file_grows_beyond((tmp_path / "ledger.db-wal").stat().st_size), pytest.raises(LedgerError):
        recorder.write(CRUZ, body(1))
    assert follow_all(Head(SEAT), ledger.waiting(SEAT, 100)).seq == before
    assert recorder.write(CRUZ, body(2)) == before + 2
    assert recorder.durable
    assert follow_all(Head(SEAT), ledger.waiting(SEAT, 100)).seq == before + 2
    ledger.close()


def test_a_refused_entry_is_never_taken_for_durable_while_others_read(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.append(SEAT, CRUZ, body())
    ending = threading.Event()

    def read() -> None:
        while not ending.is_set():
            ledger.waiting(SEAT, 500)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    durable = [1]
    with no_file_grows_beyond((tmp_path / "ledger.db-wal").stat().st_size):
        for number in range(1000):
            with suppress(LedgerError):
                durable.append(ledger.append(SEAT, CRUZ, body(number)))
    ending.set()
    for reader in readers:
        reader.join()
    kept = [parse_header(entry.header).seq for entry in ledger.waiting(SEAT, 10_000)]
    ledger.close()
    assert durable == kept


def test_an_entry_that_was_changed_keeps_no_keeper_from_starting_and_is_not_shipped(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    for number in range(3):
        ledger.append(SEAT, CRUZ, body(number))
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        db.execute("UPDATE entries SET sealed = zeroblob(99) WHERE seq = 2")
        db.commit()
    again = opened(tmp_path)
    assert [parse_header(entry.header).seq for entry in again.newest(SEAT)] == [3, 1]
    assert len(again.about("cruz", 10)) == 2
    with pytest.raises(LedgerError, match="does not open"):
        again.waiting(SEAT, 10)
    again.close()

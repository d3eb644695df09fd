"""SIGKILL of keeper and store at random moments: nothing that was confirmed is lost, and all of it reaches the store.

The test stands on the seat's end of the link and keeps its own list of what the keeper confirmed.
`DESKWARDEN_KILLS` sets how often each is killed.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.keeper.test_ledger import body
from workstation.auditstore.query import Wanted, find
from workstation.errors import LinkError
from workstation.facts.kinds import Kind, Severity
from workstation.keeper.enrolment import enrol, load_enrolment
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.vault import FileVault
from workstation.link.client import Client
from workstation.link.messages import VERSION, FromKeeper, Hello, Recorded, Report
from workstation.record.chain import Head, follow_all
from workstation.record.entry import parse_header, parse_payload

KILLS = int(os.environ.get("DESKWARDEN_KILLS", "5"))
POLICY = Path("tests/demo/policy.toml")
DEADLINE = 60.0


class KeeperProcess:
    """The real keeper, started again after each kill as an init system would."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "keeper.sock"
        self._command = (
            *(sys.executable, "-m", "tests.keeper.headless", "--dir", str(folder / "keeper")),
            *("--policy", str(POLICY), "--socket", str(self.socket)),
        )
        self._log = (folder / "keeper.log").open("ab")
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdout=self._log, stderr=self._log)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process = self._started()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(DEADLINE)
        self._log.close()


class Reporter:
    """A seat that reports without pause and remembers which numbers were confirmed as which entries."""

    def __init__(self, socket: Path) -> None:
        self.confirmed: dict[int, int] = {}
        self._socket = socket
        self._ending = threading.Event()
        self._number = 0
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                client = Client.connect(self._socket, Hello(version=VERSION, role="seat"), FromKeeper)
            except LinkError:
                continue
            try:
                self._report(client)
            except LinkError:
                client.close()

    def _report(self, client: Client) -> None:
        while not self._ending.is_set():
            self._number += 1
            client.send(Report(number=self._number, body=replace(body(self._number), severity=Severity.ACCESS)))
            self._hear(client)
        client.close()

    def _hear(self, client: Client) -> None:
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            match client.receive(1.0):
                case Recorded(number=number, seq=seq) if number == self._number:
                    self.confirmed[number] = seq
                    return
                case _:
                    continue

    def stop(self) -> None:
        self._ending.set()
        self._thread.join(DEADLINE)


@contextmanager
def enrolled(tmp_path: Path) -> Iterator[tuple[StoreProcess, KeeperProcess, Reporter]]:
    with running_store(tmp_path / "store") as store:
        enrol(store.parts.directory.invite("cards"), store.url, FileVault(tmp_path / "keeper"))
        keeper = KeeperProcess(tmp_path)
        reporter = Reporter(keeper.socket)
        try:
            yield store, keeper, reporter
        finally:
            reporter.stop()
            keeper.stop()


def wait_for_more(reporter: Reporter, count: int) -> None:
    goal, until = len(reporter.confirmed) + count, time.monotonic() + DEADLINE
    while len(reporter.confirmed) < goal:
        assert time.monotonic() < until, "the keeper confirms nothing more"
        time.sleep(0.005)


def test_nothing_confirmed_is_lost_by_kills_of_keeper_and_store(tmp_path: Path) -> None:
    seed = random.randrange(1_000_000)  # noqa: S311 - printed, so that a failure can be played again
    print(f"seed {seed}")
    chance = random.Random(seed)  # noqa: S311
    with enrolled(tmp_path) as (store, keeper, reporter):
        for turn in range(2 * KILLS):
            wait_for_more(reporter, chance.randrange(1, 20))
            (keeper.kill if turn % 2 == 0 else store.restart)()
        wait_for_more(reporter, 5)
        reporter.stop()
        told = _at_store(store, last=max(reporter.confirmed.values()))
    for number, seq in reporter.confirmed.items():
        assert told[seq] == number, f"report {number} was confirmed as entry {seq}"
    vault = FileVault(tmp_path / "keeper")
    ledger = SqliteLedger(tmp_path / "keeper" / "ledger.db", ledger_keys(vault, load_enrolment(vault).device_key))
    (seat,) = ledger.seats()
    entries = tuple(reversed(tuple(ledger.newest(seat))))
    assert follow_all(Head(seat), entries) == ledger.head(seat)
    mine = {parse_header(each.header).seq: parse_payload(each.payload).body.details.get("number") for each in entries}
    assert all(mine[seq] == number for number, seq in reporter.confirmed.items())
    ledger.close()


def test_a_second_keeper_over_the_same_record_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with enrolled(tmp_path) as (_, _, reporter):
        wait_for_more(reporter, 1)
        command = [sys.executable, "-m", "workstation", "keeper", "--dir", str(tmp_path / "keeper")]
        command += ["--policy", str(POLICY), "--socket", str(tmp_path / "another.sock")]
        second = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=False)
        assert second.returncode != 0
        assert "a keeper runs here already" in second.stderr
        wait_for_more(reporter, 5)


def _at_store(store: StoreProcess, last: int) -> dict[int, int]:
    """Return which report stands at which number of the seat's chain, once the store has all up to `last`."""
    until = time.monotonic() + DEADLINE
    found: dict[int, int] = {}
    after = 0
    while last not in found:
        assert time.monotonic() < until, f"the store never had entry {last}"
        for item in find(store.parts.database, Wanted(after=after, limit=500)):
            after = item.store_seq
            if item.kind is Kind.COPY_BLOCKED:
                found[item.seq] = int(item.body.details["number"])
    return found

"""SIGKILL of keeper, seat and store at random moments: nothing that was confirmed is lost, and all of it is shipped.

The test stands on the seat's end of the link and keeps its own list of what the keeper confirmed.
`DESKWARDEN_KILLS` sets how many kills there are, `DESKWARDEN_BACKLOG` how many entries wait while the store is away.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.keeper.processes import DEADLINE, POLICY, KeeperProcess, Reporter
from tests.keeper.test_backlog import BACKLOG, filled
from workstation.auditstore.query import Wanted, find
from workstation.facts.kinds import Kind
from workstation.keeper.enrolment import enrol, load_enrolment
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.vault import FileVault
from workstation.record.chain import Head, follow_all
from workstation.record.entry import parse_header, parse_payload

KILLS = int(os.environ.get("DESKWARDEN_KILLS", "25"))


@contextmanager
def enrolled(tmp_path: Path, backlog: int = 0) -> Iterator[tuple[StoreProcess, KeeperProcess, Reporter]]:
    """Give the parts at work; where there is a backlog, the store went away before it came to be."""
    with running_store(tmp_path / "store") as store:
        enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path / "keeper"))
        if backlog:
            store.kill()
            filled(tmp_path / "keeper", backlog)
        keeper = KeeperProcess(tmp_path)
        reporter = Reporter(keeper.socket)
        try:
            yield store, keeper, reporter
        finally:
            reporter.stop()
            keeper.stop()


def test_nothing_confirmed_is_lost_by_kills_of_keeper_seat_and_store(tmp_path: Path) -> None:
    chance = seeded()
    with enrolled(tmp_path) as (store, keeper, reporter):
        for kill in chance.choices((keeper.kill, reporter.kill, store.restart), k=KILLS):
            reporter.wait_for_more(chance.randrange(1, 20))
            kill()
        reporter.wait_for_more(5)
        reporter.stop()
        told = _at_store(store, last=max(reporter.confirmed.values()))
    for number, seq in reporter.confirmed.items():
        assert told[seq] == number, f"report {number} was confirmed as entry {seq}"
    assert_all_kept(tmp_path / "keeper", reporter)


def test_a_keeper_with_a_backlog_comes_back_from_kills_and_loses_nothing(tmp_path: Path) -> None:
    chance, took = seeded(), list[float]()
    with enrolled(tmp_path, BACKLOG) as (_, keeper, reporter):
        for turn in range(KILLS):
            reporter.wait_for_more(chance.randrange(1, 20))
            (keeper.kill if turn % 2 == 0 else reporter.kill)()
            since = time.monotonic()
            reporter.wait_for_more(1)
            if turn % 2 == 0:
                took.append(time.monotonic() - since)
        reporter.stop()
    print(f"{BACKLOG} waiting: from kill to next entry {median(took):.2f} s, at most {max(took):.2f} s, n {len(took)}")
    assert_all_kept(tmp_path / "keeper", reporter)


def seeded() -> random.Random:
    seed = random.randrange(1_000_000)  # noqa: S311 - printed, so that a failure can be played again
    print(f"seed {seed}")
    return random.Random(seed)  # noqa: S311


def assert_all_kept(folder: Path, reporter: Reporter) -> None:
    """Open the ledger as the keeper does: one whole chain, in which every report stands where that was confirmed."""
    vault = FileVault(folder)
    ledger = SqliteLedger(folder / "ledger.db", ledger_keys(vault, load_enrolment(vault).device_key))
    (seat,) = ledger.seats()
    entries = tuple(reversed(tuple(ledger.newest(seat))))
    assert follow_all(Head(seat), entries) == ledger.head(seat)
    mine = {parse_header(each.header).seq: parse_payload(each.payload).body.details.get("number") for each in entries}
    assert all(mine[seq] == number for number, seq in reporter.confirmed.items())
    ledger.close()


def test_a_second_keeper_over_the_same_record_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with enrolled(tmp_path) as (_, _, reporter):
        reporter.wait_for_more(1)
        command = [sys.executable, "-m", "workstation", "keeper", "--dir", str(tmp_path / "keeper")]
        command += ["--policy", str(POLICY), "--socket", str(tmp_path / "another.sock")]
        second = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=False)
        assert second.returncode != 0
        assert "a keeper runs here already" in second.stderr
        reporter.wait_for_more(5)


def _at_store(store: StoreProcess, last: int) -> dict[int, int]:
    """Return which report stands at which number of the seat's chain, once the store has all up to `last`."""
    until = time.monotonic() + DEADLINE
    found: dict[int, int] = {}
    after = 0
    while last not in found:
        assert time.monotonic() < until, f"the store never had entry {last}"
        for item in find(store.parts.database, Wanted(after=after, limit=500)):
            after, until = item.store_seq, time.monotonic() + DEADLINE  # as long as more comes, it may take its time
            if item.kind is Kind.COPY_BLOCKED:
                found[item.seq] = int(item.body.details["number"])
    return found

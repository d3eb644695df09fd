"""A store that was away for long: all that waited goes up in order, and a crash at any step of it loses nothing.

`DESKWARDEN_BACKLOG` sets how many entries wait.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.samples import COPY, SHOWN
from workstation.auditstore.feed import follow_feed
from workstation.auditstore.schema import entries
from workstation.auditstore.verify import Witnesses, verify_record
from workstation.facts.body import Body
from workstation.keeper.enrolment import Enrolment, enrol, load_enrolment
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.ports import Subject
from workstation.keeper.shipper import Shipper, Shipping
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.vault import FileVault
from workstation.record.exchange import BATCH_LIMIT
from workstation.record.feeditem import FeedItem
from workstation.record.keyline import KeyLine
from workstation.record.receipt import Receipt, ReceiptBody
from workstation.recordfile import opened_record

BACKLOG = int(os.environ.get("DESKWARDEN_BACKLOG", "600"))
DEADLINE = 600.0
CRUZ = Subject(agent="cruz", team="cards")
SHIPPED = """
import sys
from pathlib import Path
from tests.keeper.test_backlog import shipped
shipped(Path(sys.argv[1]), int(sys.argv[2]))
"""
EIGHT_HOURS = timedelta(hours=8)


class Crash:
    """Ends the process, as a kill would, at the nth step of shipping that touches the ledger."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os._exit(9)


class Stepping(SqliteLedger):
    """A ledger that may crash before and after each change that shipping makes."""

    crash = Crash(0)
    trimmed = threading.Event()

    def keep_receipt(self, *receipt: object) -> None:
        self.crash()
        super().keep_receipt(*receipt)  # type: ignore[arg-type]
        self.crash()

    def checkpoint(self) -> None:
        self.crash()
        super().checkpoint()
        self.crash()

    def trim(self, before: datetime) -> int:
        self.crash()
        count = super().trim(before)
        self.crash()
        if not count:
            self.trimmed.set()
        return count


class Waiting(SqliteLedger):
    """A ledger under which a violation happens at the first receipt; no other one is kept until it is `heard` of."""

    heard = threading.Event()
    happened = 0

    def keep_receipt(self, receipt: Receipt, body: ReceiptBody) -> None:
        if self.happened:
            assert self.heard.wait(DEADLINE)
        super().keep_receipt(receipt, body)
        if not self.happened:
            self.happened = self.append(body.seat_id, CRUZ, COPY)


def opened(folder: Path, clock: datetime, kind: type[SqliteLedger] = SqliteLedger) -> tuple[SqliteLedger, Enrolment]:
    vault = FileVault(folder)
    enrolment = load_enrolment(vault)
    return kind(folder / "ledger.db", ledger_keys(vault, enrolment.device_key), clock=lambda: clock), enrolment


def ignore(_: Shipping) -> None:
    """Look at the ledger instead."""


def shipped(folder: Path, step: int = 0) -> None:
    """Ship all that waits, then remove what the store has had for 30 days; crash at that step."""
    Stepping.crash = Crash(step)
    now = datetime.now(UTC)
    ledger, enrolment = opened(folder, now, Stepping)
    Stepping.trimmed = threading.Event()
    with closing(HttpsStore(enrolment)) as store:
        later = now + timedelta(days=60)
        shipper = Shipper(
            ledger=ledger, store=store, receipt_key=enrolment.receipt_key, clock=lambda: later, told=ignore
        )
        shipper.start()
        assert Stepping.trimmed.wait(DEADLINE)
        shipper.stop()
    ledger.close()


def filled(folder: Path, count: int, bodies: Sequence[Body] = (SHOWN, SHOWN, COPY)) -> None:
    """Write entries as over 8 hours in which the store was away."""
    ledger, enrolment = opened(folder, datetime.now(UTC) - EIGHT_HOURS)
    for begin in range(0, count, 500):
        batch = [(CRUZ, bodies[number % len(bodies)]) for number in range(begin, min(begin + 500, count))]
        ledger.append_all(enrolment.seat_id(1), batch)
    ledger.close()


def numbers(store: StoreProcess) -> list[int]:
    with store.parts.database.reads.begin() as db:
        return list(db.scalars(select(entries.c.seq).order_by(entries.c.store_seq)))


def test_a_backlog_goes_up_in_order_once_the_store_is_back(tmp_path: Path) -> None:
    with running_store(tmp_path / "store") as store:
        enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path / "keeper"))
        filled(tmp_path / "keeper", BACKLOG)
        shipped(tmp_path / "keeper")
        assert numbers(store) == list(range(1, BACKLOG + 1))
    with opened_record(tmp_path / "keeper" / "ledger.db") as record:
        (verdict,) = verify_record(record, Witnesses(receipt_key=enrolment.receipt_key))
    assert (verdict.receipted, verdict.entries, verdict.change) == (BACKLOG, BACKLOG, None)
    assert verdict.first == BACKLOG


def test_a_violation_is_heard_of_while_thousands_of_entries_wait_before_it(tmp_path: Path) -> None:
    count = max(BACKLOG, 3000)
    with running_store(tmp_path / "store") as store:
        enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path / "keeper"))
        filled(tmp_path / "keeper", count, (SHOWN,))
        ledger, _ = opened(tmp_path / "keeper", datetime.now(UTC), Waiting)
        assert isinstance(ledger, Waiting)
        token = store.parts.directory.add_reader("Kim")
        shipped = threading.Event()
        with (
            closing(HttpsStore(enrolment)) as client,
            closing(follow_feed(store.url, store.authority, token, 0)) as feed,
        ):
            shipper = Shipper(
                ledger=ledger,
                store=client,
                receipt_key=enrolment.receipt_key,
                clock=lambda: datetime.now(UTC),
                told=lambda shipping: shipped.set() if shipping.answers and not shipping.waiting else None,
            )
            shipper.start()
            item = next(feed)
            assert isinstance(item, FeedItem)
            assert (item.seq, item.body) == (ledger.happened, COPY)
            assert (ledger.happened, ledger.receipted(item.seat_id)) == (count + 1, BATCH_LIMIT)
            ledger.heard.set()
            assert shipped.wait(DEADLINE)
            shipper.stop()
            ledger.append(item.seat_id, CRUZ, SHOWN)
            last = ledger.append(item.seat_id, CRUZ, COPY)
            client.ship(item.seat_id, ledger.waiting(item.seat_id, BATCH_LIMIT))
            following = next(feed)
            assert isinstance(following, FeedItem)
            assert following.seq == last
        ledger.close()
        assert numbers(store) == list(range(1, last + 1))


def test_a_crash_at_any_step_from_the_receipt_to_the_trim_loses_nothing(tmp_path: Path) -> None:
    with running_store(tmp_path / "store") as store:
        enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path / "keeper"))
        written = step = 0
        while True:
            step += 1
            filled(tmp_path / "keeper", 3)
            written += 3
            command = [sys.executable, "-c", SHIPPED, str(tmp_path / "keeper"), str(step)]
            code = subprocess.run(command, timeout=DEADLINE, check=False).returncode
            assert code in (0, 9)
            if code == 0:
                break
        assert step > 6
        shipped(tmp_path / "keeper")
        assert numbers(store) == list(range(1, written + 1))
        enrolment = load_enrolment(FileVault(tmp_path / "keeper"))
    with opened_record(tmp_path / "keeper" / "ledger.db") as record:
        witnesses = Witnesses(
            receipt_key=enrolment.receipt_key, device_keys={"": KeyLine(enrolment.device_key.public_key())}
        )
        (verdict,) = verify_record(record, witnesses)
    assert (verdict.receipted, verdict.change) == (written, None)

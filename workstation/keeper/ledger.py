"""The ledger: every entry durable in SQLite (WAL, synchronous=FULL) before anyone is told so."""

# SPDX-License-Identifier: Apache-2.0

import hmac
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.keeper.folder import make_folder, sync_folder
from workstation.keeper.ports import Subject
from workstation.keeper.ruled import Ruled
from workstation.record.chain import Head
from workstation.record.entry import SALT_SIZE, Entry, Header, Payload, make_entry
from workstation.record.receipt import Receipt, ReceiptBody

SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    seat_id TEXT NOT NULL, seq INTEGER NOT NULL, subject TEXT NOT NULL,
    header BLOB NOT NULL, salt BLOB NOT NULL, payload BLOB NOT NULL, chain BLOB NOT NULL,
    PRIMARY KEY (seat_id, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_subject ON entries (subject, seq);
CREATE TABLE IF NOT EXISTS receipts (
    seat_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL
) WITHOUT ROWID;
"""
PAGE = 200
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SqliteLedger:
    """Keeps keeper.ports.Ledger's promises in one file; one statement at a time, by a lock.

    Readers wait for it too: Python's sqlite3 asks the connection, not the statement, what went wrong, so that a write
    that failed would pass for done where another thread's read had gone well meanwhile.
    """

    def __init__(self, path: Path, subject_key: bytes, *, clock: Callable[[], datetime] | None = None) -> None:
        self._subject_key = subject_key
        self._clock = clock or (lambda: datetime.now(UTC))
        self._lock = threading.Lock()
        self._boot_id = BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""
        self._label = ("", "", "")
        try:
            self._db = _opened(path)
            self._heads = {seat: Head(seat, seq, chain) for seat, seq, chain in self._db.execute(_HEADS)}
        except (sqlite3.Error, OSError) as error:
            raise LedgerError("the ledger cannot be opened", hint=f"Look at {path} and the disk under it.") from error

    def label(self, ruled: Ruled) -> None:
        """Write entries under this policy from now on."""
        self._label = (ruled.version, ruled.client, ruled.region)

    def append(self, seat_id: str, subject: Subject, body: Body) -> int:
        """Make `body` durable and return its number; raise LedgerError otherwise."""
        with self._lock:
            head = self.head(seat_id)
            entry = self._entry(head, subject, body)
            row = (seat_id, head.seq + 1, self.pseudonym(subject.agent), *msgspec.structs.astuple(entry))
            self._execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            self._heads[seat_id] = Head(seat_id, head.seq + 1, entry.chain)
            return head.seq + 1

    def head(self, seat_id: str) -> Head:
        """Return where the chain of `seat_id` stands."""
        return self._heads.get(seat_id, Head(seat_id))

    def seats(self) -> tuple[str, ...]:
        """Return every seat that has a chain here."""
        return tuple(self._heads)

    def waiting(self, seat_id: str, limit: int) -> tuple[Entry, ...]:
        """Return up to `limit` entries that no receipt covers yet, in number order."""
        rows = self._select(
            "SELECT header, salt, payload, chain FROM entries WHERE seat_id = ? AND seq > ? ORDER BY seq LIMIT ?",
            (seat_id, self.receipted(seat_id), limit),
        )
        return tuple(Entry(*row) for row in rows)

    def chain_at(self, seat_id: str, seq: int) -> bytes:
        """Return the chain hash at entry `seq`; raise LedgerError where there is none."""
        rows = self._select("SELECT chain FROM entries WHERE seat_id = ? AND seq = ?", (seat_id, seq))
        if not rows:
            raise LedgerError(f"the ledger has no entry {seq} of seat {seat_id}")
        return bytes(rows[0][0])

    def keep_receipt(self, receipt: Receipt, body: ReceiptBody) -> None:
        """Store a verified receipt durably; never goes backwards."""
        with self._lock:
            self._execute(
                "INSERT INTO receipts VALUES (?, ?, ?, ?) ON CONFLICT (seat_id) DO UPDATE SET"
                " seq = excluded.seq, body = excluded.body, signature = excluded.signature WHERE excluded.seq >= seq",
                (body.seat_id, body.seq, receipt.body, receipt.signature),
            )

    def receipted(self, seat_id: str) -> int:
        """Return the highest number that a receipt covers, 0 without one."""
        rows = self._select("SELECT seq FROM receipts WHERE seat_id = ?", (seat_id,))
        return int(rows[0][0]) if rows else 0

    def receipted_at(self) -> datetime | None:
        """Return the store's time in the latest receipt kept here, None without one."""
        times = [msgspec.msgpack.decode(body, type=ReceiptBody).at for (body,) in self._select(_RECEIPTS, ())]
        return max(times, default=None)

    def about(self, agent: str, limit: int) -> tuple[Entry, ...]:
        """Return the newest entries about `agent`, newest first."""
        rows = self._select(
            "SELECT header, salt, payload, chain FROM entries WHERE subject = ? ORDER BY seq DESC LIMIT ?",
            (self.pseudonym(agent), limit),
        )
        return tuple(Entry(*row) for row in rows)

    def newest(self, seat_id: str) -> Iterator[Entry]:
        """Yield the entries of `seat_id`, newest first."""
        before = self.head(seat_id).seq + 1
        while rows := self._select(
            "SELECT header, salt, payload, chain FROM entries WHERE seat_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
            (seat_id, before, PAGE),
        ):
            yield from (Entry(*row) for row in rows)
            before -= len(rows)

    def pseudonym(self, agent: str) -> str:
        """Return the name that stands for `agent` in headers: keyed, so that nobody can guess it back."""
        return hmac.digest(self._subject_key, agent.encode(), "sha256")[:12].hex() if agent else ""

    def close(self) -> None:
        """Close the file; the last writes are durable already."""
        with self._lock:
            self._db.close()

    def _entry(self, head: Head, subject: Subject, body: Body) -> Entry:
        policy, client, region = self._label
        header = Header(
            version=1,
            seat_id=head.seat_id,
            seq=head.seq + 1,
            at=self._clock(),
            monotonic_ns=time.monotonic_ns(),
            boot_id=self._boot_id,
            kind=body.kind,
            severity=body.severity,
            outcome=body.outcome,
            rule=body.rule,
            policy=policy,
            subject=self.pseudonym(subject.agent),
            client=client,
            region=region,
            commitment=b"",
        )
        return make_entry(head.chain, header, os.urandom(SALT_SIZE), Payload(subject.agent, subject.team, body))

    def _execute(self, statement: str, row: tuple[object, ...]) -> None:
        try:
            self._db.execute(statement, row)
        except sqlite3.Error as error:
            raise LedgerError(
                "the ledger cannot write", hint="Free space on its disk; the seat stays closed until it can."
            ) from error

    def _select(self, statement: str, row: tuple[object, ...]) -> list[tuple[bytes, ...]]:
        try:
            with self._lock:
                return self._db.execute(statement, row).fetchall()
        except sqlite3.Error as error:
            raise LedgerError("the ledger cannot be read", hint="Look at the disk under it.") from error


_RECEIPTS = "SELECT body FROM receipts"
_HEADS = "SELECT seat_id, max(seq), chain FROM entries GROUP BY seat_id"


def _opened(path: Path) -> sqlite3.Connection:
    make_folder(path.parent)
    path.touch(mode=0o600)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # Read to its end, where the pragma's own commit may fail; one that is refused answers with the mode there was.
    if db.execute("PRAGMA journal_mode = WAL").fetchall() != [("wal",)]:
        raise sqlite3.OperationalError("the ledger's write-ahead log cannot be made")
    db.execute("PRAGMA synchronous = FULL")
    db.executescript(SCHEMA)
    sync_folder(path.parent)  # SQLite does so for its files, but goes on where it fails
    return db

"""The ledger: every entry durable in SQLite (WAL, synchronous=FULL) before anyone is told so.

Headers lie there clear, payloads sealed under keys of agents and months; the device signs heads as checkpoints.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from math import inf
from pathlib import Path

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.keeper.ledgerfile import open_ledger_file
from workstation.keeper.ledgerkeys import LedgerKeys
from workstation.keeper.ledgerreading import PAGE, LedgerReading
from workstation.keeper.ports import Subject
from workstation.keeper.ruled import Ruled
from workstation.ledgerseal import seal_ledger
from workstation.record.chain import Head
from workstation.record.checkpoint import sign_checkpoint
from workstation.record.entry import SALT_SIZE, Entry, Header, Payload, make_entry, parse_header
from workstation.record.receipt import Receipt, ReceiptBody
from workstation.record.sealed import seal_entry

SIGNED_EVERY = 64
SIGNED_WITHIN_SECONDS = 0.2
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Signed:
    """Up to which number a chain is signed, and when that was, in monotonic seconds."""

    seq: int
    at: float

    def is_due(self, seq: int) -> bool:
        """Say whether the head of that number is to be signed as it is written."""
        return seq - self.seq >= SIGNED_EVERY or time.monotonic() - self.at >= SIGNED_WITHIN_SECONDS


_NEVER = Signed(0, -inf)


class SqliteLedger(LedgerReading):
    """Keeps keeper.ports.Ledger's promises in one file. Safe from any thread."""

    def __init__(self, path: Path, keys: LedgerKeys, *, clock: Callable[[], datetime] | None = None) -> None:
        """Open or make the ledger at `path`; raise LedgerError where it cannot be used or has other keys."""
        self._path = path
        self._keys = keys
        self._clock = clock or (lambda: datetime.now(UTC))
        self._boot_id = BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""
        self._label = ("", "", "")
        try:
            super().__init__(open_ledger_file(path), keys)
        except (sqlite3.Error, OSError) as error:
            raise LedgerError("the ledger cannot be opened", hint=f"Look at {path} and the disk under it.") from error
        self._signed = {seat: Signed(self.head(seat).seq, -inf) for seat in self.signed_seats}

    def label(self, ruled: Ruled) -> None:
        """Write entries under this policy from now on."""
        self._label = (ruled.version, ruled.client, ruled.region)

    def append(self, seat_id: str, subject: Subject, body: Body) -> int:
        """Make `body` durable and return its number; raise LedgerError otherwise."""
        return self.append_all(seat_id, ((subject, body),))

    def append_all(self, seat_id: str, contents: Sequence[tuple[Subject, Body]]) -> int:
        """Make all `contents` durable at once, or none, and return the last number; raise LedgerError otherwise.

        The head is signed with them after SIGNED_EVERY entries or SIGNED_WITHIN_SECONDS; `checkpoint` signs the rest.
        """
        with self._lock:
            head, rows = self.head(seat_id), []
            signed = self._signed.get(seat_id, _NEVER)
            for subject, body in contents:
                entry = self._entry(head, subject, body)
                head = Head(seat_id, head.seq + 1, entry.chain)
                signature = None
                if signed.is_due(head.seq):
                    signature, signed = sign_checkpoint(self._keys.device, head), Signed(head.seq, time.monotonic())
                rows.append(self._row(head, subject, entry, signature))
            self._write(rows)
            self._heads[seat_id], self._signed[seat_id] = head, signed
            return head.seq

    def checkpoint(self) -> None:
        """Sign every head that is not signed yet, durably; raise LedgerError otherwise."""
        with self._lock:
            for seat_id, head in self._heads.items():
                if self._signed.get(seat_id, _NEVER).seq < head.seq:
                    signature = sign_checkpoint(self._keys.device, head)
                    self._execute(_SIGN, (signature, seat_id, head.seq))
                    self._signed[seat_id] = Signed(head.seq, time.monotonic())

    def rewrap(self, data_key: bytes) -> None:
        """Wrap every payload's key under another data key, all at once; this ledger is to be closed then."""
        with self._lock:
            self._at_once([(_REWRAP, self._payload_keys.rewrapped(data_key))])

    def trim(self, before: datetime) -> int:
        """Remove up to PAGE entries of each seat that a receipt covers and that were written `before`; return how many.

        The device signs where each chain begins from then on; the last entry of a chain stays.
        """
        return sum(self._trimmed(seat_id, before) for seat_id in self.seats())

    def keep_receipt(self, receipt: Receipt, body: ReceiptBody) -> None:
        """Store a verified receipt durably; never goes backwards."""
        with self._lock:
            self._execute(
                "INSERT INTO receipts VALUES (?, ?, ?, ?) ON CONFLICT (seat_id) DO UPDATE SET"
                " seq = excluded.seq, body = excluded.body, signature = excluded.signature WHERE excluded.seq >= seq",
                (body.seat_id, body.seq, receipt.body, receipt.signature),
            )

    def close(self) -> None:
        """Sign what is not signed yet, close the file and seal it; the last writes are durable already."""
        with suppress(LedgerError):
            self.checkpoint()
        with self._lock:
            self._db.close()
            with suppress(OSError):
                seal_ledger(self._path, self._keys.device, self._clock())

    def _trimmed(self, seat_id: str, before: datetime) -> int:
        covered = min(self.receipted(seat_id), self.head(seat_id).seq - 1)
        rows = self._select(_OLDEST, (seat_id, covered, PAGE))
        old = list(takewhile(lambda row: parse_header(row[0]).at < before, rows))
        if not old:
            return 0
        _, seq, chain = old[-1]
        signature = sign_checkpoint(self._keys.device, Head(seat_id, seq, chain))
        with self._lock:
            self._at_once([(_BEGIN, [(seat_id, seq, chain, signature)]), (_REMOVE, [(seat_id, seq)])])
        return len(old)

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

    def _row(self, head: Head, subject: Subject, entry: Entry, signature: bytes | None) -> tuple[object, ...]:
        pseudonym = self.pseudonym(subject.agent)
        try:
            number, key = self._payload_keys.sealing(pseudonym, self._clock())
        except sqlite3.Error as error:
            raise _unwritten() from error
        return head.seat_id, head.seq, pseudonym, entry.header, seal_entry(key, entry), number, entry.chain, signature

    def _write(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert all rows or none."""
        if len(rows) == 1:
            self._execute(_INSERT, rows[0])
        else:
            self._at_once([(_INSERT, rows)])

    def _at_once(self, work: Sequence[tuple[str, Sequence[tuple[object, ...]]]]) -> None:
        """Run statements with their rows in one transaction."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                for statement, rows in work:
                    self._db.executemany(statement, rows)
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise _unwritten() from error

    def _execute(self, statement: str, row: tuple[object, ...]) -> None:
        try:
            self._db.execute(statement, row)
        except sqlite3.Error as error:
            raise _unwritten() from error


def _unwritten() -> LedgerError:
    return LedgerError("the ledger cannot write", hint="Free space on its disk; the seat stays closed until it can.")


_OLDEST = "SELECT header, seq, chain FROM entries WHERE seat_id = ? AND seq <= ? ORDER BY seq LIMIT ?"
_REWRAP = "UPDATE keys SET wrapped = ? WHERE number = ?"
_BEGIN = "INSERT OR REPLACE INTO begins VALUES (?, ?, ?, ?)"
_REMOVE = "DELETE FROM entries WHERE seat_id = ? AND seq <= ?"
_INSERT = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_SIGN = "UPDATE entries SET signature = ? WHERE seat_id = ? AND seq = ?"

"""Reading a ledger: where its chains stand, what waits, what is about whom; one statement at a time, by a lock."""

# SPDX-License-Identifier: Apache-2.0

import hmac
import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from workstation.errors import LedgerError
from workstation.facts.kinds import EVERY_KIND, Kind
from workstation.keeper.ledgerkeys import LedgerKeys
from workstation.keeper.payloadkeys import PayloadKeys
from workstation.record.chain import Head
from workstation.record.entry import Entry, kind_of, parse_header
from workstation.record.merkle import TreeHead
from workstation.record.receipt import ReceiptBody
from workstation.record.sealed import open_entry

PAGE = 200
log = logging.getLogger(__name__)


class LedgerReading:
    """What a ledger holds; safe from any thread. Every method may raise LedgerError.

    Readers wait for writers, too: Python's sqlite3 asks the connection, not the statement, what went wrong, so that a
    write that failed would pass for done where another thread's read had gone well meanwhile.
    """

    def __init__(self, db: sqlite3.Connection, keys: LedgerKeys) -> None:
        """Read where chains stand; raise sqlite3.Error, and LedgerError where the keys are others."""
        self._db = db
        self._keys = keys
        self._lock = threading.Lock()
        self._payload_keys = PayloadKeys(db, keys.data)
        heads = db.execute(_HEADS).fetchall()
        self._heads = {seat: Head(seat, seq, chain) for seat, seq, chain, _ in heads}
        self.signed_seats = tuple(seat for seat, _, _, signature in heads if signature)

    def head(self, seat_id: str) -> Head:
        """Return where the chain of `seat_id` stands."""
        return self._heads.get(seat_id, Head(seat_id))

    def seats(self) -> tuple[str, ...]:
        """Return every seat that has a chain here."""
        return tuple(self._heads)

    def begun(self, seat_id: str) -> datetime | None:
        """Return when the oldest entry of a seat was written, None without one."""
        rows = self._select(_OLDEST, (seat_id,))
        return parse_header(rows[0][0]).at if rows else None

    def waiting(self, seat_id: str, limit: int) -> tuple[Entry, ...]:
        """Return up to `limit` entries that no receipt covers yet, in number order."""
        rows = self._select(
            _WAITING,
            (seat_id, self.receipted(seat_id), limit),
        )
        entries = self._opened(rows)
        if len(entries) < len(rows):
            raise LedgerError(
                "an entry that no receipt covers does not open", hint="Ask an auditor to verify the ledger."
            )
        return entries

    def chain_at(self, seat_id: str, seq: int) -> bytes:
        """Return the chain hash at entry `seq`, or where a trimmed chain begins; raise LedgerError without one."""
        rows = self._select(_CHAIN, (seat_id, seq, seat_id, seq))
        if not rows:
            raise LedgerError(f"the ledger has no entry {seq} of seat {seat_id}")
        return bytes(rows[0][0])

    def receipted(self, seat_id: str) -> int:
        """Return the highest number that a receipt covers, 0 without one."""
        rows = self._select("SELECT seq FROM receipts WHERE seat_id = ?", (seat_id,))
        return int(rows[0][0]) if rows else 0

    def receipted_at(self) -> datetime | None:
        """Return the store's time in the latest receipt kept here, None without one."""
        return max((body.at for body in self._receipts()), default=None)

    def tree(self) -> TreeHead:
        """Return the head of the store's log in the latest receipt, that of an empty log without one."""
        return max((body.tree for body in self._receipts()), default=TreeHead())

    def about(self, agent: str, limit: int) -> tuple[Entry, ...]:
        """Return the newest entries about `agent`, newest first; those that do not open are left out."""
        return self._opened(
            self._select(
                _ABOUT,
                (self.pseudonym(agent), limit),
            )
        )

    def newest(self, seat_id: str, kinds: frozenset[Kind] = EVERY_KIND) -> Iterator[Entry]:
        """Yield the entries of `seat_id` of these `kinds`, newest first; those that do not open are left out."""
        before = self.head(seat_id).seq + 1
        while rows := self._select(
            _NEWEST,
            (seat_id, before, PAGE),
        ):
            yield from self._opened([row for row in rows if kind_of(row[0]) in kinds])
            before -= len(rows)

    def pseudonym(self, agent: str) -> str:
        """Return the name that stands for `agent` in headers: keyed, so that nobody can guess it back."""
        return _pseudonym(self._keys.subject, agent)

    def _receipts(self) -> Iterator[ReceiptBody]:
        for (body,) in self._select(_RECEIPTS, ()):
            yield msgspec.msgpack.decode(body, type=ReceiptBody)

    def _opened(self, rows: Sequence[tuple[Any, ...]]) -> tuple[Entry, ...]:
        """Return the entries of rows, but for those that do not open: they were changed, or their key was destroyed."""
        entries = []
        for header, sealed, chain, number in rows:
            if (key := self._payload_keys.opening(number)) is not None:
                try:
                    entries.append(open_entry(key, header, sealed, chain))
                except LedgerError as error:
                    log.error("%s", error)  # noqa: TRY400 - `deskwarden audit verify` says which
        return tuple(entries)

    def _select(self, statement: str, row: tuple[object, ...]) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._db.execute(statement, row).fetchall()
        except sqlite3.Error as error:
            raise LedgerError("the ledger cannot be read", hint="Look at the disk under it.") from error


@lru_cache(maxsize=256)
def _pseudonym(key: bytes, agent: str) -> str:
    return hmac.digest(key, agent.encode(), "sha256")[:12].hex() if agent else ""


_OLDEST = "SELECT header FROM entries WHERE seat_id = ? ORDER BY seq LIMIT 1"
_WAITING = "SELECT header, sealed, chain, key FROM entries WHERE seat_id = ? AND seq > ? ORDER BY seq LIMIT ?"
_NEWEST = "SELECT header, sealed, chain, key FROM entries WHERE seat_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
_ABOUT = "SELECT header, sealed, chain, key FROM entries WHERE subject = ? ORDER BY seq DESC LIMIT ?"
_CHAIN = (
    "SELECT chain FROM entries WHERE seat_id = ? AND seq = ?"
    " UNION ALL SELECT chain FROM begins WHERE seat_id = ? AND seq = ?"
)
_RECEIPTS = "SELECT body FROM receipts"
_HEADS = "SELECT seat_id, max(seq), chain, signature FROM entries GROUP BY seat_id"

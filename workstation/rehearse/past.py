"""The recorded past: a keeper's ledger or the store's record, read without changing it."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from workstation.errors import LedgerError
from workstation.record.entry import Header, Payload, parse_header, parse_payload

# The casts keep a file that was edited by hand from giving text or numbers where bytes belong.
_ROWS = "SELECT seat_id, CAST(header AS BLOB), CAST(payload AS BLOB) FROM entries ORDER BY seat_id, seq"


@dataclass(frozen=True, slots=True)
class PastEntry:
    """One entry of a seat; without header and payload where it cannot be understood."""

    seat_id: str
    content: tuple[Header, Payload] | None


@dataclass(frozen=True, slots=True)
class Past:
    """A record as it stood when it was opened."""

    entries: int
    _db: sqlite3.Connection

    def __iter__(self) -> Iterator[PastEntry]:
        """Yield every entry, seat by seat in number order."""
        for seat_id, header, payload in self._db.execute(_ROWS):
            yield PastEntry(str(seat_id), _content(header, payload))


@contextmanager
def opened_past(path: Path) -> Iterator[Past]:
    """Give the record in the file at `path`; raise LedgerError where there is none or it cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)) as db:
            db.execute("BEGIN")
            (entries,) = db.execute("SELECT count(*) FROM entries").fetchone()
            yield Past(entries, db)
    except sqlite3.Error as error:
        raise LedgerError(
            f"{path} cannot be read as a record: {error}", hint="Name a keeper's ledger.db or a store's store.db."
        ) from error


def _content(header: bytes, payload: bytes) -> tuple[Header, Payload] | None:
    try:
        return parse_header(header), parse_payload(payload)
    except LedgerError:
        return None

"""A record as it lies on disk: the store's database, or a keeper's ledger, read without changing it."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from workstation.errors import LedgerError
from workstation.record.entry import Entry
from workstation.record.receipt import Receipt

# The casts keep a file that was edited by hand from giving text or numbers where bytes belong.
STORE_ROWS = """
SELECT seat_id, CAST(header AS BLOB), CAST(salt AS BLOB), CAST(payload AS BLOB), CAST(chain AS BLOB), kind, severity
FROM entries ORDER BY seat_id, seq
"""
LEDGER_ROWS = """
SELECT seat_id, CAST(header AS BLOB), CAST(salt AS BLOB), CAST(payload AS BLOB), CAST(chain AS BLOB), NULL, NULL
FROM entries ORDER BY seat_id, seq
"""
RECEIPTS = "SELECT seat_id, CAST(body AS BLOB), CAST(signature AS BLOB) FROM receipts"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """An entry and under what it is found; `found_as` is its kind and severity where the file indexes them."""

    seat_id: str
    entry: Entry
    found_as: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFile:
    """The file at `path`: the store's database or a keeper's ledger."""

    path: Path
    at_store: bool

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """Give the record as it stands at the first read; raise LedgerError where it cannot be read."""
        address = f"file:{quote(str(self.path))}?mode=ro"
        try:
            with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as db:
                db.execute("BEGIN")
                yield Snapshot(db=db, at_store=self.at_store)
        except sqlite3.Error as error:
            raise LedgerError("the record cannot be read", hint=f"Is {self.path} a record?") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A record at one moment: entries and receipts that belong together, whatever is written meanwhile."""

    db: sqlite3.Connection
    at_store: bool

    def rows(self) -> Iterator[StoredRow]:
        """Yield every entry, seat by seat in number order."""
        for row in self.db.execute(STORE_ROWS if self.at_store else LEDGER_ROWS):
            seat_id, header, salt, payload, chain, kind, severity = row
            yield StoredRow(
                seat_id=seat_id,
                entry=Entry(header, salt, payload, chain),
                found_as=(kind, severity) if self.at_store else None,
            )

    def receipts(self) -> dict[str, Receipt]:
        """Return the latest receipt of every seat that has one."""
        return {seat_id: Receipt(body, signature) for seat_id, body, signature in self.db.execute(RECEIPTS)}


def store_record(folder: Path) -> RecordFile:
    """Return the record of the store in `folder`."""
    return RecordFile(path=folder / "store.db", at_store=True)


def keeper_record(ledger: Path) -> RecordFile:
    """Return the record in a keeper's ledger file."""
    return RecordFile(path=ledger, at_store=False)

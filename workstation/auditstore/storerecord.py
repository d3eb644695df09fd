"""A store's record as its database holds it, read without changing it: what an auditor's verification goes through."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from workstation.auditstore.address import address_of
from workstation.auditstore.engines import first_line, postgresql_engines
from workstation.auditstore.schema import FILE, devices, entries, receipts, successions
from workstation.errors import LedgerError
from workstation.record.chain import Head
from workstation.record.entry import Entry
from workstation.record.receipt import Receipt
from workstation.record.succession import SignedSuccession
from workstation.recordfile import Record, StoredRow, opened_record

AT_ONCE = 1000
# The first read is what a transaction's one moment is; who compares a long ledger asks nothing for minutes.
_FROM_NOW_ON = text("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseRecord:
    """A record at one moment, as PostgreSQL holds it; entries are read as they are asked for."""

    db: Connection = field(repr=False)
    at_store: bool = True

    def count(self) -> int:
        """Return how many entries there are."""
        return self.db.scalar(select(func.count()).select_from(entries)) or 0

    def rows(self) -> Iterator[StoredRow]:
        """Yield every entry, seat by seat in number order."""
        found = select(
            entries.c.seat_id,
            entries.c.seq,
            entries.c.header,
            entries.c.salt,
            entries.c.payload,
            entries.c.chain,
            entries.c.signature,
            entries.c.kind,
            entries.c.severity,
        ).order_by(entries.c.seat_id, entries.c.seq)
        for row in self.db.execute(found, execution_options={"yield_per": AT_ONCE}):
            yield StoredRow(
                seat_id=row.seat_id,
                seq=row.seq,
                header=row.header,
                chain=row.chain,
                signature=row.signature,
                entry=Entry(row.header, row.salt, row.payload, row.chain),
                found_as=(row.kind, row.severity),
            )

    def begins(self) -> dict[str, tuple[Head, bytes]]:
        """Return nothing: a store has every chain from its first entry."""
        return {}

    def headers(self) -> Iterator[bytes]:
        """Yield the headers in the order of their arrival."""
        found = select(entries.c.header).order_by(entries.c.store_seq)
        for (header,) in self.db.execute(found, execution_options={"yield_per": AT_ONCE}):
            yield header

    def chain_at(self, seat_id: str, seq: int) -> bytes | None:
        """Return the chain hash of an entry, None where there is none."""
        return self.db.scalar(select(entries.c.chain).where(entries.c.seat_id == seat_id, entries.c.seq == seq))

    def receipts(self) -> dict[str, Receipt]:
        """Return the latest receipt of every seat that has one."""
        found = select(receipts.c.seat_id, receipts.c.body, receipts.c.signature)
        return {seat_id: Receipt(body, signature) for seat_id, body, signature in self.db.execute(found)}

    def devices(self) -> dict[str, bytes]:
        """Return the public key with which every device was enrolled."""
        return {row.device: row.public_key for row in self.db.execute(select(devices))}

    def successions(self) -> dict[str, list[SignedSuccession]]:
        """Return what succeeded those keys, in order."""
        found: dict[str, list[SignedSuccession]] = {}
        for row in self.db.execute(select(successions).order_by(successions.c.device, successions.c.number)):
            said = SignedSuccession(body=row.body, by_old=row.by_old, by_new=row.by_new)
            found.setdefault(row.device, []).append(said)
        return found


@contextmanager
def opened_store_record(folder: Path) -> Iterator[Record]:
    """Give the record of the store in `folder`, wherever it is kept, as it stands now; raise LedgerError otherwise."""
    url = address_of(folder)
    if url is None:
        with opened_record(folder / FILE) as snapshot:
            yield snapshot
        return
    reads, _ = postgresql_engines(url)
    try:
        with reads.begin() as db:
            db.execute(_FROM_NOW_ON)
            yield DatabaseRecord(db=db)
    except SQLAlchemyError as error:
        raise LedgerError("the store's database cannot be read as a record", hint=first_line(error)) from error
    finally:
        reads.dispose()

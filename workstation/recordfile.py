"""A record as it lies on disk, read without changing it: a keeper's ledger, or the database of an audit store."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workstation.errors import LedgerError
from workstation.record.chain import Head
from workstation.record.entry import Entry
from workstation.record.malformed import MALFORMED
from workstation.record.receipt import Receipt
from workstation.record.sealed import open_entry, unwrap_key
from workstation.record.succession import SignedSuccession

DATA_KEY = "data-key"
SEALED = b"deskwarden sealed v1\0"
DEVICE_PUBLIC_KEY = "device-key.pem"
SUCCESSIONS = "device-key.successions.json"
# The casts keep a file that was edited by hand from giving text or numbers where bytes belong.
_CLEAR = """
SELECT seat_id, CAST(seq AS INTEGER), CAST(header AS BLOB), CAST(chain AS BLOB), CAST(signature AS BLOB),
       CAST(salt AS BLOB), CAST(payload AS BLOB), kind, severity
FROM entries ORDER BY seat_id, seq
"""
_SEALED = """
SELECT seat_id, CAST(seq AS INTEGER), CAST(header AS BLOB), CAST(chain AS BLOB), CAST(signature AS BLOB),
       CAST(sealed AS BLOB), CAST(key AS INTEGER), NULL, NULL
FROM entries ORDER BY seat_id, seq
"""
_BEGINS = "SELECT seat_id, CAST(seq AS INTEGER), CAST(chain AS BLOB), CAST(signature AS BLOB) FROM begins"
_HEADERS = "SELECT CAST(header AS BLOB) FROM entries ORDER BY store_seq"
_CHAIN = "SELECT CAST(chain AS BLOB) FROM entries WHERE seat_id = ? AND seq = ?"
_RECEIPTS = "SELECT seat_id, CAST(body AS BLOB), CAST(signature AS BLOB) FROM receipts"
_KEYS = "SELECT number, CAST(owner AS TEXT), CAST(wrapped AS BLOB) FROM keys"
_DEVICES = "SELECT device, CAST(public_key AS BLOB) FROM devices"
_SUCCESSIONS = """
SELECT device, CAST(body AS BLOB), CAST(by_old AS BLOB), CAST(by_new AS BLOB) FROM successions ORDER BY device, number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """An entry where it stands: under which seat and number, and as what it is listed where the file indexes it.

    `entry` is None where its payload is not at hand: its key is not given or was destroyed, or (`damaged`) it does not
    open.
    """

    seat_id: str
    seq: int
    header: bytes
    chain: bytes
    signature: bytes | None
    entry: Entry | None
    damaged: bool = False
    found_as: tuple[str, str] | None = None


class Record(Protocol):
    """A record at one moment, wherever it is kept: what verifying goes through."""

    @property
    def at_store(self) -> bool:
        """Whether this is a store's record, every seat's in one, rather than a keeper's ledger."""

    def count(self) -> int:
        """Return how many entries there are."""

    def rows(self) -> Iterator[StoredRow]:
        """Yield every entry, seat by seat in number order."""

    def begins(self) -> dict[str, tuple[Head, bytes]]:
        """Return where chains begin of which older entries were removed, with the device's signature of each."""

    def headers(self) -> Iterator[bytes]:
        """Yield the headers of a store's record in the order of their arrival."""

    def chain_at(self, seat_id: str, seq: int) -> bytes | None:
        """Return the chain hash of an entry, None where there is none."""

    def receipts(self) -> dict[str, Receipt]:
        """Return the latest receipt of every seat that has one."""

    def devices(self) -> dict[str, bytes]:
        """Return the public key with which every device that a store knows was enrolled; none from a ledger."""

    def successions(self) -> dict[str, list[SignedSuccession]]:
        """Return what succeeded those keys, in order."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The record in a file at one moment: entries and receipts that belong together, whatever is written meanwhile."""

    db: sqlite3.Connection = field(repr=False)
    data_key: bytes | None = field(repr=False)

    @cached_property
    def at_store(self) -> bool:
        """Whether this is a store's record, every seat's in one, rather than a keeper's ledger."""
        columns = {name for _, name, *_ in self.db.execute("PRAGMA table_info(entries)")}
        return "sealed" not in columns

    def count(self) -> int:
        """Return how many entries there are."""
        return int(self.db.execute("SELECT count(*) FROM entries").fetchone()[0])

    def rows(self) -> Iterator[StoredRow]:
        """Yield every entry, seat by seat in number order; raise LedgerError where the data key is another one."""
        keys = {} if self.at_store else self._payload_keys()
        for seat_id, seq, header, chain, signature, first, second, kind, severity in self.db.execute(
            _CLEAR if self.at_store else _SEALED
        ):
            key = keys.get(second)
            entry, damaged = None, False
            if self.at_store:
                entry = Entry(header, first, second, chain)
            elif key is not None:
                try:
                    entry = open_entry(key, header, first, chain)
                except LedgerError:
                    damaged = True
            yield StoredRow(
                seat_id=seat_id,
                seq=seq,
                header=header,
                chain=chain,
                signature=signature,
                entry=entry,
                damaged=damaged,
                found_as=(kind, severity) if self.at_store else None,
            )

    def begins(self) -> dict[str, tuple[Head, bytes]]:
        """Return where chains begin of which older entries were removed, with the device's signature of each."""
        if self.at_store:
            return {}
        rows = self.db.execute(_BEGINS)
        return {seat_id: (Head(seat_id, seq, chain), signature) for seat_id, seq, chain, signature in rows}

    def headers(self) -> Iterator[bytes]:
        """Yield the headers of a store's record in the order of their arrival."""
        for (header,) in self.db.execute(_HEADERS):
            yield header

    def chain_at(self, seat_id: str, seq: int) -> bytes | None:
        """Return the chain hash of an entry, None where there is none."""
        row = self.db.execute(_CHAIN, (seat_id, seq)).fetchone()
        return row[0] if row else None

    def receipts(self) -> dict[str, Receipt]:
        """Return the latest receipt of every seat that has one."""
        return {seat_id: Receipt(body, signature) for seat_id, body, signature in self.db.execute(_RECEIPTS)}

    def devices(self) -> dict[str, bytes]:
        """Return the public key with which every device that a store knows was enrolled; none from a ledger."""
        return dict(self.db.execute(_DEVICES)) if self.at_store else {}

    def successions(self) -> dict[str, list[SignedSuccession]]:
        """Return what succeeded those keys, in order; nothing from a ledger, nor from a store of an older version."""
        found: dict[str, list[SignedSuccession]] = {}
        if self.at_store and self.db.execute("PRAGMA table_info(successions)").fetchall():
            for device, body, by_old, by_new in self.db.execute(_SUCCESSIONS):
                found.setdefault(device, []).append(SignedSuccession(body=body, by_old=by_old, by_new=by_new))
        return found

    def _payload_keys(self) -> dict[int, AESGCM]:
        if self.data_key is None:
            return {}
        return {number: unwrap_key(self.data_key, owner, wrapped) for number, owner, wrapped in self.db.execute(_KEYS)}


@contextmanager
def opened_record(path: Path, data_key: bytes | None = None) -> Iterator[Snapshot]:
    """Give the record in the file at `path` as it stands now; raise LedgerError where there is none.

    Without `data_key` a ledger's payloads stay closed.
    """
    if not path.exists():
        raise LedgerError(f"there is no record at {path}", hint="Name a keeper's ledger.db or a store's store.db.")
    # Without a write-ahead log nobody writes: the file is read as it is, from a read-only medium too.
    is_closed = not path.with_name(f"{path.name}-wal").exists()
    address = f"file:{quote(str(path))}?mode=ro{'&immutable=1' if is_closed else ''}"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as db:
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the first read is what a snapshot begins with
            yield Snapshot(db=db, data_key=data_key)
    except sqlite3.Error as error:
        raise LedgerError(
            f"{path} cannot be read as a record: {error}", hint="Name a keeper's ledger.db or a store's store.db."
        ) from error


def successions_beside(key: Path) -> list[SignedSuccession]:
    """Return what succeeded the key in the file `key`, as it lies beside it; raise LedgerError otherwise."""
    path = key.with_name(SUCCESSIONS)
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[SignedSuccession])
    except FileNotFoundError:
        return []
    except (OSError, *MALFORMED) as error:
        raise LedgerError(f"{path} cannot be read as successions of a key", hint="Take the keeper's own.") from error


def data_key_beside(path: Path) -> bytes | None:
    """Return the data key that lies beside a ledger, None where there is none, or it is sealed or another account's."""
    try:
        key = (path.parent / DATA_KEY).read_bytes()
    except OSError:
        return None
    return None if key.startswith(SEALED) else key

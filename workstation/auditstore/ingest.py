"""Ingest: entries become part of the record, in order, durable before their receipt exists outside."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from workstation.auditstore.chains import append, head_of, sign_head, stored
from workstation.auditstore.identity import Identity
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import Database, devices, receipts
from workstation.errors import ChainBrokenError, LedgerError
from workstation.record.chain import Head, follow
from workstation.record.checkpoint import verify_checkpoint
from workstation.record.entry import Entry, parse_header
from workstation.record.exchange import Shipment
from workstation.record.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """Takes shipments in. Every method is one transaction; safe from any thread. `ring` is called after a commit."""

    database: Database
    identity: Identity
    own_record: OwnRecord
    clock: Callable[[], datetime]
    ring: Callable[[], None]

    def take(self, device: str, shipment: Shipment) -> Receipt:
        """Store a shipment of one of the device's seats whole or not at all, and return the receipt.

        What was stored before must come again byte for byte. Raise RefusedError otherwise; what contradicts the
        record is written into the store's own.
        """
        _owned(device, shipment.seat_id)
        try:
            with self.database.writes.begin() as db:
                receipt = self._taken(db, device, shipment)
        except ChainBrokenError as error:
            self.own_record.contest(error.seat_id, error.seq)
            raise RefusedError(409, str(error)) from error
        except LedgerError as error:
            raise RefusedError(400, str(error)) from error
        finally:
            self.ring()
        return receipt

    def latest_receipt(self, device: str, seat_id: str) -> Receipt | None:
        """Return the latest receipt of one of the device's seats, None where nothing of it is here."""
        _owned(device, seat_id)
        with self.database.reads.begin() as db:
            row = db.execute(select(receipts).where(receipts.c.seat_id == seat_id)).one_or_none()
        return Receipt(body=row.body, signature=row.signature) if row else None

    def _taken(self, db: Connection, device: str, shipment: Shipment) -> Receipt:
        _check_signature(db, device, shipment)
        head = head_of(db, shipment.seat_id)
        now = self.clock()
        for entry in shipment.entries:
            if not _known(db, head, entry):
                head, header, _ = follow(head, entry)
                append(db, header, entry, now, shipment.signature if entry is shipment.entries[-1] else None)
        return sign_head(db, self.identity.receipt_key, head, now)


def _owned(device: str, seat_id: str) -> None:
    if seat_id.partition("/")[0] != device:
        raise RefusedError(403, "the seat is not one of this device")


def _check_signature(db: Connection, device: str, shipment: Shipment) -> None:
    """Raise ChainBrokenError or LedgerError where the device did not sign the shipment's last entry."""
    key = db.scalar(select(devices.c.public_key).where(devices.c.device == device))
    if key is None:
        raise RefusedError(403, "the device is not enrolled")
    last = shipment.entries[-1]
    head = Head(shipment.seat_id, parse_header(last.header).seq, last.chain)
    try:
        verify_checkpoint(Ed25519PublicKey.from_public_bytes(key), head, shipment.signature)
    except ChainBrokenError as error:
        raise RefusedError(400, f"the device did not sign entry {head.seq} of seat {head.seat_id}") from error


def _known(db: Connection, head: Head, entry: Entry) -> bool:
    """Return whether this very entry is stored; raise ChainBrokenError where another has its number."""
    header = parse_header(entry.header)
    if header.seat_id != head.seat_id or header.seq > head.seq:
        return False
    if stored(db, head.seat_id, header.seq) != entry:
        raise ChainBrokenError(head.seat_id, header.seq, "a different entry was received before")
    return True

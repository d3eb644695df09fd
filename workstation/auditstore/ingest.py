"""Ingest: entries become part of the record, in order, durable before their receipt exists outside."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from workstation.auditstore.chains import append, head_of, sign_head, stored
from workstation.auditstore.identity import Identity
from workstation.auditstore.logtree import LogTree
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import Database, devices
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

    def latest_receipt(self, device: str, seat_id: str, known: int = 0) -> Receipt | None:
        """Return a receipt of one of the device's seats as it stands, None where nothing of it is here.

        With it comes the proof that the log continues the one of `known` entries.
        """
        _owned(device, seat_id)
        with self.database.writes.begin() as db:
            head = head_of(db, seat_id)
            return self._receipt(db, LogTree(db), head, known) if head.seq else None

    def _taken(self, db: Connection, device: str, shipment: Shipment) -> Receipt:
        _check_signature(db, device, shipment)
        head, tree = head_of(db, shipment.seat_id), LogTree(db)
        now = self.clock()
        for entry in shipment.entries:
            if not _known(db, head, entry):
                head, header, _ = follow(head, entry)
                tree.add(entry.header)
                append(db, header, entry, now, shipment.signature if entry is shipment.entries[-1] else None)
        return self._receipt(db, tree, head, shipment.known)

    def _receipt(self, db: Connection, tree: LogTree, head: Head, known: int) -> Receipt:
        receipt = sign_head(db, tree, self.identity.receipt_key, head, self.clock())
        return msgspec.structs.replace(receipt, proof=tree.proof_since(known))


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

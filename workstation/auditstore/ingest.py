"""Ingest: entries become part of the record, in order, durable before their receipt exists outside."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from workstation.auditstore.bellrope import pull
from workstation.auditstore.chains import append, head_of, is_stored, sign_head
from workstation.auditstore.glasscodes import GlassCodes
from workstation.auditstore.identity import Identity
from workstation.auditstore.logtree import LogTree
from workstation.auditstore.notices import settle
from workstation.auditstore.owner import check_owner, check_signature
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.schema import Database
from workstation.facts.kinds import Kind
from workstation.record.chain import Head, follow
from workstation.record.entry import Entry, Header, parse_header
from workstation.record.exchange import Shipment
from workstation.record.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """Takes shipments in. Every method is one transaction; safe from any thread. `ring` is called after a commit."""

    database: Database
    identity: Identity
    own_record: OwnRecord
    glass_codes: GlassCodes
    clock: Callable[[], datetime]
    ring: Callable[[], None]

    def take(self, device: str, shipment: Shipment) -> Receipt:
        """Store a shipment of one of the device's seats whole or not at all, and return the receipt.

        What was stored before must come again byte for byte. Raise RefusedError otherwise; what contradicts the
        record, or is another entry than a notice told of, is written into the store's own.
        """
        check_owner(device, shipment.seat_id)
        try:
            with self.own_record.refusing(), self.database.writes.begin() as db:
                receipt = self._taken(db, device, shipment)
        finally:
            self.ring()
        return receipt

    def latest_receipt(self, device: str, seat_id: str, known: int = 0) -> Receipt | None:
        """Return a receipt of one of the device's seats as it stands, None where nothing of it is here.

        With it comes the proof that the log continues the one of `known` entries.
        """
        check_owner(device, seat_id)
        with self.database.writes.begin() as db:
            head = head_of(db, seat_id)
            return self._receipt(db, LogTree(db), head, known) if head.seq else None

    def _taken(self, db: Connection, device: str, shipment: Shipment) -> Receipt:
        last = shipment.entries[-1]
        check_signature(
            db, device, Head(shipment.seat_id, parse_header(last.header).seq, last.chain), shipment.signature
        )
        before, tree, now = head_of(db, shipment.seat_id), LogTree(db), self.clock()
        head, new = _followed(db, before, shipment.entries)
        # Numbers that a failed transaction drew are gone in PostgreSQL: nothing is appended before all is judged.
        for header, entry in new:
            tree.add(entry.header)
            append(db, header, entry, now, shipment.signature if entry == last else None)
        broken = [(header, entry) for header, entry in new if header.kind is Kind.GLASS_BROKEN]
        receipt = self._receipt(db, tree, head, shipment.known)
        for seq in settle(db, before, head):
            self.own_record.contest_notice(db, head.seat_id, seq)
        self.glass_codes.settle(db, broken)
        pull(db, "deskwarden_record")
        return receipt

    def _receipt(self, db: Connection, tree: LogTree, head: Head, known: int) -> Receipt:
        receipt = sign_head(db, tree, self.identity.receipt_key, head, self.clock())
        return msgspec.structs.replace(receipt, proof=tree.proof_since(known))


def _followed(db: Connection, before: Head, shipped: Sequence[Entry]) -> tuple[Head, list[tuple[Header, Entry]]]:
    """Return where the chain stands after all of a shipment, and what of it is new; raise ChainBrokenError."""
    head, new = before, dict[int, tuple[Header, Entry]]()
    for entry in shipped:
        _, again = new.get(parse_header(entry.header).seq, (None, None))
        if entry != again and not is_stored(db, head, entry):
            head, header, _ = follow(head, entry)
            new[header.seq] = header, entry
    return head, list(new.values())

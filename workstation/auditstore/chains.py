"""Chains as the tables hold them: where each stands, a stored entry, the next one, the receipt; in a transaction."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, insert, select

from workstation.auditstore.instants import to_us
from workstation.auditstore.logtree import LogTree
from workstation.auditstore.onconflict import insert_or_update
from workstation.auditstore.schema import entries, receipts
from workstation.errors import ChainBrokenError
from workstation.record.chain import Head
from workstation.record.entry import Entry, Header, parse_header
from workstation.record.receipt import Receipt, ReceiptBody, sign_receipt

STORED = (entries.c.header, entries.c.salt, entries.c.payload, entries.c.chain)


def head_of(db: Connection, seat_id: str) -> Head:
    """Return where the chain of `seat_id` stands."""
    last = select(entries.c.seq, entries.c.chain).where(entries.c.seat_id == seat_id)
    row = db.execute(last.order_by(entries.c.seq.desc()).limit(1)).one_or_none()
    return Head(seat_id, row.seq, row.chain) if row else Head(seat_id)


def stored(db: Connection, seat_id: str, seq: int) -> Entry | None:
    """Return the entry of that number, None where there is none."""
    row = db.execute(select(*STORED).where(entries.c.seat_id == seat_id, entries.c.seq == seq)).one_or_none()
    return Entry(*row) if row else None


def is_stored(db: Connection, head: Head, entry: Entry) -> bool:
    """Return whether the chain has this very entry; raise ChainBrokenError where another has its number."""
    header = parse_header(entry.header)
    if header.seat_id != head.seat_id or header.seq > head.seq:
        return False
    if stored(db, head.seat_id, header.seq) != entry:
        raise ChainBrokenError(head.seat_id, header.seq, "a different entry was received before")
    return True


def append(db: Connection, header: Header, entry: Entry, received_at: datetime, signature: bytes | None = None) -> None:
    """Store an entry that follows from the one before, signed or not; the caller has made sure of that."""
    db.execute(
        insert(entries).values(
            seat_id=header.seat_id,
            seq=header.seq,
            kind=header.kind.value,
            severity=header.severity.value,
            received_us=to_us(received_at),
            signature=signature,
            **msgspec.structs.asdict(entry),
        )
    )


def sign_head(db: Connection, tree: LogTree, key: Ed25519PrivateKey, head: Head, at: datetime) -> Receipt:
    """Return the receipt of `head`, kept as the latest of its seat; keep what was added to the tree."""
    size, root = tree.flush()
    body = ReceiptBody(
        version=1, seat_id=head.seat_id, seq=head.seq, chain=head.chain, at=at, tree_size=size, tree_root=root
    )
    receipt = sign_receipt(key, body)
    latest = {"seq": head.seq, "body": receipt.body, "signature": receipt.signature}
    insert_or_update(db, receipts, {"seat_id": head.seat_id}, latest)
    return receipt

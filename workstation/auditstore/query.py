"""Reading the record: stored entries in the order of their arrival, as people see them."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated

import msgspec
from sqlalchemy import Row, select

from workstation.auditstore.instants import from_us
from workstation.auditstore.schema import Database, entries
from workstation.facts.kinds import Kind
from workstation.record.entry import parse_header, parse_payload
from workstation.record.feeditem import FeedItem, feed_item

FOUND = select(entries.c.store_seq, entries.c.received_us, entries.c.header, entries.c.payload)


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to look for; a filter that is not set lets everything through."""

    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    kind: Kind | None = None
    seat: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


def find(database: Database, wanted: Wanted) -> tuple[FeedItem, ...]:
    """Return the oldest entries after number `wanted.after` that fit. One transaction; safe from any thread."""
    found = FOUND.where(entries.c.store_seq > wanted.after).order_by(entries.c.store_seq).limit(wanted.limit)
    if wanted.kind is not None:
        found = found.where(entries.c.kind == wanted.kind.value)
    if wanted.seat is not None:
        found = found.where(entries.c.seat_id == wanted.seat)
    with database.reads.begin() as db:
        rows = db.execute(found).all()
    return tuple(item_of(row) for row in rows)


def newest(database: Database) -> int:
    """Return the highest number that the store has given, 0 before the first."""
    last = select(entries.c.store_seq).order_by(entries.c.store_seq.desc()).limit(1)
    with database.reads.begin() as db:
        return int(db.scalar(last) or 0)


def item_of(row: Row[int, int, bytes, bytes]) -> FeedItem:
    """Return a row of `FOUND` as people see it."""
    store_seq, received_us, header, payload = row
    return feed_item(store_seq, from_us(received_us), parse_header(header), parse_payload(payload))

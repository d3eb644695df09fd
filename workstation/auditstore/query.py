"""Reading the record: stored entries in the order of their arrival, as people see them."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated

import msgspec
from sqlalchemy import Row, select

from workstation.auditstore.instants import from_us
from workstation.auditstore.schema import Database, entries
from workstation.facts.kinds import Kind, Severity
from workstation.record.entry import parse_header, parse_payload
from workstation.record.feeditem import FeedItem, feed_item

NOTIFIED = (Severity.VIOLATION, Severity.FAILURE)


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to look for; a filter that is not set lets everything through."""

    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    kind: Kind | None = None
    seat: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


def find(database: Database, wanted: Wanted, severities: tuple[Severity, ...] = ()) -> tuple[FeedItem, ...]:
    """Return the oldest entries after number `wanted.after` that fit, of `severities` where some are given.

    One transaction; safe from any thread.
    """
    found = select(entries.c.store_seq, entries.c.received_us, entries.c.header, entries.c.payload)
    found = found.where(entries.c.store_seq > wanted.after).order_by(entries.c.store_seq).limit(wanted.limit)
    if wanted.kind is not None:
        found = found.where(entries.c.kind == wanted.kind.value)
    if wanted.seat is not None:
        found = found.where(entries.c.seat_id == wanted.seat)
    if severities:
        found = found.where(entries.c.severity.in_([severity.value for severity in severities]))
    with database.reads.begin() as db:
        rows = db.execute(found).all()
    return tuple(_item(row) for row in rows)


def find_notified(database: Database, after: int) -> tuple[tuple[int, bytes], ...]:
    """Return what people must hear of after number `after`: each with its own, as JSON."""
    items = find(database, Wanted(after=after), NOTIFIED)
    return tuple((item.store_seq, msgspec.json.encode(item)) for item in items)


def newest(database: Database) -> int:
    """Return the highest number that the store has given, 0 before the first."""
    last = select(entries.c.store_seq).order_by(entries.c.store_seq.desc()).limit(1)
    with database.reads.begin() as db:
        return int(db.scalar(last) or 0)


def _item(row: Row[int, int, bytes, bytes]) -> FeedItem:
    store_seq, received_us, header, payload = row
    return feed_item(store_seq, from_us(received_us), parse_header(header), parse_payload(payload))

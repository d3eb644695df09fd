"""Where an agent is signed in, as far as the record says; told to IT, and to that agent alone."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, select

from workstation.auditstore.instants import to_us
from workstation.auditstore.schema import Database, agents, devices, entries, receipts
from workstation.errors import StoreError
from workstation.facts.kinds import Kind
from workstation.record.entry import parse_header, parse_payload
from workstation.record.exchange import SESSIONS_LIMIT, OwnSession, OwnSessions

KNOWN_FOR = timedelta(days=30)
OPENED = frozenset({Kind.SIGNED_IN, Kind.UNLOCKED, Kind.GLASS_BROKEN})
CLOSED = frozenset({Kind.LOCKED, Kind.REAUTH_DUE, Kind.KEEPER_STARTED})
ENDED = frozenset({Kind.SIGNED_OUT, Kind.SUSPENDED, Kind.LIFTED, Kind.REVOKED})


class SeatSession(msgspec.Struct, frozen=True, kw_only=True):
    """An agent at one seat: since when they are signed in, and whether it is open, by the last entry of `heard`."""

    seat_id: str
    since: datetime
    is_open: bool
    heard: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Each method is one transaction, safe from any thread.

    It is the record that says it: what a seat has not sent yet is not known, and a seat of which nothing of this kind
    came for a month is left out, as is one whose device is revoked.
    """

    database: Database
    clock: Callable[[], datetime]

    def of(self, name: str) -> tuple[SeatSession, ...]:
        """Return every session of an agent, the newest first; raise StoreError for an unknown one."""
        with self.database.reads.begin() as db:
            if db.scalar(select(agents.c.name).where(agents.c.name == name)) is None:
                raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")
            return self._found(db, name)

    def told(self, name: str, seat_id: str) -> OwnSessions:
        """Return what an agent is told at this seat of their own; nothing where the record has them elsewhere alone.

        A workstation goes by the beginning of its name, as its own lock screen shows it.
        """
        with self.database.reads.begin() as db:
            found = self._found(db, name)
        if all(each.seat_id != seat_id for each in found):
            return OwnSessions(sessions=())
        told = [
            OwnSession(
                workstation=each.seat_id[:8],
                since=each.since,
                is_open=each.is_open,
                is_here=each.seat_id == seat_id,
            )
            for each in sorted(found, key=lambda each: each.seat_id != seat_id)
        ]
        return OwnSessions(sessions=tuple(told[:SESSIONS_LIMIT]))

    def _found(self, db: Connection, name: str) -> tuple[SeatSession, ...]:
        known = (_session(db, seat_id, name, self.clock() - KNOWN_FOR) for seat_id in _seats(db))
        return tuple(sorted((each for each in known if each), key=lambda each: each.since, reverse=True))


def _seats(db: Connection) -> Iterator[str]:
    """Yield every seat of which there are entries, but for those of revoked devices."""
    known = set(db.scalars(select(devices.c.device).where(devices.c.closed != "revoked")))
    for seat_id in db.scalars(select(receipts.c.seat_id)):
        if seat_id.partition("/")[0] in known:
            yield seat_id


def _session(db: Connection, seat_id: str, name: str, after: datetime) -> SeatSession | None:
    """Return the session of this agent at one seat, None where the last word there is of nobody's or another's."""
    of_seat = select(entries.c.seq, entries.c.kind, entries.c.header, entries.c.payload, entries.c.received_us).where(
        entries.c.seat_id == seat_id
    )
    newest = of_seat.where(entries.c.kind.in_(OPENED | CLOSED | ENDED)).order_by(entries.c.seq.desc()).limit(1)
    last = db.execute(newest).one_or_none()
    if last is None or last.received_us < to_us(after) or last.kind in ENDED:
        return None
    if parse_payload(last.payload).agent != name:
        return None
    ending = select(entries.c.seq).where(entries.c.seat_id == seat_id, entries.c.kind.in_(ENDED))
    ended = db.scalar(ending.order_by(entries.c.seq.desc()).limit(1)) or 0
    opened = of_seat.where(entries.c.kind.in_(OPENED), entries.c.seq > ended).order_by(entries.c.seq).limit(1)
    first = db.execute(opened).one_or_none() or last
    return SeatSession(
        seat_id=seat_id,
        since=parse_header(first.header).at,
        is_open=last.kind in OPENED,
        heard=parse_header(last.header).at,
    )

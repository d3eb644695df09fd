"""Notices: what a device tells ahead of its chain; people hear of it, and no receipt covers it before its turn."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, column, func, insert, select, table, text, update

from workstation.auditstore.bellrope import pull
from workstation.auditstore.chains import head_of, is_stored, stored
from workstation.auditstore.instants import to_us
from workstation.auditstore.owner import check_owner, check_signature
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import Database, entries, notices
from workstation.errors import ChainBrokenError
from workstation.facts.kinds import NOTIFIED
from workstation.record.chain import Head, check_content
from workstation.record.entry import Entry, Header, parse_header, parse_payload
from workstation.record.exchange import Notice, NoticeTaken

OPEN_LIMIT = 200
SEQ_LIMIT = 1 << 62
NOTICED = (notices.c.header, notices.c.salt, notices.c.payload, notices.c.chain)
_NUMBERS = table("sqlite_sequence", column("name"), column("seq"))
_NEXT = text("SELECT nextval(pg_get_serial_sequence('entries', 'store_seq'))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Takes notices in, at most OPEN_LIMIT of a device whose chain has not come to them.

    Every method is one transaction; safe from any thread. `ring` is called after a commit.
    """

    database: Database
    own_record: OwnRecord
    clock: Callable[[], datetime]
    ring: Callable[[], None]

    def take(self, device: str, notice: Notice) -> NoticeTaken:
        """Make a notice of one of the device's seats durable, unless its entry is known; raise RefusedError otherwise.

        One that contradicts the record, or an earlier notice, is written into the store's own record.
        """
        check_owner(device, notice.seat_id)
        try:
            with self.own_record.refusing(), self.database.writes.begin() as db:
                is_news = self._is_taken(db, device, notice)
        finally:
            self.ring()
        return NoticeTaken(is_news=is_news)

    def _is_taken(self, db: Connection, device: str, notice: Notice) -> bool:
        header, entry = _checked(notice), notice.entry
        check_signature(db, device, Head(header.seat_id, header.seq, entry.chain), notice.signature)
        if is_stored(db, head_of(db, header.seat_id), entry) or _is_noticed(db, header, entry):
            return False
        still_open = select(func.count()).where(notices.c.device == device, notices.c.is_open)
        if db.execute(still_open).scalar_one() >= OPEN_LIMIT:
            raise RefusedError(429, "there are too many notices of this device: its chain must come to them first")
        db.execute(
            insert(notices).values(
                store_seq=_next_number(db),
                device=device,
                seat_id=header.seat_id,
                seq=header.seq,
                severity=header.severity.value,
                received_us=to_us(self.clock()),
                signature=notice.signature,
                is_open=True,
                **msgspec.structs.asdict(entry),
            )
        )
        pull(db, "deskwarden_record")
        return True


def settle(db: Connection, before: Head, after: Head) -> list[int]:
    """Close the notices that a chain came to on its way; return the numbers of those that told of another entry."""
    reached = (notices.c.seat_id == after.seat_id, notices.c.seq > before.seq, notices.c.seq <= after.seq)
    rows = db.execute(select(notices.c.seq, *NOTICED).where(*reached).order_by(notices.c.seq)).all()
    if rows:
        db.execute(update(notices).where(*reached).values(is_open=False))
    return [seq for seq, *noticed in rows if stored(db, after.seat_id, seq) != Entry(*noticed)]


def _checked(notice: Notice) -> Header:
    header = parse_header(notice.entry.header)
    if header.seat_id != notice.seat_id or not 0 < header.seq < SEQ_LIMIT:
        raise RefusedError(400, "the notice is not of an entry of its seat")
    if header.severity not in NOTIFIED:
        raise RefusedError(400, "a notice is of a violation or a failure")
    check_content(header, notice.entry)
    parse_payload(notice.entry.payload)
    return header


def _is_noticed(db: Connection, header: Header, entry: Entry) -> bool:
    """Return whether this very entry was told of; raise ChainBrokenError where another was under its number."""
    found = select(*NOTICED).where(notices.c.seat_id == header.seat_id, notices.c.seq == header.seq)
    row = db.execute(found).one_or_none()
    if row is not None and Entry(*row) != entry:
        raise ChainBrokenError(header.seat_id, header.seq, "a notice told of a different entry before")
    return row is not None


def _next_number(db: Connection) -> int:
    """Draw the number that the next entry would have got, so that all that is told has one order."""
    if db.dialect.name == "postgresql":
        return int(db.execute(_NEXT).scalar_one())
    of_entries = _NUMBERS.c.name == entries.name
    drawn = db.scalar(update(_NUMBERS).where(of_entries).values(seq=_NUMBERS.c.seq + 1).returning(_NUMBERS.c.seq))
    if drawn is None:
        db.execute(insert(_NUMBERS).values(name=entries.name, seq=1))
    return 1 if drawn is None else int(drawn)

"""What people are told of, in the order in which it came in: notices, and entries of which none had told.

For use in a transaction.
"""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Row, exists, func, select

from workstation.auditstore.mark import MINUTE_US
from workstation.auditstore.query import FOUND
from workstation.auditstore.schema import entries, notices
from workstation.facts.kinds import NOTIFIED, Severity

Found = Row[int, int, bytes, bytes]
_SEVERE = [severity.value for severity in NOTIFIED]
_ENTRIES = FOUND.where(
    ~exists().where(
        notices.c.seat_id == entries.c.seat_id,
        notices.c.seq == entries.c.seq,
        notices.c.header == entries.c.header,
        notices.c.chain == entries.c.chain,
    )
)
_NOTICES = select(notices.c.store_seq, notices.c.received_us, notices.c.header, notices.c.payload)
_BOTH = ((_ENTRIES, entries), (_NOTICES, notices))


def told_after(db: Connection, number: int, limit: int) -> Sequence[Found]:
    """Return the first violations and failures after `number`, at most `limit`."""
    rows: list[Found] = []
    for found, of in _BOTH:
        some = found.where(of.c.store_seq > number, of.c.severity.in_(_SEVERE))
        rows += db.execute(some.order_by(of.c.store_seq).limit(limit)).all()
    return sorted(rows, key=lambda row: row.store_seq)[:limit]


def violations_between(db: Connection, start: int, end: int) -> Sequence[Found]:
    """Return the violations that came in from minute `start` on and before minute `end`."""
    rows: list[Found] = []
    for found, of in _BOTH:
        is_violation = of.c.severity == Severity.VIOLATION.value
        rows += db.execute(found.where(is_violation, *_between(of.c.received_us, start, end))).all()
    return sorted(rows, key=lambda row: row.store_seq)


def first_violation_since(db: Connection, minute: int) -> int | None:
    """Return the minute in which the first violation since that minute came in, None without one."""
    arrivals = []
    for _, of in _BOTH:
        since = of.c.received_us >= minute * MINUTE_US
        arrivals.append(
            db.scalar(select(func.min(of.c.received_us)).where(of.c.severity == Severity.VIOLATION.value, since))
        )
    return min((us // MINUTE_US for us in arrivals if us is not None), default=None)


def arrival(db: Connection, number: int) -> int:
    """Return the minute of the last arrival up to that number, the first of all minutes before the first."""
    arrivals = []
    for _, of in _BOTH:
        arrived = select(of.c.store_seq, of.c.received_us).where(of.c.store_seq <= number)
        arrivals += [tuple(row) for row in db.execute(arrived.order_by(of.c.store_seq.desc()).limit(1))]
    return max(arrivals)[1] // MINUTE_US if arrivals else 1


def newest(db: Connection) -> int:
    """Return the highest number that the store has given, 0 before the first."""
    return max(int(db.scalar(select(func.max(of.c.store_seq))) or 0) for _, of in _BOTH)


def _between(received_us: ColumnElement[int], start: int, end: int) -> tuple[ColumnElement[bool], ...]:
    return received_us >= start * MINUTE_US, received_us < end * MINUTE_US

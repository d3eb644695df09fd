"""Tries: who offered how many wrong codes in a row, and must wait before the next (RFC 4226 §7.3); in a transaction.

Who tries is a pseudonym: what was typed for a name may be something else by mistake, and is not kept.
"""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from workstation.auditstore.instants import from_us, to_us
from workstation.auditstore.onconflict import insert_or_update
from workstation.auditstore.schema import tries
from workstation.credentials.throttle import wait_after

FORGOTTEN_AFTER = timedelta(days=1)


def must_wait(db: Connection, whos: Sequence[bytes], at: datetime) -> bool:
    """Return whether a code of any of `whos` is not to be judged yet, be it right or wrong."""
    rows = db.execute(select(tries.c.failures, tries.c.failed_us).where(tries.c.who.in_(whos))).all()
    return any(at < from_us(row.failed_us) + wait_after(row.failures) for row in rows)


def count_failure(db: Connection, who: bytes, at: datetime) -> None:
    """Count a wrong code; who has not failed for FORGOTTEN_AFTER, many times the longest wait, begins anew."""
    db.execute(delete(tries).where(tries.c.failed_us <= to_us(at - FORGOTTEN_AFTER)))
    first = {"failures": 1, "failed_us": to_us(at)}
    insert_or_update(db, tries, {"who": who}, first, {**first, "failures": tries.c.failures + 1})


def forget_failures(db: Connection, who: bytes) -> None:
    """Begin anew after a code that was accepted."""
    db.execute(delete(tries).where(tries.c.who == who))

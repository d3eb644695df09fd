"""Which sessions at an OpenID provider agents came by, so that the end of one is known to be theirs."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from workstation.auditstore.instants import to_us
from workstation.auditstore.onconflict import insert_or_update
from workstation.auditstore.schema import openid_links, openid_sessions
from workstation.credentials.identified import Identified

KNOWN_FOR = timedelta(days=30)
"""Longer than a seat stays open by any of them."""


def note_session(db: Connection, whom: Identified, name: str, at: datetime) -> None:
    """Know, in this transaction, that this agent came by this session; nothing where the provider told of none."""
    db.execute(delete(openid_sessions).where(openid_sessions.c.seen_us <= to_us(at - KNOWN_FOR)))
    if not whom.subject:
        return
    key = {"issuer": whom.issuer, "subject": whom.subject, "session": whom.session}
    insert_or_update(db, openid_sessions, key, {"name": name, "seen_us": to_us(at)})


def forget_sessions(db: Connection, name: str) -> None:
    """Know of no session of this agent's any more: no account is theirs."""
    db.execute(delete(openid_sessions).where(openid_sessions.c.name == name))


def agents_of(db: Connection, issuer: str, subject: str, session: str) -> tuple[str, ...]:
    """Return whose session that is; where the subject is told ("" else), whoever came by any of that subject's.

    An account that was linked by its subject is known before anybody came by it.
    """
    came = select(openid_sessions.c.name).where(openid_sessions.c.issuer == issuer)
    if not subject:
        return tuple(sorted(set(db.scalars(came.where(openid_sessions.c.session == session)))))
    linked = select(openid_links.c.name).where(
        openid_links.c.issuer == issuer, openid_links.c.claim == "sub", openid_links.c.account == subject
    )
    both = came.where(openid_sessions.c.subject == subject).union(linked)
    return tuple(sorted(db.scalars(both)))

"""Which agent an account at an OpenID provider is: IT says so, and nothing that the provider says can."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from workstation.auditstore.openidsessions import forget_sessions
from workstation.auditstore.ownrecord import nothing
from workstation.auditstore.schema import Database, agents, openid_links
from workstation.credentials.identified import Identified
from workstation.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenidLinks:
    """One account an agent, one agent an account, for each issuer. Safe from any thread.

    An account is known by the claim that it was linked by, and by no other.
    """

    database: Database

    def link(self, name: str, whom: Identified, also: Callable[[Connection], None] = nothing) -> None:
        """Have the account be this agent's from now on, and do `also` with it.

        Raise StoreError for an unknown agent, one who has another account there, and an account of somebody else's.
        """
        try:
            with self.database.writes.begin() as db:
                _refuse_unknown(db, name)
                db.execute(
                    insert(openid_links).values(issuer=whom.issuer, claim=whom.claim, account=whom.account, name=name)
                )
                also(db)
        except IntegrityError as error:
            raise StoreError(
                "the agent has an account there, or the account is an agent's",
                hint="`deskwarden agent unlink` takes it away first.",
            ) from error

    def unlink(self, name: str, also: Callable[[Connection], None] = nothing) -> None:
        """Have no account be this agent's any more; raise StoreError where none was."""
        with self.database.writes.begin() as db:
            _refuse_unknown(db, name)
            if not db.execute(delete(openid_links).where(openid_links.c.name == name)).rowcount:
                raise StoreError("no account is linked to this agent", hint="`deskwarden agent link` links one.")
            forget_sessions(db, name)
            also(db)

    def of(self, name: str) -> tuple[Identified, ...]:
        """Return the agent's accounts; raise StoreError for an unknown agent."""
        with self.database.reads.begin() as db:
            _refuse_unknown(db, name)
            rows = db.execute(select(openid_links).where(openid_links.c.name == name)).all()
        return tuple(Identified(row.issuer, row.account, row.claim) for row in rows)

    def agent_of(self, db: Connection, whom: Identified) -> str:
        """Return whose this account is, "" where it is nobody's."""
        found = select(openid_links.c.name).where(
            openid_links.c.issuer == whom.issuer,
            openid_links.c.claim == whom.claim,
            openid_links.c.account == whom.account,
        )
        return str(db.scalar(found) or "")


def _refuse_unknown(db: Connection, name: str) -> None:
    if db.execute(select(agents.c.name).where(agents.c.name == name)).one_or_none() is None:
        raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")

"""What becomes of an agent's credentials: on the record, told to the agent, and over wherever it ends something."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from workstation.auditstore.directives import Directives
from workstation.auditstore.instants import from_us, to_us
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.schema import Database, agents, credential_changes
from workstation.errors import StoreError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.directive import AgentForgotten, CredentialsChanged
from workstation.record.exchange import CHANGES_LIMIT, ChangesUntold, CredentialChange

Change = Literal[
    Kind.PASSWORD_SET,
    Kind.PASSWORD_CHANGED,
    Kind.TOTP_RENEWED,
    Kind.RECOVERY_RENEWED,
    Kind.SECURITY_KEY_ADDED,
    Kind.SECURITY_KEY_REMOVED,
    Kind.OPENID_LINKED,
    Kind.OPENID_UNLINKED,
    Kind.SESSIONS_ENDED,
]
ENDING: frozenset[Kind] = frozenset(
    {
        Kind.PASSWORD_SET,
        Kind.PASSWORD_CHANGED,
        Kind.TOTP_RENEWED,
        Kind.SECURITY_KEY_REMOVED,
        Kind.OPENID_UNLINKED,
    }
)
"""After these something counts no more by which somebody may sit at a seat now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialChanges:
    """Safe from any thread. What `written` returns is done in the transaction that changes something.

    Whoever changes it rings the directives' bell then. Where something counts no more every keeper forgets by what it
    judges that agent, as only a keeper knows who signed in there.
    """

    database: Database
    own_record: OwnRecord
    directives: Directives
    clock: Callable[[], datetime]

    def written(
        self, kind: Change, name: str, by: str, *, ends: bool = True, **details: str
    ) -> Callable[[Connection], None]:
        """Return what writes down and passes on that IT changed something of this agent's.

        With `ends` they are signed out wherever they are, where something counts no more.
        """

        def write(db: Connection) -> None:
            number = self._noted(db, kind, name, by, **details)
            self._passed_on(db, kind, name, number, ends=ends)

        return write

    def key_removed(self, name: str, by: str, *, ends: bool = True) -> Callable[[Connection, str], None]:
        """Return what does so for the security key of a mark."""

        def write(db: Connection, mark: str) -> None:
            self.written(Kind.SECURITY_KEY_REMOVED, name, by, ends=ends, key=mark)(db)

        return write

    def password_changed(self, name: str, seat_id: str, *, ends_elsewhere: bool) -> Callable[[Connection], None]:
        """Return what does so where the agent changed their password at this seat, which tells them itself."""

        def write(db: Connection) -> None:
            number = self._noted(db, Kind.PASSWORD_CHANGED, name, name, seat_id=seat_id)
            self._passed_on(db, Kind.PASSWORD_CHANGED, name, number, ends=ends_elsewhere, but=seat_id)

        return write

    def ended_elsewhere(self, name: str, seat_id: str) -> Callable[[Connection], None]:
        """Return what signs the agent out everywhere but at this seat, by their own word; nothing else changes."""

        def write(db: Connection) -> None:
            number = self._noted(db, Kind.SESSIONS_ENDED, name, name, seat_id=seat_id)
            self._told(db, Kind.SESSIONS_ENDED, name, number, ends=True, but=seat_id)

        return write

    def untold(self, name: str) -> ChangesUntold:
        """Return what an agent is to be told still; nothing for one whom nobody knows."""
        found = (
            select(credential_changes)
            .where(credential_changes.c.name == name, credential_changes.c.told_us.is_(None))
            .order_by(credential_changes.c.number)
        )
        with self.database.reads.begin() as db:
            rows = db.execute(found.limit(CHANGES_LIMIT)).all()
        return ChangesUntold(
            changes=tuple(CredentialChange(number=row.number, what=row.what, at=from_us(row.at_us)) for row in rows)
        )

    def tell(self, name: str, numbers: Sequence[int]) -> None:
        """Note that a seat told them of these; said twice it is no error."""
        told = update(credential_changes).where(
            credential_changes.c.name == name,
            credential_changes.c.number.in_(numbers),
            credential_changes.c.told_us.is_(None),
        )
        with self.database.writes.begin() as db:
            db.execute(told.values(told_us=to_us(self.clock())))

    def _noted(self, db: Connection, kind: Change, name: str, by: str, **details: str) -> int:
        body = Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, details={"by": by, **details})
        team = db.scalar(select(agents.c.team).where(agents.c.name == name))
        if team is None:
            raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")
        self.own_record.write(db, body, name, str(team))
        row = {"name": name, "what": _word(kind), "at_us": to_us(self.clock())}
        noted = insert(credential_changes).values(row).returning(credential_changes.c.number)
        return int(db.execute(noted).scalar_one())

    def _passed_on(
        self, db: Connection, kind: Change, name: str, number: int, *, ends: bool, but: str | None = None
    ) -> None:
        if kind in ENDING:
            self.directives.withdraw(db, AgentForgotten(agent=name))
            self.directives.pass_on(db, "", AgentForgotten(agent=name))
        self._told(db, kind, name, number, ends=ends and kind in ENDING, but=but)

    def _told(self, db: Connection, kind: Change, name: str, number: int, *, ends: bool, but: str | None) -> None:
        changed = CredentialsChanged(agent=name, what=_word(kind), at=self.clock(), number=number, ends=ends, but=but)
        self.directives.pass_on(db, "", changed)


def _word(kind: Change) -> str:
    return kind.value.partition(".")[2]

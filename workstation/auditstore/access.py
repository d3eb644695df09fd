"""Access: what IT takes from agents and devices, and gives back; written down, and passed on to who must act on it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, select, update

from workstation.auditstore.directives import Directives
from workstation.auditstore.instants import from_us, to_us
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.reader import Reader
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import Database, agents, devices
from workstation.errors import StoreError
from workstation.facts.body import WORDS_LIMIT, Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.directive import (
    AgentForgotten,
    AgentLocked,
    AgentRevoked,
    DeviceLifted,
    DeviceRevoked,
    DeviceSuspended,
    ReauthDemanded,
)
from workstation.record.exchange import LockWanted

Closed = Literal["", "suspended", "revoked"]


class KnownDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device as IT sees it; `closed` is "" for one that works."""

    device: str
    team: str
    enrolled: datetime
    closed: Closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Every method is one transaction, safe from any thread; `by` is the account of who had it done.

    What is said of an agent goes to every device, as only a keeper knows who signed in there. Giving back opens
    nothing: an agent's codes are judged again, a device's seats are signed out.
    """

    database: Database
    own_record: OwnRecord
    directives: Directives
    clock: Callable[[], datetime]

    def revoke_agent(self, name: str, by: str) -> None:
        """End the agent's access here and at every seat; raise StoreError for an unknown one."""
        with self.database.writes.begin() as db:
            team = _team_of(db, name)
            db.execute(update(agents).where(agents.c.name == name).values(revoked_us=to_us(self.clock())))
            self.own_record.write(db, _body(Kind.AGENT_REVOKED, by), name, team)
            self.directives.pass_on(db, "", AgentRevoked(agent=name))
        self.directives.bell.ring()

    def restore_agent(self, name: str, by: str) -> None:
        """Have the agent's codes judged again; who was away hears nothing any more of what is taken back."""
        with self.database.writes.begin() as db:
            team = _team_of(db, name)
            again = update(agents).where(agents.c.name == name)
            db.execute(again.values(revoked_us=None, active_us=to_us(self.clock())))
            self.own_record.write(db, _body(Kind.AGENT_RESTORED, by), name, team)
            self.directives.withdraw(db, AgentRevoked(agent=name))

    def lock_agent(self, name: str, by: str) -> None:
        """Lock the seat at which the agent is signed in, wherever that is; raise StoreError for an unknown one."""
        with self.database.writes.begin() as db:
            team = _team_of(db, name)
            self.own_record.write(db, _body(Kind.LOCK_ORDERED, by), name, team)
            self.directives.withdraw(db, AgentLocked(agent=name))
            self.directives.pass_on(db, "", AgentLocked(agent=name))
        self.directives.bell.ring()

    def close_seat(self, reader: Reader, wanted: LockWanted) -> None:
        """Close the seat of an agent of `reader`'s teams, in that name; raise RefusedError where they may not."""
        if reader.role != "supervisors":
            raise RefusedError(403, "only supervisors close a seat")
        kind, told = _closing(wanted)
        with self.database.writes.begin() as db:
            team = db.scalar(select(agents.c.team).where(agents.c.name == wanted.agent))
            if team is None or reader.team not in {"", team}:
                raise RefusedError(404, "no agent of this supervisor's team has this name")
            self.own_record.write(db, _body(kind, reader.name), wanted.agent, str(team))
            self.directives.withdraw(db, told)
            self.directives.pass_on(db, "", told)
        self.directives.bell.ring()

    def lock_logged_out(self, db: Connection, name: str, issuer: str) -> None:
        """Lock, with this transaction, wherever an agent is signed in whose session their OpenID provider ended.

        No keeper judges them by itself any more: only the store opens what is locked. The caller rings the directives'
        bell.
        """
        self.written(Kind.OPENID_SESSION_ENDED, name, issuer[:WORDS_LIMIT])(db)
        for directive in (AgentLocked(agent=name), AgentForgotten(agent=name)):
            self.directives.withdraw(db, directive)
            self.directives.pass_on(db, "", directive)

    def written(self, kind: Kind, name: str, by: str, **details: str) -> Callable[[Connection], None]:
        """Return what writes down, in the transaction that does it, that something of this agent's was changed."""

        def write(db: Connection) -> None:
            self.own_record.write(db, _body(kind, by, **details), name, _team_of(db, name))

        return write

    def suspend_device(self, device: str, by: str) -> None:
        """Close the device's seats until `restore_device`; raise StoreError for an unknown or a revoked one."""
        self._close(device, by, "suspended", Kind.DEVICE_SUSPENDED, DeviceSuspended())

    def restore_device(self, device: str, by: str) -> None:
        """Lift a suspension; raise StoreError for an unknown or a revoked one."""
        self._close(device, by, "", Kind.DEVICE_RESTORED, DeviceLifted())

    def revoke_device(self, device: str, by: str) -> None:
        """Know the device no more, for ever; raise StoreError for an unknown or a revoked one."""
        self._close(device, by, "revoked", Kind.DEVICE_REVOKED, DeviceRevoked())

    def is_suspended(self, device: str) -> bool:
        """Say whether nobody may sign in at the device for the time being."""
        with self.database.reads.begin() as db:
            return db.scalar(select(devices.c.closed).where(devices.c.device == device)) == "suspended"

    def devices(self) -> tuple[KnownDevice, ...]:
        """Return every device, by team and the time of its enrolment."""
        found = select(devices.c.device, devices.c.team, devices.c.enrolled_us, devices.c.closed)
        with self.database.reads.begin() as db:
            rows = db.execute(found.order_by(devices.c.team, devices.c.enrolled_us)).all()
        return tuple(
            KnownDevice(device=row.device, team=row.team, enrolled=from_us(row.enrolled_us), closed=row.closed)
            for row in rows
        )

    def _close(
        self, device: str, by: str, closed: Closed, kind: Kind, told: DeviceSuspended | DeviceLifted | DeviceRevoked
    ) -> None:
        with self.database.writes.begin() as db:
            known = db.execute(select(devices.c.team, devices.c.closed).where(devices.c.device == device))
            row = known.one_or_none()
            if row is None:
                raise StoreError("no device of this name is enrolled here", hint="`deskwarden device list` shows them.")
            if row.closed == "revoked":
                raise StoreError("this device is revoked", hint="It comes back by an enrolment of its own.")
            db.execute(update(devices).where(devices.c.device == device).values(closed=closed))
            self.own_record.write(db, _body(kind, by, device=device), team=row.team)
            self.directives.pass_on(db, device, told)
        self.directives.bell.ring()


def _closing(wanted: LockWanted) -> tuple[Kind, AgentLocked | ReauthDemanded]:
    if wanted.anew:
        return Kind.REAUTH_DEMANDED, ReauthDemanded(agent=wanted.agent)
    return Kind.LOCK_ORDERED, AgentLocked(agent=wanted.agent)


def _team_of(db: Connection, agent: str) -> str:
    team = db.scalar(select(agents.c.team).where(agents.c.name == agent))
    if team is None:
        raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")
    return str(team)


def _body(kind: Kind, by: str, **details: str | int) -> Body:
    return Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, details={"by": by, **details})

"""Vouches: who asks a supervisor in place of their code, which of them vouched, and that each vouch counts once."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from workstation.auditstore.directives import Directives
from workstation.auditstore.ending import INACTIVE_AFTER, has_ended
from workstation.auditstore.instants import from_us, to_us
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.reader import Reader
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import Database, agents, devices, vouches
from workstation.errors import CredentialError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.directive import VouchGiven
from workstation.record.exchange import VouchStanding, VouchWanted
from workstation.record.vouch import MOST_MINUTES, SignedVouch, Vouch, claimed_vouch

ANSWERED_WITHIN = timedelta(minutes=15)
NEXT_AFTER = timedelta(seconds=20)
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouches:
    """Every method is one transaction where none is given; safe from any thread. `ring` is called after a commit.

    The store knows no keys of supervisors: the keeper holds the signature against its policy.
    """

    database: Database
    own_record: OwnRecord
    directives: Directives
    clock: Callable[[], datetime]
    ring: Callable[[], None]
    inactive_after: timedelta = INACTIVE_AFTER

    def ask(self, wanted: VouchWanted) -> None:
        """Have supervisors hear that an agent asks; raise RefusedError where a device asks too often.

        An agent whom nobody knows gets the same answer, and what was typed for a name is not kept.
        """
        now = self.clock()
        with self.database.writes.begin() as db:
            db.execute(delete(vouches).where(vouches.c.asked_us < to_us(now - KEPT_FOR)))
            last = db.scalar(select(func.max(vouches.c.asked_us)).where(vouches.c.seat_id == wanted.seat_id))
            if last is not None and now - from_us(last) < NEXT_AFTER:
                raise RefusedError(429, "a supervisor was asked a moment ago")
            team = self._team_of(db, wanted.agent, now)
            agent = wanted.agent if team is not None else ""
            row = {"request": wanted.request, "seat_id": wanted.seat_id, "agent": agent, "asked_us": to_us(now)}
            db.execute(insert(vouches).values(row))
            if team is not None:
                self.own_record.write(db, _asked(wanted), wanted.agent, team)
        self.ring()

    def standing(self, reader: Reader, agent: str) -> VouchStanding:
        """Return what `agent` asked last; raise RefusedError where nothing stands or `reader` may not vouch for it.

        Nor is it told where they ask at two seats: one of both is somebody else.
        """
        since = to_us(self.clock() - ANSWERED_WITHIN)
        found = select(vouches).where(vouches.c.agent == agent, vouches.c.asked_us >= since)
        with self.database.reads.begin() as db:
            rows = db.execute(found.order_by(vouches.c.asked_us.desc())).all()
            if not (rows and agent):
                raise RefusedError(404, "this agent asks for nothing")
            row = rows[0]
            if {each.seat_id for each in rows} != {row.seat_id}:
                raise RefusedError(409, "this name is asked for at more than one seat: one of them is not they")
            self._supervised(db, reader, row)
        return VouchStanding(
            request=row.request, seat_id=row.seat_id, approver=reader.name, asked=from_us(row.asked_us)
        )

    def take(self, reader: Reader, signed: SignedVouch) -> None:
        """Write down that `reader` vouched and pass it on; raise RefusedError where they may not."""
        try:
            vouch = claimed_vouch(signed)
        except CredentialError as error:
            raise RefusedError(400, str(error)) from error
        now = self.clock()
        if vouch.approver != reader.name or vouch.is_of_oneself:
            raise RefusedError(403, "a vouch is signed in the name of who gives it, for somebody else")
        if not now < vouch.expires <= now + timedelta(minutes=MOST_MINUTES + 1):
            raise RefusedError(400, f"a vouch is for {MOST_MINUTES} minutes at most, from now on")
        with self.database.writes.begin() as db:
            row = db.execute(select(vouches).where(vouches.c.request == vouch.request)).one_or_none()
            if row is None or (row.agent, row.seat_id) != (vouch.agent, vouch.seat_id):
                raise RefusedError(404, "nobody asked for this")
            if row.approver or now - from_us(row.asked_us) > ANSWERED_WITHIN:
                raise RefusedError(409, "this was answered already, or its time is over")
            team = self._supervised(db, reader, row)
            given = {"approver": reader.name, "until_us": to_us(vouch.expires)}
            db.execute(update(vouches).where(vouches.c.request == vouch.request).values(given))
            self.own_record.write(db, _given(vouch), vouch.agent, team)
            self.directives.pass_on(db, _device(vouch.seat_id), VouchGiven(vouch=signed))
        self.directives.bell.ring()

    def is_given(self, db: Connection, seat_id: str, agent: str, request: bytes) -> bool:
        """Say whether somebody vouched for this agent at this seat and it was not used; says nothing of a signature."""
        its = vouches.c.request == request, vouches.c.seat_id == seat_id, vouches.c.agent == agent
        unused = vouches.c.used_us.is_(None), vouches.c.until_us > to_us(self.clock())
        return bool(agent) and db.execute(select(vouches.c.request).where(*its, *unused)).one_or_none() is not None

    def use(self, db: Connection, request: bytes) -> bool:
        """Use a vouch up; say whether it was there to be used."""
        unused = update(vouches).where(vouches.c.request == request, vouches.c.used_us.is_(None))
        return db.execute(unused.values(used_us=to_us(self.clock()))).rowcount == 1

    def _team_of(self, db: Connection, agent: str, at: datetime) -> str | None:
        """Return the team of an agent whose access has not ended, None of anybody else."""
        found = select(agents.c.team, agents.c.revoked_us, agents.c.active_us).where(agents.c.name == agent)
        row = db.execute(found).one_or_none()
        if row is None or has_ended(
            revoked_us=row.revoked_us, active_us=row.active_us, at=at, inactive_after=self.inactive_after
        ):
            return None
        return str(row.team)

    def _supervised(self, db: Connection, reader: Reader, row: Row[tuple[object, ...]]) -> str:
        """Return the agent's team; raise RefusedError where `reader` supervises that or the seat's not."""
        if reader.role != "supervisors":
            raise RefusedError(403, "only supervisors vouch")
        team = db.scalar(select(agents.c.team).where(agents.c.name == row.agent))
        seats = db.scalar(select(devices.c.team).where(devices.c.device == _device(str(row.seat_id))))
        if reader.team and {reader.team} != {team, seats}:
            raise RefusedError(403, "agent and seat are not of this supervisor's team")
        return str(team)


def _device(seat_id: str) -> str:
    return seat_id.partition("/")[0]


def _asked(wanted: VouchWanted) -> Body:
    return Body(
        kind=Kind.VOUCH_ASKED,
        severity=Severity.FAILURE,
        outcome=Outcome.DETECTED,
        details={"seat_id": wanted.seat_id, "request": wanted.request.hex()},
    )


def _given(vouch: Vouch) -> Body:
    return Body(
        kind=Kind.VOUCHED,
        severity=Severity.CUSTODY,
        outcome=Outcome.DONE,
        details={
            "approver": vouch.approver,
            "seat_id": vouch.seat_id,
            "request": vouch.request.hex(),
            "seconds": round((vouch.expires - vouch.issued).total_seconds()),
        },
    )

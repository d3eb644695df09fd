"""What supervisors approve at a seat: written into the store's own record, and passed on to that device alone."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from workstation.auditstore.directives import Directives
from workstation.auditstore.instants import to_us
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.reader import Reader
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import Database, devices, entries
from workstation.errors import CredentialError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.support import Supported
from workstation.record.approval import Approval, SignedApproval, claimed_approval
from workstation.record.directive import ActApproved, ActRevoked
from workstation.record.entry import parse_payload
from workstation.record.exchange import Workplace

A_SHIFT = timedelta(hours=24)
MOST_SEATS = 64
PRESENCE = (Kind.SIGNED_IN, Kind.UNLOCKED, Kind.SIGNED_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """Every method is one transaction; safe from any thread.

    Nothing here opens anything: the keeper holds the signature against its policy, and the store knows no keys.
    """

    database: Database
    own_record: OwnRecord
    directives: Directives
    clock: Callable[[], datetime]

    def workplace(self, reader: Reader, agent: str) -> Workplace:
        """Return the seats of `reader`'s teams at which `agent` signed in within a day and not out, the newest first.

        Raise RefusedError where there is none.
        """
        since = to_us(self.clock() - A_SHIFT)
        found = select(entries.c.seat_id, entries.c.kind, entries.c.payload, entries.c.received_us).where(
            entries.c.severity == Severity.CUSTODY.value, entries.c.kind.in_([kind.value for kind in PRESENCE])
        )
        last: dict[str, str] = {}
        with self.database.reads.begin() as db:
            for seat_id, kind, payload, received_us in db.execute(found.order_by(entries.c.store_seq.desc())):
                if received_us < since:
                    break
                if seat_id not in last and parse_payload(payload).agent == agent:
                    last[seat_id] = kind
            there = [seat_id for seat_id, kind in last.items() if kind != Kind.SIGNED_OUT.value]
            if not there:
                raise RefusedError(404, "this agent is not signed in, as far as this store knows")
            theirs = [seat_id for seat_id in there if self._is_supervised(db, reader, seat_id)]
            first, *others = theirs or there
            self._supervised(db, reader, first)
        return Workplace(seat_id=first, approver=reader.name, others=tuple(others[: MOST_SEATS - 1]))

    def take(self, reader: Reader, signed: SignedApproval) -> None:
        """Write down what `reader` approved and pass it on; raise RefusedError where they may not."""
        try:
            approval = claimed_approval(signed)
        except CredentialError as error:
            raise RefusedError(400, str(error)) from error
        if approval.approver != reader.name:
            raise RefusedError(403, "an approval is signed in the name of who gives it")
        if approval.expires <= self.clock():
            raise RefusedError(400, "the time of this approval is over")
        with self.database.writes.begin() as db:
            team = self._supervised(db, reader, approval.seat_id)
            self.own_record.write(db, _approved(approval), approval.agent, team)
            self.directives.pass_on(db, _device(approval.seat_id), ActApproved(approval=signed))
        self.directives.bell.ring()

    def revoke(self, reader: Reader, revoked: ActRevoked) -> None:
        """Have what was approved at a seat be over; raise RefusedError where `reader` may not."""
        with self.database.writes.begin() as db:
            team = self._supervised(db, reader, revoked.seat_id)
            self.own_record.write(db, _revoked(reader, revoked), team=team)
            self.directives.pass_on(db, _device(revoked.seat_id), revoked)
        self.directives.bell.ring()

    def _is_supervised(self, db: Connection, reader: Reader, seat_id: str) -> bool:
        try:
            self._supervised(db, reader, seat_id)
        except RefusedError:
            return False
        return True

    def _supervised(self, db: Connection, reader: Reader, seat_id: str) -> str:
        """Return the team of the seat's device; raise RefusedError where `reader` is no supervisor of it."""
        team = db.scalar(select(devices.c.team).where(devices.c.device == _device(seat_id)))
        if reader.role != "supervisors":
            raise RefusedError(403, "only supervisors approve and revoke")
        if team is None:
            raise RefusedError(404, "there is no such seat")
        if reader.team not in {"", team}:
            raise RefusedError(403, "the seat is not of this supervisor's team")
        return str(team)


def _device(seat_id: str) -> str:
    return seat_id.partition("/")[0]


def _approved(approval: Approval) -> Body:
    act = approval.act
    told = Supported(rule=act.support, program=act.program, approver=approval.approver, until=approval.expires)
    details: dict[str, str | int] = {
        "approver": approval.approver,
        "approval": approval.nonce.hex(),
        "seat_id": approval.seat_id,
        "seconds": round((approval.expires - approval.issued).total_seconds()),
    }
    return _custody(Kind.SUPPORT_APPROVED, details, rule=told.rule, application=told.name)


def _revoked(reader: Reader, revoked: ActRevoked) -> Body:
    return _custody(Kind.SUPPORT_REVOKED, {"approver": reader.name, "seat_id": revoked.seat_id})


def _custody(kind: Kind, details: dict[str, str | int], rule: str = "", application: str = "") -> Body:
    return Body(
        kind=kind,
        severity=Severity.CUSTODY,
        outcome=Outcome.DONE,
        rule=rule,
        application=application,
        details=details,
    )

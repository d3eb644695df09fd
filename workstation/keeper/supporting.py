"""Remote support: opened by an approver's signature once that is on the record, and closed before its end is."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime, timedelta

from workstation.errors import LedgerError, VaultError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.support import Supported
from workstation.keeper.opensupport import OpenSupport, closed
from workstation.keeper.ports import Subject
from workstation.keeper.refusals import Refusals
from workstation.keeper.slot import Slot
from workstation.keeper.spent import Spent
from workstation.keeper.supports import Supports
from workstation.record.approval import Approval, SignedApproval

AHEAD = timedelta(minutes=5)
"""By how much an approver's clock may be ahead of this machine's."""


class Supporting:
    """Belongs to the keeper's loop.

    `supports` gives what the policy in force allows, `clock` the later of the system's time and the last receipt's.
    """

    def __init__(
        self, slot: Slot, seat_id: str, supports: Callable[[], Supports], clock: Callable[[], datetime], spent: Spent
    ) -> None:
        self._slot = slot
        self._seat_id = seat_id
        self._supports = supports
        self._clock = clock
        self._spent = spent
        self._refusals = Refusals(slot.elapsed)

    def began(self, left: tuple[Subject, Body] | None) -> None:
        """Write down that what an earlier keeper `left` open is over: nothing is open at a seat that is closed."""
        if left is not None:
            subject, opened = left
            self._slot.recorder.note(subject, closed(opened.rule, opened.application, "keeper_started"))

    def approved(self, signed: SignedApproval) -> None:
        """Open what an approver signed, where all of it holds; write down where it does not."""
        now = self._clock()
        approval = self._supports().signed(signed)
        if approval is None:
            self._refuse("not_signed")
        elif why := self._spend(approval, now) or self._doubt(approval, now):
            self._refuse(why, approval)
        else:
            self._open(approval, signed, now)

    def revoked(self, seat_id: str) -> None:
        """Close what is open here; anybody who reaches this device through its store may."""
        if seat_id == self._seat_id:
            self._slot.close_support("revoked")

    def look(self) -> None:
        """Close what is over by time, or by the policy that is in force now."""
        if count := self._refusals.counted():
            self._slot.note(Kind.SUPPORT_REFUSED, Severity.VIOLATION, Outcome.REFUSED, reason="too_many", count=count)
        if (support := self._slot.support) is None:
            return
        now = self._clock()
        approval = self._supports().signed(support.signed)
        if now >= support.told.until or self._slot.elapsed() >= support.ends:
            self._slot.close_support("time")
        elif approval is None or self._supports().doubt(approval, self._slot.clock(), on_call=self._slot.on_call):
            self._slot.close_support("policy")

    def _spend(self, approval: Approval, now: datetime) -> str:
        """Return why it cannot be taken here now and never again, "" where that is done."""
        if approval.seat_id != self._seat_id:
            return "other_seat"
        try:
            return "" if self._spent.spend(approval.nonce, approval.expires, now) else "used"
        except VaultError:
            return "not_kept"

    def _doubt(self, approval: Approval, now: datetime) -> str:
        standing = self._slot.standing
        if not standing.uncovered:
            return "seat_closed"
        if approval.agent != standing.agent:
            return "other_agent"
        if now >= approval.expires:
            return "expired"
        if approval.issued > now + AHEAD:
            return "not_yet"
        return self._supports().doubt(approval, self._slot.clock(), on_call=self._slot.on_call)

    def _open(self, approval: Approval, signed: SignedApproval, now: datetime) -> None:
        """Write first, open second; what was open before is over."""
        lasting = min(approval.expires - now, approval.expires - approval.issued)
        told = _supported(approval, now + lasting)
        self._slot.close_support("replaced")
        subject = self._slot.subject
        try:
            self._slot.recorder.write_first(subject, _opened(told, approval, lasting))
        except LedgerError:
            self._refuse("not_durable", approval)
            return
        ends = self._slot.elapsed() + lasting.total_seconds()
        self._slot.open_support(OpenSupport(told=told, subject=subject, signed=signed, ends=ends))

    def _refuse(self, why: str, approval: Approval | None = None) -> None:
        """Write down that an approval did not hold, or count it past a limit; what nobody signed is not repeated."""
        if self._refusals.takes():
            return
        details: dict[str, str | int] = {"reason": why}
        supported = _supported(approval, approval.expires) if approval else None
        if approval:
            details |= {"approver": approval.approver, "approval": approval.nonce.hex()}
        body = Body(
            kind=Kind.SUPPORT_REFUSED,
            severity=Severity.VIOLATION,
            outcome=Outcome.REFUSED,
            rule=supported.rule if supported else "",
            application=supported.name if supported else "",
            details=details,
        )
        self._slot.recorder.note(self._slot.subject, body)


def _supported(approval: Approval, until: datetime) -> Supported:
    act = approval.act
    return Supported(rule=act.support, program=act.program, approver=approval.approver, until=until)


def _opened(told: Supported, approval: Approval, lasting: timedelta) -> Body:
    details: dict[str, str | int] = {
        "approver": told.approver,
        "approval": approval.nonce.hex(),
        "seconds": round(lasting.total_seconds()),
    }
    return Body(
        kind=Kind.SUPPORT_OPENED,
        severity=Severity.CUSTODY,
        outcome=Outcome.DONE,
        rule=told.rule,
        application=told.name,
        details=details,
    )

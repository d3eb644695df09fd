"""The end of a shift: the seat is closed once for each end, however late the keeper sees that it came."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from datetime import datetime, timedelta

from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.shiftend import ShiftEnd
from workstation.keeper.ruled import Ruled
from workstation.keeper.shifttime import HeldShifts
from workstation.keeper.slot import Slot
from workstation.keeper.truth import LockOrdered, SignedOff


class ShiftEnds:
    """Belongs to the keeper's loop. What ended since a code opened the seat closes it; what ended before does not.

    So who opens it after the end works on until the next one, and is on the record for it. A clock that is set back
    behind that opening has it count as opened then.
    """

    def __init__(self, slot: Slot, opened: datetime | None) -> None:
        self._slot = slot
        self._verified = slot.verified
        slot.opened = slot.opened or opened

    def look(self, ruled: Ruled) -> None:
        """Close the seat whose shift is over, tell of an end that is near, and write down who opened it outside."""
        slot, now = self._slot, self._slot.clock()
        if not slot.standing.agent:
            slot.say_shift(None)
            return
        since = slot.opened = min(slot.opened or now, now)
        self._write_outside(ruled, since)
        held = ruled.shifts(now, slot.on_call, slot.granted)
        over = [each.rule for each in held if each.shifts.last_end is not None and since < each.shifts.last_end]
        if any(rule.at_end == "sign_out" for rule in over):
            slot.happen(SignedOff(at=now, reason="shift_over"))
        elif over:
            slot.happen(LockOrdered(at=now, reason="shift_over"))
        slot.say_shift(_near(held, now) if slot.standing.is_open else None)

    def _write_outside(self, ruled: Ruled, opened: datetime) -> None:
        """Write down that the seat was opened while no shift of a rule that holds ran, once for each time.

        No exception counts: as a seat opens, whether one is on the record yet is a matter of milliseconds.
        """
        slot = self._slot
        if self._verified == slot.verified:
            return
        self._verified = slot.verified
        held = ruled.shifts(opened, slot.on_call, frozenset())
        outside = next((each.rule.id for each in held if not each.shifts.is_within), None)
        if outside is not None:
            body = Body(kind=Kind.OUTSIDE_HOURS, severity=Severity.CUSTODY, outcome=Outcome.DETECTED, rule=outside)
            slot.recorder.note(slot.subject, body)


def _near(held: Sequence[HeldShifts], now: datetime) -> ShiftEnd | None:
    """Return the first end of which a rule warns by now; where two come together, that which does more."""
    ends = [
        ShiftEnd(rule=each.rule.id, at=each.shifts.next_end, then=each.rule.at_end)
        for each in held
        if each.shifts.next_end is not None and each.shifts.next_end - now <= timedelta(seconds=each.rule.warn_seconds)
    ]
    return min(ends, key=lambda end: (end.at, end.then != "sign_out"), default=None)

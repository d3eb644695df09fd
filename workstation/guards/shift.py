"""The end of a shift: the keeper closes the seat; the seat warns of it, and closes where the keeper lets it pass."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from workstation.facts.actions import LockSeat, WarnOfLock
from workstation.facts.observations import ClockTicked, Observation, TruthChanged
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling

GRACE = timedelta(seconds=5)


class ShiftGuard:
    """A second watch on what the keeper told: late enough that the keeper's own comes first whenever it works."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Count down to an end that is near, take that back where it is not, and lock a seat left open after it."""
        if not isinstance(observation, ClockTicked | TruthChanged):
            return None
        end = session.after(observation).shift
        if end is not None and observation.at >= end.at + GRACE:
            return Ruling(rule=end.rule, actions=(LockSeat(reason="shift_over"),))
        if end is not None:
            warning = WarnOfLock(reason="shift_over", at=end.at, signs_out=end.then == "sign_out")
            return Ruling(rule=end.rule, actions=(warning,))
        is_taken_back = session.shift is not None and session.after(observation).truth is Truth.ACTIVE
        if session.shift is None or not is_taken_back:
            return None
        return Ruling(rule=session.shift.rule, actions=(WarnOfLock(reason="shift_over", at=None),))

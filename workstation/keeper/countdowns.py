"""Countdowns to a lock, as the seat tells them: the keeper locks at their end where the seat does not."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from workstation.facts.actions import LockWarning
from workstation.facts.truth import Truth
from workstation.keeper.slot import Slot
from workstation.keeper.truth import LockOrdered, WarningBegan, WarningEnded

GRACE = 1.0
"""By how many seconds the seat, which hears of activity first, may be later than the keeper."""


class Countdowns:
    """Belongs to the keeper's loop. Their ends are kept by time that nobody can set; a seat that closes has none."""

    def __init__(self, slot: Slot) -> None:
        self._slot = slot
        self._ends: dict[LockWarning, float] = {}

    def told(self, reason: LockWarning, seconds: float | None) -> None:
        """Take down that so many seconds are left until the seat locks for `reason`, or that it does not."""
        self._forget_the_closed()
        if seconds is None:
            self._ends.pop(reason, None)
        else:
            self._ends[reason] = self._slot.elapsed() + seconds
        now = self._slot.clock()
        if not self._ends:
            self._slot.happen(WarningEnded(at=now))
            return
        first = min(self._ends, key=self._ends.__getitem__)
        left = timedelta(seconds=self._ends[first] - self._slot.elapsed())
        self._slot.happen(WarningBegan(at=now, reason=first, ends=now + left))

    def look(self) -> None:
        """Lock the seat whose countdown is over."""
        self._forget_the_closed()
        if not self._ends:
            return
        first = min(self._ends, key=self._ends.__getitem__)
        if self._slot.elapsed() >= self._ends[first] + GRACE:
            self._slot.happen(LockOrdered(at=self._slot.clock(), reason=first))

    def _forget_the_closed(self) -> None:
        if self._slot.standing.truth is not Truth.WARNED:
            self._ends.clear()

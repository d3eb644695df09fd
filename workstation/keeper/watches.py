"""What time does to a seat: a clock that is set, what ends or falls due, and nobody who comes back."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.clockwatch import ClockWatch
from workstation.keeper.countdowns import Countdowns
from workstation.keeper.lease import WARNED_BEFORE, Lease
from workstation.keeper.leftlocked import LeftLocked
from workstation.keeper.risks import Risks
from workstation.keeper.ruled import Ruled
from workstation.keeper.shiftends import ShiftEnds
from workstation.keeper.slot import Slot
from workstation.keeper.truth import LockOrdered, ReauthFellDue, SignedOff

TOLD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Watches:
    """Belongs to the keeper's loop, which looks once a second."""

    slot: Slot
    clockwatch: ClockWatch
    lease: Lease
    countdowns: Countdowns
    left_locked: LeftLocked
    shift_ends: ShiftEnds
    risks: Risks
    is_key_present: Callable[[], bool]

    def look(self, ruled: Ruled) -> None:
        """Do and write down what the time asks for."""
        self._clock(ruled)
        self._lease(ruled)
        self._glass()
        self.shift_ends.look(ruled)
        self.reauth(ruled)
        self._key(ruled)
        self.risks.look()
        self.countdowns.look()
        self.left_locked.look(ruled)
        self._forget_why()

    def reauth(self, ruled: Ruled) -> None:
        """Ask for a second factor again where it is time."""
        slot = self.slot
        if not slot.standing.is_open:
            return
        limit = ruled.reauth_after(slot.clock(), slot.on_call, slot.granted)
        if limit is not None and slot.elapsed() - slot.verified >= limit.total_seconds():
            slot.happen(ReauthFellDue(at=slot.clock()))

    def _glass(self) -> None:
        """Lock a seat that a break-glass code opened once its time is over, store or no store."""
        slot = self.slot
        if slot.standing.glass_until is not None and slot.elapsed() >= slot.glass_ends:
            slot.happen(LockOrdered(at=slot.clock(), reason="glass_over"))

    def _key(self, ruled: Ruled) -> None:
        """Lock a seat that a security key opened once none is there, where a rule wants that.

        At a closed one, note whether one is there, so that the prompt may offer it.
        """
        slot = self.slot
        slot.is_key_at_hand = not slot.standing.is_open and self.is_key_present()
        if not (slot.standing.is_open and slot.is_keyed):
            return
        if ruled.locks_without_key(slot.clock(), slot.on_call) and not self.is_key_present():
            slot.happen(LockOrdered(at=slot.clock(), reason="key_removed"))

    def _forget_why(self) -> None:
        """Stop telling whoever comes next why the last session ended."""
        slot = self.slot
        is_told = slot.standing.truth is Truth.SIGNED_OUT and slot.standing.reason != "signed_out"
        if is_told and slot.clock() - slot.standing.since >= TOLD_FOR:
            slot.happen(SignedOff(at=slot.clock()))

    def _clock(self, ruled: Ruled) -> None:
        if (moved := self.clockwatch.moved(ruled.clock_tolerance)) is not None:
            self.risks.met("clock")
            seconds = round(moved.total_seconds())
            self.slot.note(Kind.CLOCK_CHANGED, Severity.VIOLATION, Outcome.DETECTED, seconds=seconds)

    def _lease(self, ruled: Ruled) -> None:
        """Warn of the lease's end, once, and lock at it; a store that is heard again takes the warning back.

        What a break-glass code opened ends by its own time.
        """
        slot, left = self.slot, self.lease.left(ruled.lease)
        if left > min(WARNED_BEFORE, ruled.lease / 2):
            slot.say_closing(None)
        elif slot.closes_at is None:
            slot.say_closing(slot.clock() + max(left, timedelta()))
            minutes = int(left.total_seconds() // 60)
            slot.note(Kind.LEASE_ENDING, Severity.FAILURE, Outcome.DETECTED, minutes=minutes)
        slot.is_cut_off = left <= timedelta()
        if slot.is_cut_off and slot.standing.glass_until is None:
            slot.happen(LockOrdered(at=slot.clock(), reason="lease_over"))

"""A seat that is left locked: signed out after the policy's time, so that the next agent can sign in."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.truth import Truth
from workstation.keeper.ruled import Ruled
from workstation.keeper.slot import Slot
from workstation.keeper.truth import SignedOff


class LeftLocked:
    """Belongs to the keeper's loop; counts by time that nobody can set, from when it first saw the lock."""

    def __init__(self, slot: Slot) -> None:
        self._slot = slot
        self._left = slot.standing
        self._since = slot.elapsed()

    def look(self, ruled: Ruled) -> None:
        """End the session at a seat that was left for too long."""
        slot, standing = self._slot, self._slot.standing
        if standing.truth not in {Truth.LOCKED, Truth.REAUTH_DUE}:
            return
        if standing.since != self._left.since:
            self._left, self._since = standing, slot.elapsed()
        limit = ruled.sign_out_after(slot.clock(), slot.on_call)
        if limit is not None and slot.elapsed() - self._since >= limit.total_seconds():
            slot.happen(SignedOff(at=slot.clock(), reason="left_locked"))

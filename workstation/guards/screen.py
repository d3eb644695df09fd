"""A screen that turns off: nobody looks at it, so the seat locks, whatever the policy says."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import LockSeat
from workstation.facts.observations import Observation, ScreenTurnedOff
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling


class ScreenGuard:
    """Locks an open seat whose screen is dark."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Close at once."""
        if isinstance(observation, ScreenTurnedOff) and session.truth is Truth.ACTIVE:
            return Ruling(rule="", actions=(LockSeat(reason="screen_off"),))
        return None

"""The agent's own wish to lock the seat or to end their session, which no policy can take away."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import LockSeat, SignOff
from workstation.facts.observations import LockWanted, Observation, SignOffWanted
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling


class RequestGuard:
    """Locks or signs off when the agent asks for it."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: ARG002 - the same in any session
        """Close at once."""
        match observation:
            case LockWanted():
                return Ruling(rule="", actions=(LockSeat(reason="agent"),))
            case SignOffWanted():
                return Ruling(rule="", actions=(SignOff(),))
            case _:
                return None

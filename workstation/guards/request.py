"""The agent's own wish to lock the seat, which no policy can take away."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import LockSeat
from workstation.facts.observations import LockWanted, Observation
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling


class RequestGuard:
    """Locks when the agent asks for it."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: ARG002 - the same in any session
        """Lock at once."""
        match observation:
            case LockWanted():
                return Ruling(rule="", actions=(LockSeat(reason="agent"),))
            case _:
                return None

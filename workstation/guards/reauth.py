"""Re-authentication: the keeper keeps the time; the seat closes where the keeper lets it pass."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from workstation.facts.actions import LockSeat
from workstation.facts.observations import ClockTicked, Observation
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling
from workstation.policy.rules import ReauthRule

GRACE = timedelta(seconds=5)


class ReauthGuard:
    """A second watch on the keeper's timer: late enough that the keeper's own comes first whenever it works."""

    def __init__(self, rule: ReauthRule) -> None:
        self._rule = rule
        self._limit = timedelta(seconds=rule.after_seconds) + GRACE

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Lock a seat that has been open for longer than the rule and the grace allow."""
        match observation:
            case ClockTicked(at=at) if session.active_since is not None and at - session.active_since >= self._limit:
                return Ruling(rule=self._rule.id, actions=(LockSeat(reason="reauth"),))
            case _:
                return None

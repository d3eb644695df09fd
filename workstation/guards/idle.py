"""Idle: a seat that nobody uses locks."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from workstation.facts.actions import LockSeat, WatchIdle
from workstation.facts.observations import ClockTicked, InputIdled, Observation, SeatStarted
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling
from workstation.policy.rules import IdleRule

NEEDS = frozenset({"idle"})


class IdleGuard:
    """Asks for the lock when input has idled for the rule's time, and again at every tick until the seat is locked."""

    def __init__(self, rule: IdleRule) -> None:
        self._rule = rule
        self._limit = timedelta(seconds=rule.after_seconds)

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Lock an open seat at the limit."""
        match observation:
            case SeatStarted():
                return Ruling(rule=self._rule.id, actions=(WatchIdle(after=self._limit),))
            case InputIdled(idle=idle):
                return self._judge_idle(session, idle)
            case ClockTicked(at=at) if session.idle_since is not None:
                return self._judge_idle(session, at - session.idle_since)
            case _:
                return None

    def _judge_idle(self, session: Session, idle: timedelta) -> Ruling | None:
        if session.truth is not Truth.ACTIVE or idle < self._limit:
            return None
        return Ruling(rule=self._rule.id, actions=(LockSeat(reason="idle"),))

"""Idle: a seat that nobody uses locks."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from datetime import timedelta

from workstation.facts.actions import LockSeat, WatchIdle
from workstation.facts.observations import ClockTicked, InputIdled, Observation, PolicyChanged, SeatStarted
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import IdleRule

NEEDS = frozenset({"idle"})


class IdleGuard:
    """Asks for the lock when input has idled for the shortest time of the rules that hold, and again at every tick.

    Input is watched for the shortest time of all: which rules hold may change while nobody is there.
    """

    def __init__(self, rules: Rules[IdleRule]) -> None:
        self._rules = rules

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Lock an open seat at the limit."""
        match observation:
            case SeatStarted() | PolicyChanged():
                first = _shortest(self._rules.all)
                return Ruling(rule=first.id, actions=(WatchIdle(after=_limit(first)),))
            case InputIdled(idle=idle):
                return self._judge_idle(session.after(observation), idle)
            case ClockTicked(at=at) if session.idle_since is not None:
                return self._judge_idle(session.after(observation), at - session.idle_since)
            case _:
                return None

    def _judge_idle(self, session: Session, idle: timedelta) -> Ruling | None:
        holding = tuple(self._rules.applying(session))
        if session.truth is not Truth.ACTIVE or not holding or idle < _limit(rule := _shortest(holding)):
            return None
        return Ruling(rule=rule.id, actions=(LockSeat(reason="idle"),))


def _shortest(rules: Sequence[IdleRule]) -> IdleRule:
    return min(rules, key=lambda rule: rule.after_seconds)


def _limit(rule: IdleRule) -> timedelta:
    return timedelta(seconds=rule.after_seconds)

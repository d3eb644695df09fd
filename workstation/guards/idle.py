"""Idle: a seat that nobody uses warns, and locks; programs that pretend somebody does are raised."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from datetime import datetime, timedelta

from workstation.facts.actions import LockSeat, WarnOfLock, WatchIdle
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import (
    Circumstance,
    ClockTicked,
    InputFaked,
    InputIdled,
    InputResumed,
    Observation,
    PolicyChanged,
    SeatStarted,
    Synthetic,
)
from workstation.facts.place import UNKNOWN
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import IdleRule
from workstation.policy.warning import limit_of, warned_at

NEEDS = frozenset({"idle"})
TELLS_OF_FOCUS = frozenset({"accessibility"})
TRAILING = timedelta(seconds=10)
"""For so long after a hand's last input, what a program types may be what that hand asked for."""


def needs_of(rules: Sequence[IdleRule]) -> frozenset[str]:
    """Return the sensors without which these rules cannot be judged."""
    by_focus = any(rule.scope.applications or rule.scope.fields for rule in rules)
    return NEEDS | TELLS_OF_FOCUS if by_focus else NEEDS


class IdleGuard:
    """Asks for the lock when input has idled for the shortest time of the rules that hold, and again at every tick.

    Input is watched for the times of all rules: which of them hold may change while nobody is there. The warning is
    taken back by input. What programs fake counts where all rules that hold say so, and while remote support is
    allowed. Else it is raised, once each time that nobody is there, where it came in both halves of the shortest time:
    what follows upon a hand's last input, as a password filled in does, is no pretence.
    """

    def __init__(self, rules: Rules[IdleRule]) -> None:
        self._rules = rules
        self._first = rules.all[0].id

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Warn, then lock an open seat at the limit."""
        match observation:
            case InputFaked():
                return self._judge_fakes(session, observation)
            case _ if self._is_watched_anew(session, observation):
                return self._watch(session.after(observation))
            case InputIdled(at=at, idle=idle):
                return self._judge_idle(session.after(observation), at - idle, idle)
            case ClockTicked(at=at) if session.idle_since is not None:
                return self._judge_idle(session.after(observation), session.idle_since, at - session.idle_since)
            case InputResumed() if session.idle_since is not None and session.truth is Truth.ACTIVE:
                return Ruling(rule=self._first, actions=(WarnOfLock(reason="idle", at=None),))
            case _:
                return None

    def _watch(self, session: Session) -> Ruling:
        limits = {limit for rule in self._rules.all for limit in (warned_at(rule), limit_of(rule))}
        watch = WatchIdle(limits=tuple(sorted(limits)), synthetic=self._synthetic(session))
        return Ruling(rule=self._first, actions=(watch,))

    def _synthetic(self, session: Session) -> Synthetic:
        """Return what faked input does: where no rule holds now, what the strictest of all would say."""
        rules = tuple(self._rules.applying(session)) or self._rules.all
        counts = session.support is not None or all(rule.synthetic == "count" for rule in rules)
        return "count" if counts else "ignore"

    def _is_watched_anew(self, session: Session, observation: Observation) -> bool:
        """Say whether the seat or the policy begins, or faked input does something else from now on."""
        if isinstance(observation, SeatStarted | PolicyChanged):
            return True
        if not isinstance(observation, Circumstance):
            return False
        return self._synthetic(session.after(observation)) != self._synthetic(session)

    def _judge_fakes(self, session: Session, fake: InputFaked) -> Ruling | None:
        holding = self._holding(session)
        if session.truth is not Truth.ACTIVE or not holding:
            return None
        rule, since = _shortest(holding), fake.at - fake.idle
        limit = limit_of(rule)
        if _is_pretence(session.faked, since, limit) or not _is_pretence(session.after(fake).faked, since, limit):
            return None
        details: dict[str, str | int] = {"seconds": int(fake.idle.total_seconds()), "by": fake.by}
        raising = raised(rule, "input_faked", Kind.INPUT_FAKED, Outcome.DETECTED, details=details)
        return Ruling(rule=rule.id, actions=raising)

    def _judge_idle(self, session: Session, since: datetime, idle: timedelta) -> Ruling | None:
        holding = self._holding(session)
        if session.truth is not Truth.ACTIVE or not holding:
            return None
        rule = _shortest(holding)
        if idle >= limit_of(rule):
            return Ruling(rule=rule.id, actions=(LockSeat(reason="idle"),))
        if idle >= warned_at(rule):
            return Ruling(rule=rule.id, actions=(WarnOfLock(reason="idle", at=since + limit_of(rule)),))
        return None

    def _holding(self, session: Session) -> tuple[IdleRule, ...]:
        """Return the rules that hold where the focus is; where that is unknown, those of every program."""
        return tuple(self._rules.applying(session, session.focus.place if session.focus else UNKNOWN))


def _is_pretence(faked: Sequence[datetime], since: datetime, limit: timedelta) -> bool:
    """Say whether programs gave input in both halves of a time in which no hand did."""
    after_hands, half = since + min(TRAILING, limit / 10), since + limit / 2
    return any(after_hands < moment <= half for moment in faked) and any(moment > half for moment in faked)


def _shortest(rules: Sequence[IdleRule]) -> IdleRule:
    return min(rules, key=lambda rule: rule.after_seconds)

"""Re-authentication: the keeper keeps the time; the seat closes where the keeper lets it pass."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import datetime, timedelta

from workstation.facts.actions import LockSeat
from workstation.facts.observations import ClockTicked, Observation
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import ReauthRule

GRACE = timedelta(seconds=5)


class ReauthGuard:
    """A second watch on the keeper's timer: late enough that the keeper's own comes first whenever it works."""

    def __init__(self, rules: Rules[ReauthRule]) -> None:
        self._rules = rules

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Lock a seat that has been open for longer than a rule and the grace allow."""
        match observation:
            case ClockTicked(at=at) if session.active_since is not None:
                return self._judge_open(session.after(observation), at, at - session.active_since)
            case _:
                return None

    def _judge_open(self, session: Session, at: datetime, has_been_open: timedelta) -> Ruling | None:
        due = [rule for rule in self._rules.applying(session) if has_been_open >= _limit(rule)]
        if not due:
            return None
        held = {rule.id for rule in self._rules.applying(replace(session, now=at - GRACE))}
        rule = next((rule for rule in due if rule.id in held), None)
        return Ruling(rule=rule.id, actions=(LockSeat(reason="reauth"),)) if rule else None


def _limit(rule: ReauthRule) -> timedelta:
    return timedelta(seconds=rule.after_seconds) + GRACE

"""Re-authentication: the keeper keeps the time; the seat warns of it, and closes where the keeper lets it pass."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import datetime, timedelta

from workstation.facts.actions import LockSeat, WarnOfLock
from workstation.facts.observations import ClockTicked, Observation
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import ReauthRule
from workstation.policy.warning import limit_of, warned_at

GRACE = timedelta(seconds=5)


class ReauthGuard:
    """A second watch on the keeper's timer: late enough that the keeper's own comes first whenever it works."""

    def __init__(self, rules: Rules[ReauthRule]) -> None:
        self._rules = rules

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Warn of the time, then lock a seat that has been open for longer than a rule and the grace allow."""
        match observation:
            case ClockTicked(at=at) if session.active_since is not None:
                return self._judge_open(session.after(observation), session.active_since, at)
            case _:
                return None

    def _took_back(self, since: datetime, at: datetime) -> Ruling | None:
        """Take a warning back, where a rule that does not hold any more may have warned."""
        warned = next((rule for rule in self._rules.all if at - since >= warned_at(rule)), None)
        return Ruling(rule=warned.id, actions=(WarnOfLock(reason="reauth", at=None),)) if warned else None

    def _judge_open(self, session: Session, since: datetime, at: datetime) -> Ruling | None:
        holding = tuple(self._rules.applying(session))
        due = [rule for rule in holding if at - since >= limit_of(rule) + GRACE]
        if due:
            held = {rule.id for rule in self._rules.applying(replace(session, now=at - GRACE))}
            rule = next((rule for rule in due if rule.id in held), None)
            return Ruling(rule=rule.id, actions=(LockSeat(reason="reauth"),)) if rule else None
        near = [rule for rule in holding if at - since >= warned_at(rule)]
        if not near:
            return self._took_back(since, at)
        first = min(near, key=lambda rule: rule.after_seconds)
        return Ruling(rule=first.id, actions=(WarnOfLock(reason="reauth", at=since + limit_of(first)),))

"""After what the policy asks for a second factor at once, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from workstation.keeper.knownsession import known_session
from workstation.policy.precedence import Rules
from workstation.policy.rules import Policy, ReauthRule, Risk


@dataclass(frozen=True, slots=True)
class Risky:
    """What is a risk at a moment: each of these, and more violations in an hour than that, None for any number."""

    risks: frozenset[Risk] = frozenset()
    violations_an_hour: int | None = None


RiskyAt = Callable[[datetime, bool, frozenset[str]], Risky]
"""Moment, whether the agent is on a call, and the exceptions on the record, to what is a risk then."""


def riskless(_at: datetime, _on_call: bool, _granted: frozenset[str]) -> Risky:
    """Take nothing for a risk."""
    return Risky()


class ReauthRisks:
    """Knows team, time and call, and which exceptions are on the record; what it does not know counts for the rule."""

    def __init__(self, policy: Policy, team: str) -> None:
        self._rules = Rules(policy, ReauthRule)
        self._team = team

    def __call__(self, at: datetime, on_call: bool, granted: frozenset[str]) -> Risky:
        """Return every risk of the rules that hold at this moment, and the fewest violations of theirs."""
        session = known_session(at, self._team, on_call=on_call, granted=granted)
        holding = tuple(self._rules.applying(session))
        limits = [rule.violations_an_hour for rule in holding if rule.violations_an_hour is not None]
        return Risky(frozenset(risk for rule in holding for risk in rule.after_risks), min(limits, default=None))

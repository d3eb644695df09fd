"""Which factors the policy asks for when a seat is to be opened, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime

from workstation.facts.factor import LESS, Factor, instead
from workstation.facts.truth import Truth
from workstation.keeper.knownsession import known_session
from workstation.policy.precedence import Rules
from workstation.policy.rules import FactorsRule, Moment, Policy

FactorsAt = Callable[[datetime, bool, Truth], tuple[Factor, ...]]
"""Moment, whether the agent is on a call, and what the seat is now, to the factors that open it."""

MOMENTS: dict[Truth, Moment] = {Truth.SIGNED_OUT: "sign_in", Truth.LOCKED: "unlock", Truth.REAUTH_DUE: "reauth"}


def totp_alone(_at: datetime, _on_call: bool, _truth: Truth) -> tuple[Factor, ...]:
    """Ask for a code, as without any rule."""
    return ("totp",)


class FactorsAsked:
    """Knows team, time and call; what it does not know counts for the rule. A code is always asked, or more."""

    def __init__(self, policy: Policy, team: str) -> None:
        self._rules = Rules(policy, FactorsRule)
        self._team = team

    def __call__(self, at: datetime, on_call: bool, truth: Truth) -> tuple[Factor, ...]:
        """Return what all rules that hold at this moment ask for together, by this machine's clock."""
        session = known_session(at, self._team, on_call=on_call)
        holding = [rule for rule in self._rules.applying(session) if MOMENTS.get(truth) in rule.at]
        named = {factor for rule in holding for factor in rule.factors}
        asked: tuple[Factor, ...] = ("totp", "password") if "password" in named else ("totp",)
        strictest = next((factor for factor in LESS if factor in named), None)
        return instead(asked, strictest) if strictest else asked

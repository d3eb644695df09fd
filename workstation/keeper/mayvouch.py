"""Whether a supervisor may vouch in place of a code when a seat is to be opened, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime

from workstation.facts.truth import Truth
from workstation.keeper.factorsasked import MOMENTS
from workstation.keeper.knownsession import known_session
from workstation.policy.precedence import Rules
from workstation.policy.rules import FactorsRule, Policy

MayVouchAt = Callable[[datetime, bool, Truth], bool]
"""Moment, whether the agent is on a call, and what the seat is now, to whether a supervisor may be asked."""


def nobody_vouches(_at: datetime, _on_call: bool, _truth: Truth) -> bool:
    """Let nobody vouch, as without any rule."""
    return False


class MayVouch:
    """Knows team, time and call; what it does not know counts for the rule. Every rule that holds has to let them."""

    def __init__(self, policy: Policy, team: str) -> None:
        self._rules = Rules(policy, FactorsRule)
        self._team = team

    def __call__(self, at: datetime, on_call: bool, truth: Truth) -> bool:
        """Say whether all rules that hold at this moment let a supervisor, by this machine's clock."""
        session = known_session(at, self._team, on_call=on_call)
        holding = [rule for rule in self._rules.applying(session) if MOMENTS.get(truth) in rule.at]
        has_password = any("password" in rule.factors for rule in holding)
        return has_password and all(rule.supervisor == "vouches" for rule in holding)

"""Whether a seat that a security key opened locks once that is taken out, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime

from workstation.keeper.knownsession import known_session
from workstation.policy.precedence import Rules
from workstation.policy.rules import FactorsRule, Policy

LocksWithoutKey = Callable[[datetime, bool], bool]
"""Moment, and whether the agent is on a call, to whether the seat locks."""


def stays_open(_at: datetime, _on_call: bool) -> bool:
    """Keep the seat open, as without any rule."""
    return False


class KeyRemoval:
    """Knows team, time and call; what it does not know counts for the rule."""

    def __init__(self, policy: Policy, team: str) -> None:
        self._rules = Rules(policy, FactorsRule)
        self._team = team

    def __call__(self, at: datetime, on_call: bool) -> bool:
        """Say whether any rule that holds at this moment wants it, by this machine's clock."""
        session = known_session(at, self._team, on_call=on_call)
        return any(rule.key_removed == "lock" for rule in self._rules.applying(session))

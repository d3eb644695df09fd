"""When a seat that is left locked is signed out, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime, timedelta

from workstation.keeper.knownsession import known_session
from workstation.policy.precedence import Rules
from workstation.policy.rules import IdleRule, Policy

SignOutAfter = Callable[[datetime, bool], timedelta | None]
"""Moment, and whether the agent is on a call, to how long a seat may be left locked."""


def left_locked(_at: datetime, _on_call: bool) -> None:
    """Leave a locked seat to its agent."""


class SignOutTime:
    """Knows team, time and call; what it does not know counts for the rule. No exception holds at a closed seat."""

    def __init__(self, policy: Policy, team: str) -> None:
        self._rules = Rules(policy, IdleRule)
        self._team = team

    def __call__(self, at: datetime, on_call: bool) -> timedelta | None:
        """Return the shortest time of the rules that hold at this moment, by this machine's clock; None without one."""
        holding = self._rules.applying(known_session(at, self._team, on_call=on_call))
        minutes = [rule.sign_out_minutes for rule in holding if rule.sign_out_minutes is not None]
        return timedelta(minutes=min(minutes)) if minutes else None

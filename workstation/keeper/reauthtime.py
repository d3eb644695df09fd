"""When the policy asks for a second factor again, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime, timedelta

from workstation.keeper.knownsession import known_session
from workstation.policy.precedence import Rules
from workstation.policy.rules import Policy, ReauthRule

ReauthAfter = Callable[[datetime, bool, frozenset[str]], timedelta | None]
"""Moment, whether the agent is on a call, and the exceptions on the record, to how long a verified factor counts."""


def never(_at: datetime, _on_call: bool, _granted: frozenset[str]) -> None:
    """Ask for no second factor again."""


class ReauthTime:
    """Knows team, time and call, and which exceptions are on the record; what it does not know counts for the rule."""

    def __init__(self, policy: Policy, team: str) -> None:
        self._rules = Rules(policy, ReauthRule)
        self._team = team

    def __call__(self, at: datetime, on_call: bool, granted: frozenset[str]) -> timedelta | None:
        """Return the shortest time of the rules that hold at this moment, by this machine's clock; None without one."""
        session = known_session(at, self._team, on_call=on_call, granted=granted)
        return min((timedelta(seconds=rule.after_seconds) for rule in self._rules.applying(session)), default=None)

"""Which programs the policy forbids at this moment, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from workstation.keeper.knownsession import known_session
from workstation.policy.precedence import Rules
from workstation.policy.rules import DeskRule, Policy


class Forbidding(NamedTuple):
    """A rule, and the names and paths (globs), digests and packages of programs that it forbids."""

    rule: str
    names: tuple[str, ...]
    paths: tuple[str, ...]
    digests: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


ForbiddenAt = Callable[[datetime, bool, frozenset[str]], tuple[Forbidding, ...]]
"""Moment, whether the agent is on a call, and the exceptions on the record, to what is forbidden then."""


def nothing(_at: datetime, _on_call: bool, _granted: frozenset[str]) -> tuple[Forbidding, ...]:
    """Forbid no program."""
    return ()


class ForbiddenPrograms:
    """Knows team, time and call, and which exceptions are on the record; what it does not know counts for the rule."""

    def __init__(self, policy: Policy, team: str) -> None:
        self._rules = Rules(policy, DeskRule)
        self._team = team

    def __call__(self, at: datetime, on_call: bool, granted: frozenset[str]) -> tuple[Forbidding, ...]:
        """Return what the rules forbid that hold at this moment, by this machine's clock."""
        session = known_session(at, self._team, on_call=on_call, granted=granted)
        return tuple(
            Forbidding(rule.id, rule.all_names, rule.forbidden_paths, rule.forbidden_digests, rule.forbidden_packages)
            for rule in self._rules.applying(session)
            if rule.forbids_programs
        )

"""Which shifts the policy knows at a moment, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workstation.keeper.knownsession import known_session
from workstation.policy.precedence import Rules
from workstation.policy.rules import Policy, ShiftRule
from workstation.policy.shifts import Shifts, shifts_at


@dataclass(frozen=True, slots=True)
class HeldShifts:
    """A rule that holds, and the shifts that it tells of around that moment."""

    rule: ShiftRule
    shifts: Shifts


ShiftsHeld = Callable[[datetime, bool, frozenset[str]], tuple[HeldShifts, ...]]
"""Moment, whether the agent is on a call, and the exceptions on the record, to the shifts of the rules that hold."""


def endless(_at: datetime, _on_call: bool, _granted: frozenset[str]) -> tuple[HeldShifts, ...]:
    """Know of no shifts."""
    return ()


class ShiftTime:
    """Knows team, time and call, and which exceptions are on the record; what it does not know counts for the rule.

    Shifts begin and end at whole minutes, so that they are looked for once in each.
    """

    def __init__(self, policy: Policy, team: str) -> None:
        self._rules = Rules(policy, ShiftRule)
        self._team = team
        self._minute = -1
        self._shifts: dict[str, Shifts] = {}

    def __call__(self, at: datetime, on_call: bool, granted: frozenset[str]) -> tuple[HeldShifts, ...]:
        """Return the shifts of every rule that holds, by this machine's clock and zone."""
        if not self._rules.all:
            return ()
        minute = int(at.timestamp() // 60)
        if minute != self._minute:
            self._minute = minute
            self._shifts = {rule.id: shifts_at(rule.hours, at, _offset_here) for rule in self._rules.all}
        session = known_session(at, self._team, on_call=on_call, granted=granted)
        return tuple(HeldShifts(rule, self._shifts[rule.id]) for rule in self._rules.applying(session))


def _offset_here(at: datetime) -> timedelta:
    return at.astimezone().utcoffset() or timedelta()

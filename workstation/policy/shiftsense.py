"""What makes no sense in a shift rule: shifts that never end, and bounds that the keeper cannot see."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from workstation.policy.rules import ShiftRule
from workstation.policy.scope import Hours
from workstation.policy.shifts import shifts_at
from workstation.policy.supportsense import OF_NETWORKS
from workstation.policy.trouble import Trouble
from workstation.policy.written import Path

OF_SHIFTS = "the keeper ends shifts, and knows no sites and networks"
A_WEEK = datetime(2026, 1, 5, tzinfo=UTC)


def shift_troubles(rule: ShiftRule, path: Path) -> Iterator[Trouble]:
    """Yield what is wrong with the hours of one shift rule, and with where it holds."""
    for number, hours in enumerate(rule.hours):
        if hours.start == hours.end:
            yield Trouble((*path, "hours", number), "starts when it ends; a shift ends at another time of day")
    if all(hours.start != hours.end for hours in rule.hours) and not _ends(rule.hours):
        yield Trouble((*path, "hours"), "never ends: each of these shifts runs into the next one")
    for key in OF_NETWORKS:
        if getattr(rule.scope, key):
            yield Trouble((*path, "scope", key), f"{OF_SHIFTS}; it would hold in all of them")
    if rule.scope.hours:
        yield Trouble((*path, "scope", "hours"), "a shift has its own hours; say them there")


def _ends(hours: Sequence[Hours]) -> bool:
    return shifts_at(hours, A_WEEK, lambda _: timedelta()).last_end is not None

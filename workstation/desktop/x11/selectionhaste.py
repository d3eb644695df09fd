"""Selections that change hands faster than anybody can read them."""

# SPDX-License-Identifier: Apache-2.0

from typing import NamedTuple

from workstation.facts.observations import Selection

TOLERATED = 2.0
PAUSE = 1.0


class _Misses(NamedTuple):
    first: float
    last: float


class Haste:
    """Knows since when every look at a selection came too late; a second without one such look ends it."""

    def __init__(self) -> None:
        self._missed: dict[Selection, _Misses] = {}

    def came_late(self, selection: Selection, at: float) -> bool:
        """Say whether that has gone on for two seconds now; once said, it begins anew."""
        before = self._missed.get(selection)
        first = before.first if before and at - before.last <= PAUSE else at
        self._missed[selection] = _Misses(first, at)
        if at - first <= TOLERATED:
            return False
        del self._missed[selection]
        return True

    def came_in_time(self, selection: Selection) -> None:
        """Forget what was missed of it."""
        self._missed.pop(selection, None)

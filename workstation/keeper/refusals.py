"""Refused peers: anybody may knock at an installed keeper's door, so past a limit they are counted, not written."""

# SPDX-License-Identifier: Apache-2.0

from collections import deque
from collections.abc import Callable

MINUTE = 60.0
ONE_BY_ONE = 20


class Refusals:
    """Belongs to the keeper's loop. `elapsed` is in seconds and never goes back."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._written: deque[float] = deque(maxlen=ONE_BY_ONE)
        self._counted = 0

    def takes(self) -> bool:
        """Count a refusal where enough were written in the last minute; say whether it was counted."""
        now = self._elapsed()
        if len(self._written) == ONE_BY_ONE and now - self._written[0] < MINUTE:
            self._counted += 1
            return True
        self._written.append(now)
        return False

    def counted(self) -> int:
        """Return how many were counted since this was asked last."""
        counted, self._counted = self._counted, 0
        return counted

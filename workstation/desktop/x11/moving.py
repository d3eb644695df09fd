"""Whether the focus may be on its way: from a click or a key until the program told where it went."""

# SPDX-License-Identifier: Apache-2.0

from math import inf

BOUND = 0.3
CALM = 0.03


class Moving:
    """Counts gestures that may move the focus, and how often it was told since; time is the caller's.

    A program may tell in steps, first of where the focus was: what is told counts once nothing else was for CALM
    seconds, and once for each gesture. A program that tells nothing, since nothing moved, has BOUND seconds from the
    last gesture, and one that told has them again while it is looked at where the focus is. Of a sensitive field the
    policy's word is awaited, for as long again. A chord waits for no more than that, whatever is clicked and told
    meanwhile.
    """

    def __init__(self) -> None:
        self._gestures = 0
        self._told = 0
        self._bound = 0.0
        self._calm_at: float | None = None
        self._limit = inf

    def begin(self, now: float) -> None:
        """Take note of a gesture."""
        if self.is_over(now):
            self._gestures = self._told = 0
        self._gestures += 1
        self._bound = now + BOUND
        self._calm_at = None

    def come(self, now: float) -> None:
        """Take note that a program told of the focus, which is looked at now: what comes of it counts."""
        if self.is_over(now):
            self._gestures = self._told = 0
        self._bound = max(self._bound, now + BOUND)
        self._calm_at = None

    def tell(self, now: float, *, is_sensitive: bool) -> None:
        """Take note that the program told of the focus, in a sensitive field or in another."""
        self._told += 1
        is_clear = not is_sensitive and self._told >= self._gestures
        self._calm_at = now + CALM if is_clear else None
        if is_sensitive:
            self._bound = now + BOUND

    def wait(self, now: float) -> None:
        """Take note that a chord waits, until `decided`."""
        self._limit = min(self._limit, now + 3 * BOUND)

    def decided(self) -> None:
        """Take note that none waits any more."""
        self._limit = inf

    def due(self) -> float:
        """Return when it is over, as far as is known; for what waits it is then at the latest."""
        return min(self._limit, self._bound if self._calm_at is None else min(self._bound, self._calm_at))

    def is_over(self, now: float) -> bool:
        """Say whether the focus has arrived, or may be taken to have."""
        return now >= self.due()

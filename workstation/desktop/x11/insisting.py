"""Putting something right again and again, but not for ever."""

# SPDX-License-Identifier: Apache-2.0

from collections import deque

from workstation.errors import DesktopError

WITHIN = 1.0


class Insisting:
    """Counts how often `what` was put right; where another program does not let it be, we say so and close."""

    def __init__(self, what: str, most: int) -> None:
        self._what = what
        self._most = most
        self._times: deque[float] = deque()

    def again(self, now: float) -> None:
        """Count once more, in seconds of any clock; raise DesktopError beyond `most` within one second."""
        self._times.append(now)
        while now - self._times[0] > WITHIN:
            self._times.popleft()
        if len(self._times) > self._most:
            raise DesktopError(f"another program keeps disturbing {self._what}")

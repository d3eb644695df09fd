"""Whether somebody set this machine's clock: its time held against time that nobody can set."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime, timedelta


class ClockWatch:
    """Compares the clock with elapsed time since the last change; belongs to one thread.

    Both run alike while the clock is only slowed or sped up (adjtime), so what they differ by was set. Many small
    steps count together. `last` is when the newest entry of an earlier run was written, None without one.
    """

    def __init__(
        self, clock: Callable[[], datetime], elapsed: Callable[[], float], last: datetime | None = None
    ) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._began, self._since = clock(), elapsed()
        if last is not None and last > self._began:
            self._began = last

    def moved(self, tolerance: timedelta) -> timedelta | None:
        """Return by how much the clock was set, backwards if negative, once it is more than `tolerance`."""
        now, elapsed = self._clock(), self._elapsed()
        by = now - self._began - timedelta(seconds=elapsed - self._since)
        if abs(by) <= tolerance:
            return None
        self._began, self._since = now, elapsed
        return by

"""The lease: how long a seat works without word from its audit store."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import timedelta
from math import inf

WARNED_BEFORE = timedelta(hours=2)
GRACE = timedelta(minutes=1)


class Lease:
    """Runs from the store's last receipt, by time that nobody can set. Safe from any thread.

    `elapsed` is in seconds and never goes back; `away` is how long ago the last receipt was, when this was made.
    """

    def __init__(self, elapsed: Callable[[], float], away: timedelta) -> None:
        self._elapsed = elapsed
        self._heard = elapsed() - max(0.0, away.total_seconds())
        self._graced = -inf

    def renew(self) -> None:
        """Begin anew: the store gave a receipt that holds."""
        self._heard = self._elapsed()

    def grace(self) -> None:
        """Leave at least GRACE from now: the store was heard, and its receipt is to come."""
        self._graced = self._elapsed()

    def left(self, lasts: timedelta) -> timedelta:
        """Return what is left of a lease of that length; nothing or less where it is over."""
        now = self._elapsed()
        of_lease = lasts.total_seconds() - (now - self._heard)
        of_grace = GRACE.total_seconds() - (now - self._graced)
        return timedelta(seconds=max(of_lease, of_grace))

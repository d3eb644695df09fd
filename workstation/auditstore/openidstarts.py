"""How often a seat had an OpenID provider asked in vain, whatever way it was."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable

from workstation.errors import OpenidError

STARTS, STARTS_WITHIN = 10, 600.0


class OpenidStarts:
    """Ten in ten minutes a seat. Safe from any thread."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._starts: dict[str, tuple[float, ...]] = {}

    def count(self, seat_id: str) -> None:
        """Count one that begins; raise OpenidError ("too_many") where it may not."""
        with self._lock:
            now = self._elapsed()
            self._starts = {
                seat: recent
                for seat, times in self._starts.items()
                if (recent := tuple(time for time in times if now - time < STARTS_WITHIN))
            }
            before = self._starts.get(seat_id, ())
            if len(before) >= STARTS:
                raise OpenidError("too_many")
            self._starts[seat_id] = (*before, now)

    def forget(self, seat_id: str) -> None:
        """Count anew: somebody came of it."""
        with self._lock:
            self._starts.pop(seat_id, None)

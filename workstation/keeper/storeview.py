"""From where the audit store sees this workstation, as its last answer told."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address

from workstation.facts.situation import StoreView


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A view, and which of all that there were; a view that is the same as before is another sighting all the same."""

    number: int
    view: StoreView


class StoreViews:
    """The last sighting, by time that nobody can set. Safe from any thread."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._number = 0
        self._last: tuple[float, Sighting] | None = None

    def saw(self, untrusted: str, own: str) -> None:
        """Note that the store answered what was sent from the address `own`, and from where it saw that come.

        What is no address is passed over: the view before stands, and gets no younger.
        """
        try:
            seen_from, spoke_from = str(ip_address(untrusted)), str(ip_address(own.partition("%")[0]))
        except ValueError:
            return
        with self._lock:
            self._number += 1
            view = StoreView(seen_from=seen_from, own=spoke_from)
            self._last = self._elapsed(), Sighting(number=self._number, view=view)

    def last(self, lasts: timedelta) -> Sighting | None:
        """Return the last sighting, None where there was none within that time."""
        with self._lock:
            if self._last is None:
                return None
            at, sighting = self._last
            return sighting if self._elapsed() - at < lasts.total_seconds() else None

"""From where the audit store sees this workstation, as its last answer told."""

# SPDX-License-Identifier: Apache-2.0

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address

from workstation.facts.situation import StoreView

IPV4 = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A view, and which of all that there were; a view that is the same as before is another sighting all the same."""

    number: int
    view: StoreView


def is_own_address(address: str) -> bool:
    """Say whether this machine has the address now; those of one link alone are taken to stay."""
    own = ip_address(address)
    if own.is_link_local:
        return True
    family = socket.AF_INET if own.version == IPV4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


class StoreViews:
    """The last sighting, by time that nobody can set. Safe from any thread."""

    def __init__(self, elapsed: Callable[[], float], is_own: Callable[[str], bool] = is_own_address) -> None:
        self._elapsed = elapsed
        self._is_own = is_own
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
        """Return the last sighting, None where there was none within that time.

        Once this machine is seen without the address that it spoke from, that sighting is over for good.
        """
        with self._lock:
            if self._last is None:
                return None
            at, sighting = self._last
            if not self._is_own(sighting.view.own):
                self._last = None
            elif self._elapsed() - at < lasts.total_seconds():
                return sighting
            return None

"""Where the workstation is: its own network addresses, and how far its clock is ahead of UTC."""

# SPDX-License-Identifier: Apache-2.0

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psutil

from workstation.desktop.rounds import Rounds
from workstation.facts.observations import SurroundingsChanged
from workstation.seat.ports import Post

EVERY = 5.0
FAMILIES = frozenset({socket.AF_INET, socket.AF_INET6})
LOOPBACK = frozenset({"127.0.0.1", "::1"})


def own_addresses() -> tuple[str, ...]:
    """Return the addresses of the network interfaces in order, loopback and zones of link-local ones left out."""
    found = (
        each.address for all_of_one in psutil.net_if_addrs().values() for each in all_of_one if _is_ip(each.family)
    )
    return tuple(sorted({address.partition("%")[0] for address in found} - LOOPBACK))


def utc_offset() -> timedelta:
    """Return how far local time is ahead of UTC now."""
    return datetime.now().astimezone().utcoffset() or timedelta()


class Surroundings:
    """Posts SurroundingsChanged at once, and again whenever something is other than before."""

    def __init__(
        self,
        post: Post,
        *,
        addresses: Callable[[], tuple[str, ...]] = own_addresses,
        offset: Callable[[], timedelta] = utc_offset,
        every: float = EVERY,
    ) -> None:
        self._post = post
        self._addresses = addresses
        self._offset = offset
        self._known: tuple[tuple[str, ...], timedelta] | None = None
        self._rounds = Rounds("surroundings", self._look, every, post)

    def start(self) -> None:
        """Begin; returns at once."""
        self._rounds.start()

    def stop(self) -> None:
        """End the thread."""
        self._rounds.stop()

    def _look(self) -> None:
        now = self._addresses(), self._offset()
        if now != self._known:
            self._known = now
            self._post(SurroundingsChanged(at=datetime.now(UTC), addresses=now[0], utc_offset=now[1]))


def _is_ip(family: int) -> bool:
    return family in FAMILIES

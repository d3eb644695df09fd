"""Where the workstation is: its own network interfaces, and how far its clock is ahead of UTC."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from workstation.desktop.interfaces import own_interfaces
from workstation.desktop.rounds import Rounds
from workstation.facts.observations import SurroundingsChanged
from workstation.facts.situation import Interface
from workstation.seat.ports import Post

EVERY = 5.0


def own_addresses() -> tuple[str, ...]:
    """Return the addresses of the network interfaces in order, loopback and zones of link-local ones left out."""
    return addresses_of(own_interfaces())


def addresses_of(interfaces: Iterable[Interface]) -> tuple[str, ...]:
    """Return their addresses in order, each once."""
    return tuple(sorted({address for interface in interfaces for address in interface.addresses}))


def utc_offset() -> timedelta:
    """Return how far local time is ahead of UTC now."""
    return datetime.now().astimezone().utcoffset() or timedelta()


class Surroundings:
    """Posts SurroundingsChanged at once, and again whenever something is other than before."""

    def __init__(
        self,
        post: Post,
        *,
        interfaces: Callable[[], tuple[Interface, ...]] = own_interfaces,
        offset: Callable[[], timedelta] = utc_offset,
        every: float = EVERY,
    ) -> None:
        self._post = post
        self._interfaces = interfaces
        self._offset = offset
        self._known: tuple[tuple[Interface, ...], timedelta] | None = None
        self._rounds = Rounds("surroundings", self._look, every, post)

    def start(self) -> None:
        """Begin; returns at once."""
        self._rounds.start()

    def stop(self) -> None:
        """End the thread."""
        self._rounds.stop()

    def _look(self) -> None:
        now = self._interfaces(), self._offset()
        if now != self._known:
            self._known = interfaces, offset = now
            self._post(
                SurroundingsChanged(
                    at=datetime.now(UTC), addresses=addresses_of(interfaces), utc_offset=offset, interfaces=interfaces
                )
            )

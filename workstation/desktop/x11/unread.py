"""Windows whose content is unknown: covered as a whole."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping

from workstation.desktop.x11.windows import Stack
from workstation.facts.observations import UNREADABLE
from workstation.facts.place import UNKNOWN, Mark, Place, Rect

GRACE = 2.0
log = logging.getLogger(__name__)


def covering(
    application: str, clients: Iterable[int], stack: Stack, place: Place = UNKNOWN, part: Rect | None = None
) -> Iterator[Mark]:
    """Yield a mark over all that these windows show, or show in `part`: what nobody read may be of any class."""
    windows = (window for client in clients if (window := stack.window(client)) is not None)
    hidden = tuple(rect for window in windows for rect in stack.visible(part or window.rect, window.client))
    if hidden:
        yield Mark(application=application, data_class=UNREADABLE, hidden=hidden, place=place)


class Unfound:
    """Windows of accessible programs that are none of those that the programs tell of; lives in the loop's thread.

    One that stays so for GRACE is covered, and told in the log; `changed` is called at that moment.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._applications: dict[int, str] = {}
        self._waiting: dict[int, asyncio.TimerHandle] = {}
        self._covered: set[int] = set()

    def sync(self, applications: Mapping[int, str]) -> None:
        """Take these windows, with the names of their programs, for all that there are."""
        for client in self._applications.keys() - applications.keys():
            self._waiting.pop(client).cancel()
            self._covered.discard(client)
        for client in applications.keys() - self._applications.keys():
            self._waiting[client] = asyncio.get_running_loop().call_later(GRACE, self._cover, client)
        self._applications = dict(applications)

    def are_none(self) -> bool:
        """Say whether every window is known."""
        return not self._applications

    def marks(self, stack: Stack) -> Iterator[Mark]:
        """Yield what must be hidden now."""
        for client in sorted(self._covered):
            yield from covering(self._applications[client], (client,), stack)

    def _cover(self, client: int) -> None:
        self._covered.add(client)
        log.warning("%s shows a window that cannot be read", self._applications[client])
        self._changed()

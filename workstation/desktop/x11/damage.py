"""Which windows painted something: XDamage, as boxes in root-window pixels."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from contextlib import suppress

import xcffib
import xcffib.damage
import xcffib.xproto

from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.inquiry import GONE
from workstation.facts.place import Rect

NOTHING = xcffib.xproto.Atom._None  # noqa: SLF001 - the library's spelling of None


class Damage:
    """Watches programs' windows over the connection of the calling thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._damage = connection.extension(xcffib.damage.key, "DAMAGE")
        self._damage.QueryVersion(1, 1).reply()
        self._watched: dict[int, int] = {}

    def watch(self, clients: Iterable[int]) -> None:
        """Watch exactly these windows from now on; one that is gone meanwhile is left out."""
        wanted = set(clients)
        for client in wanted - self._watched.keys():
            damage = self._connection.raw.generate_id()
            with suppress(*GONE, xcffib.damage.BadDamageError):
                self._damage.Create(damage, client, xcffib.damage.ReportLevel.BoundingBox, is_checked=True).check()
                self._watched[client] = damage
        for client in self._watched.keys() - wanted:
            with suppress(xcffib.damage.BadDamageError):  # it went with its window
                self._damage.Destroy(self._watched.pop(client), is_checked=True).check()

    def painted(self, event: Event) -> tuple[int, Rect] | None:
        """Return the window that `event` says was painted, and the box inside it; None for every other event.

        The next painting is reported anew.
        """
        if not isinstance(event, xcffib.damage.NotifyEvent) or event.drawable not in self._watched:
            return None
        with suppress(xcffib.damage.BadDamageError):
            self._damage.Subtract(event.damage, NOTHING, NOTHING, is_checked=True).check()
        return event.drawable, Rect(event.area.x, event.area.y, event.area.width, event.area.height)

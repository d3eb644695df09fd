"""What happens on the screen: windows that come, go, move and paint, told to an asyncio loop."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable, Iterable, Mapping

import xcffib.xproto
from xcffib.xproto import CW, EventMask

from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.damage import Damage
from workstation.desktop.x11.titles import titles, window_class
from workstation.desktop.x11.windows import NO_STACK, Stack, WindowStack
from workstation.facts.place import Rect

STACKING = (
    xcffib.xproto.CirculateNotifyEvent,
    xcffib.xproto.ConfigureNotifyEvent,
    xcffib.xproto.DestroyNotifyEvent,
    xcffib.xproto.MapNotifyEvent,
    xcffib.xproto.PropertyNotifyEvent,
    xcffib.xproto.ReparentNotifyEvent,
    xcffib.xproto.UnmapNotifyEvent,
)


class ScreenWatch:
    """Keeps `stack` true, and tells `restacked` and `painted`; lives in the thread of the loop that runs it."""

    def __init__(
        self, connection: Connection, restacked: Callable[[], None], painted: Callable[[int, Rect], None]
    ) -> None:
        self._connection = connection
        self._windows = WindowStack(connection)
        self._damage = Damage(connection)
        self._restacked = restacked
        self._painted = painted
        self._readable = asyncio.Event()
        self.stack: Stack = NO_STACK

    def watch(self, clients: Iterable[int]) -> None:
        """Tell of what these windows paint, and of no others."""
        self._damage.watch(clients)
        self._readable.set()  # while an answer was awaited, events went into the library's own queue

    def titles(self) -> Mapping[int, str]:
        """Return the titles of all ordinary windows, also of the minimized, as they are now."""
        try:
            return titles(self._connection, self.stack)
        finally:
            self._readable.set()

    def window_class(self, client: int) -> str | None:
        """Return the class of a window, None where nobody can tell."""
        try:
            return window_class(self._connection, client)
        finally:
            self._readable.set()

    async def run(self) -> None:
        """Serve until cancelled; raise DesktopError where the X server is gone."""
        loop = asyncio.get_running_loop()
        events = EventMask.SubstructureNotify | EventMask.StructureNotify | EventMask.PropertyChange
        self._connection.core.ChangeWindowAttributes(self._connection.root, CW.EventMask, [events])
        loop.add_reader(self._connection.fileno(), self._readable.set)
        try:
            self._read()
            while True:
                self._serve()
                self._readable.clear()
                await self._readable.wait()
        finally:
            loop.remove_reader(self._connection.fileno())

    def _serve(self) -> None:
        """Handle all that waits, also what awaiting a reply put into the library's own queue meanwhile."""
        while events := tuple(self._connection.events()):
            self._handle(events)
            self._connection.flush()

    def _handle(self, events: Iterable[Event]) -> None:
        boxes = {}
        is_restacked = False
        for event in events:
            if (paint := self._damage.painted(event)) is not None:
                client, box = paint
                boxes[client] = box
            elif isinstance(event, STACKING) and self._matters(event):
                is_restacked = True
        if is_restacked:
            self._read()
        for client, box in boxes.items():
            self._painted(client, box)

    def _matters(self, event: Event) -> bool:
        """Say whether the event may have changed the stack: our masks and most of the root's properties do not."""
        if isinstance(event, xcffib.xproto.PropertyNotifyEvent):
            return bool(event.atom == self._connection.atom("_NET_CLIENT_LIST"))
        return event.window not in self._windows.ours

    def _read(self) -> None:
        self.stack = self._windows.read()
        self._restacked()

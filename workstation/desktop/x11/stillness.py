"""Since when no hand did more than move the pointer about one spot, as a mouse does that a machine jiggles."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from time import monotonic

import xcffib.xinput
from xcffib.xinput import Device, EventMask, XIEventMask

from workstation.desktop.x11.connection import Connection, Event

PRESSES = (xcffib.xinput.RawButtonPressEvent, xcffib.xinput.RawTouchBeginEvent)
SPOT = 48
"""For so many pixels to each side of where it was the pointer is about one spot."""


class Stillness:
    """Belongs to the connection's thread. A hand's button, wheel or touch, and a pointer that goes elsewhere, end it.

    Its version 2.2 was asked for before. Keys are not asked for: the clocks of the server tell of those.
    """

    def __init__(self, connection: Connection, is_hand: Callable[[int], bool]) -> None:
        self._connection = connection
        self._is_hand = is_hand
        xinput = connection.extension(xcffib.xinput.key, "XInputExtension")
        told = EventMask.synthetic(Device.AllMaster, 1, [XIEventMask.RawButtonPress | XIEventMask.RawTouchBegin])
        xinput.XISelectEvents(connection.root, 1, [told])
        self._at = self._pointer()
        self._since = monotonic()

    def ends_by(self, event: Event) -> bool:
        """Say whether this is a hand's button, wheel or touch; it is still from now on, then."""
        is_press = isinstance(event, PRESSES) and self._is_hand(event.sourceid)
        if is_press:
            self.begin()
        return is_press

    def begin(self) -> None:
        """Count from now on, about where the pointer is."""
        self._at, self._since = self._pointer(), monotonic()

    def lasts(self) -> float:
        """Return for how many seconds it has been still, 0 where the pointer went elsewhere since that was asked."""
        x, y = self._pointer()
        if abs(x - self._at[0]) > SPOT or abs(y - self._at[1]) > SPOT:
            self._at, self._since = (x, y), monotonic()
        return monotonic() - self._since

    def _pointer(self) -> tuple[int, int]:
        place = self._connection.core.QueryPointer(self._connection.root).reply()
        return place.root_x, place.root_y

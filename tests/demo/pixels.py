"""Pixels read straight from the server, a thousand times a second: whether the desktop shows through."""

# SPDX-License-Identifier: Apache-2.0

import time
from collections.abc import Callable

import xcffib
import xcffib.xproto

ZPIXMAP = xcffib.xproto.ImageFormat.ZPixmap


class Pixels:
    """Samples single pixels of the root window, as any client can."""

    def __init__(self, display: str) -> None:
        self._connection = xcffib.connect(display=display)
        self._root = self._connection.setup.roots[self._connection.pref_screen].root

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        """Return red, green, blue at `x`, `y`."""
        image = self._connection.core.GetImage(ZPIXMAP, self._root, x, y, 1, 1, 0xFFFFFFFF).reply()
        blue, green, red = bytes(image.data[:3])
        return red, green, blue

    def area(self, x: int, y: int, width: int, height: int) -> bytes:
        """Return what is in a rectangle, to be compared with what was."""
        return bytes(self._connection.core.GetImage(ZPIXMAP, self._root, x, y, width, height, 0xFFFFFFFF).reply().data)

    def windows(self) -> int:
        """Return how many windows are mapped on the root: one more where a menu opened."""
        core = self._connection.core
        asked = [core.GetWindowAttributes(child) for child in core.QueryTree(self._root).reply().children]
        return sum(each.reply().map_state == xcffib.xproto.MapState.Viewable for each in asked)

    def seen_while(self, x: int, y: int, action: Callable[[], None], seconds: float) -> set[tuple[int, int, int]]:
        """Return every colour that the pixel had from `action` on, for `seconds`."""
        action()
        until = time.monotonic() + seconds
        seen = set()
        while time.monotonic() < until:
            seen.add(self.at(x, y))
        return seen

    def close(self) -> None:
        """Close the connection."""
        self._connection.disconnect()

"""One opaque window over the whole screen, above every stranger."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

import xcffib
from xcffib.xproto import CW, ConfigWindow, EventMask, MapState, StackMode, WindowClass

from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.solid import Solid
from workstation.desktop.x11.stacking import Stacking
from workstation.desktop.x11.windows import SHIELD_PROPERTY
from workstation.facts.place import Rect

COLOUR = 0x1B2A38
PLACE = ConfigWindow.X | ConfigWindow.Y | ConfigWindow.Width | ConfigWindow.Height | ConfigWindow.BorderWidth
OWN_EVENTS = EventMask.StructureNotify | EventMask.VisibilityChange | EventMask.PropertyChange


class Sheet:
    """A window below the root, made unmapped. It belongs to the connection's thread.

    `may_lie_above` says of another whether it is one of ours. Raises what xcffib raises.
    """

    def __init__(self, connection: Connection, may_lie_above: Callable[[int], bool]) -> None:
        self._connection = connection
        self._core = connection.core
        self.window = int(connection.raw.generate_id())
        self._solid = Solid(connection, self.window, SHIELD_PROPERTY, COLOUR)
        self._make()
        self._stacking = Stacking(connection, self.window, may_lie_above)

    def rise(self, top: int) -> None:
        """Ask the server to show it above all but `top`, without waiting for an answer."""
        self._core.ChangeWindowAttributes(self.window, CW.OverrideRedirect, [1])  # or the window manager maps it
        self._core.MapWindow(self.window)
        for window in (self.window, top):
            if window:
                self._core.ConfigureWindow(window, ConfigWindow.StackMode, [StackMode.Above])

    def put_right(self, top: int) -> bool:
        """Return whether it covers with `top` above it, where that is given, after one attempt to make it so."""
        if self._is_right(top):
            return True
        self._come_above(top)
        if not self._solid.right():
            self._solid.correct()
            self._come_above(top)
        return self._is_right(top)

    def _come_above(self, top: int) -> None:
        screen = self._connection.screen()
        self._core.ChangeWindowAttributes(self.window, CW.OverrideRedirect, [1])  # or the window manager maps it
        self._core.ConfigureWindow(self.window, PLACE, [screen.x, screen.y, screen.width, screen.height, 0])
        self._core.MapWindow(self.window)
        self._stacking.correct(top)

    def _is_right(self, top: int) -> bool:
        attributes = self._core.GetWindowAttributes(self.window)
        place = self._core.GetGeometry(self.window)
        shown = attributes.reply().map_state == MapState.Viewable
        at = place.reply()
        whole = Rect(at.x, at.y, at.width, at.height) == self._connection.screen() and not at.border_width
        return shown and whole and self._solid.right() and self._stacking.right(top)

    def _make(self) -> None:
        attributes = CW.BackPixel | CW.OverrideRedirect | CW.EventMask
        screen = self._connection.screen()
        self._core.CreateWindow(
            xcffib.CopyFromParent,
            self.window,
            self._connection.root,
            screen.x,
            screen.y,
            screen.width,
            screen.height,
            0,
            WindowClass.InputOutput,
            xcffib.CopyFromParent,
            attributes,
            [COLOUR, True, OWN_EVENTS],
        )
        self._solid.correct()
        self._solid.watch()
        self._connection.flush()

"""The server's own window above all others, covered as well: what is thrown above the cover is not seen meanwhile."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from contextlib import suppress

import xcffib
import xcffib.composite
import xcffib.shape
from xcffib.shape import SK, SO
from xcffib.xproto import CW, ConfigWindow, EventMask, MapState

from workstation.desktop.x11.connection import Connection, Extension
from workstation.desktop.x11.sheet import Sheet
from workstation.errors import DesktopError

VERSION = 0, 3
"""The first version of the Composite extension that has an overlay window."""
SIZE = ConfigWindow.Width | ConfigWindow.Height
COMPOSITOR = "_NET_WM_CM_S0"
EVENTS = EventMask.SubstructureNotify | EventMask.StructureNotify
SHOWN_PARTS = (SK.Bounding, SK.Clip)


class Overlay:
    """The composite overlay window (Composite 0.3, GetOverlayWindow): the server keeps it above every window.

    Where a compositor runs it paints there, over whatever else is in it, so it is left to that. The server shows it for
    as long as somebody asked for it, which this does while there is something to cover. Belongs to the connection's
    thread. Raises what xcffib raises.
    """

    def __init__(self, connection: Connection, may_lie_above: Callable[[int], bool]) -> None:
        self._connection = connection
        self._core = connection.core
        self._may_lie_above = may_lie_above
        self._composite: Extension | None = _composite(connection)
        self._shape = connection.extension(xcffib.shape.key, "SHAPE")
        self._sheet: Sheet | None = None
        self._window = 0

    @property
    def window(self) -> int:
        """Our window in it, 0 while it is not taken."""
        return self._sheet.window if self._sheet else 0

    def is_free(self) -> bool:
        """Say whether the server has one that no compositor paints in."""
        if self._composite is None:
            return False
        return not self._core.GetSelectionOwner(self._connection.atom(COMPOSITOR)).reply().owner

    def put_right(self, top: int) -> bool:
        """Return whether it is covered, and `top`, where that is given, shown in it above that."""
        if self._composite is None:
            return True
        if self._sheet is None:
            self._window = self._composite.GetOverlayWindow(self._connection.root).reply().overlay_win
            self._core.ChangeWindowAttributes(self._window, CW.EventMask, [EVENTS])
            self._sheet = Sheet(self._connection, self._window, self._may_lie_above)
        self._keep_whole()
        if top:
            self._put_into(self._window, top)
        return self._sheet.put_right(top)

    def release(self, top: int) -> None:
        """Give it back with what it was covered with, and let `top` lie where it was without it."""
        if self._sheet is None or self._composite is None:
            return
        if top:
            self._put_into(self._connection.root, top)
        self._core.ChangeWindowAttributes(self._window, CW.EventMask, [EventMask.NoEvent])
        self._core.DestroyWindow(self._sheet.window)
        self._composite.ReleaseOverlayWindow(self._connection.root)
        self._sheet = None

    def _keep_whole(self) -> None:
        """Have all of it shown, whatever another program made of it."""
        extents = self._shape.QueryExtents(self._window)
        attributes = self._core.GetWindowAttributes(self._window)
        place = self._core.GetGeometry(self._window)
        shaped, size, screen = extents.reply(), place.reply(), self._connection.screen()
        if shaped.bounding_shaped or shaped.clip_shaped:
            for kind in SHOWN_PARTS:
                self._shape.Mask(SO.Set, kind, self._window, 0, 0, xcffib.NONE)
        if (size.width, size.height) != (screen.width, screen.height):
            self._core.ConfigureWindow(self._window, SIZE, [screen.width, screen.height])
        if attributes.reply().map_state != MapState.Viewable:
            self._core.MapWindow(self._window)

    def _put_into(self, home: int, top: int) -> None:
        """Put the window where it was, in `home`; one that is gone is told by its end."""
        with suppress(xcffib.Error):
            if self._core.QueryTree(top).reply().parent != home:
                at = self._core.GetGeometry(top).reply()
                self._core.ReparentWindow(top, home, at.x, at.y, is_checked=True).check()


def _composite(connection: Connection) -> Extension | None:
    """Return the extension, None where the server has none that can do this."""
    try:
        composite = connection.extension(xcffib.composite.key, "Composite")
    except DesktopError:
        return None
    told = composite.QueryVersion(*VERSION).reply()
    return composite if (told.major_version, told.minor_version) >= VERSION else None

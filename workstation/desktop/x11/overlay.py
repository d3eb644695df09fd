"""The server's own window above all others, covered as well: what is thrown above the cover is not seen meanwhile."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Sequence

import xcffib
import xcffib.composite
import xcffib.shape
from xcffib.shape import SK, SO
from xcffib.xproto import CW, RECTANGLE, ClipOrdering, EventMask, MapState

from workstation.desktop.x11.connection import Connection, Extension
from workstation.desktop.x11.regions import meet
from workstation.desktop.x11.sheet import PLACE, Sheet
from workstation.errors import DesktopError
from workstation.facts.place import Rect

VERSION = 0, 3
"""The first version of the Composite extension that has an overlay window."""
COMPOSITOR = "_NET_WM_CM_S0"
EVENTS = EventMask.SubstructureNotify | EventMask.StructureNotify


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
        self._composite: Extension = _composite(connection)
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

    def put_right(self, hole: Rect | None) -> bool:
        """Return whether it is covered but for the `hole`, through which the prompt is seen that lies below it.

        Any client can destroy it, which the server makes anew for the next that asks: it is not covered until then.
        """
        try:
            return self._put_right(hole)
        except xcffib.Error:
            self._sheet = None
            return False

    def windows(self) -> tuple[int, ...]:
        """Return what is in it now, of whomever."""
        if self._composite is None:
            return ()
        is_taken = self._sheet is not None
        overlay = self._window if is_taken else self._claimed()
        try:
            return tuple(self._core.QueryTree(overlay).reply().children)
        except xcffib.Error:  # it was destroyed meanwhile, and all in it
            return ()
        finally:
            if not is_taken:
                self._composite.ReleaseOverlayWindow(self._connection.root)

    def release(self) -> None:
        """Give it back, with what it was covered with."""
        if self._sheet is None or self._composite is None:
            return
        self._core.ChangeWindowAttributes(self._window, CW.EventMask, [EventMask.NoEvent])
        self._shape.Mask(SO.Set, SK.Bounding, self._window, 0, 0, xcffib.NONE)
        self._core.DestroyWindow(self._sheet.window)
        self._composite.ReleaseOverlayWindow(self._connection.root)
        self._sheet = None

    def _put_right(self, hole: Rect | None) -> bool:
        if self._composite is None:
            return True
        if self._sheet is None:
            self._window = self._claimed()
            self._core.ChangeWindowAttributes(self._window, CW.EventMask, [EVENTS], is_checked=True).check()
            self._sheet = Sheet(self._connection, self._window, self._may_lie_above)
        self._keep_whole(hole)
        return self._sheet.put_right(0)

    def _claimed(self) -> int:
        """Return it, ours as well from now on until it is released once for this."""
        return int(self._composite.GetOverlayWindow(self._connection.root).reply().overlay_win)

    def _keep_whole(self, hole: Rect | None) -> None:
        """Have all of it but the hole shown where it belongs, whatever another program made of it."""
        extents = self._shape.QueryExtents(self._window)
        cut = self._shape.GetRectangles(self._window, SK.Bounding)
        attributes = self._core.GetWindowAttributes(self._window)
        place = self._core.GetGeometry(self._window)
        tree = self._core.QueryTree(self._window)
        at, screen = place.reply(), self._connection.screen()
        if tree.reply().parent != self._connection.root:
            self._core.ReparentWindow(self._window, self._connection.root, 0, 0)
        if Rect(at.x, at.y, at.width, at.height) != screen or at.border_width:
            self._core.ConfigureWindow(self._window, PLACE, [screen.x, screen.y, screen.width, screen.height, 0])
        shown = {Rect(part.x, part.y, part.width, part.height) for part in cut.reply().rectangles}
        if shown != set(around(hole, screen)) or extents.reply().clip_shaped:
            self._cut(around(hole, screen))
        if attributes.reply().map_state != MapState.Viewable:
            self._core.MapWindow(self._window)

    def _cut(self, shown: Sequence[Rect]) -> None:
        parts = [RECTANGLE.synthetic(each.x, each.y, each.width, each.height) for each in shown]
        self._shape.Rectangles(SO.Set, SK.Bounding, ClipOrdering.Unsorted, self._window, 0, 0, len(parts), parts)
        self._shape.Mask(SO.Set, SK.Clip, self._window, 0, 0, xcffib.NONE)


def around(hole: Rect | None, screen: Rect) -> tuple[Rect, ...]:
    """Return the parts of the screen around the hole, in rows as the server keeps them; all of it without one."""
    inside = meet(hole, screen) if hole else None
    if inside is None:
        return (screen,)
    below, right = inside.y + inside.height, inside.x + inside.width
    parts = (
        Rect(0, 0, screen.width, inside.y),
        Rect(0, inside.y, inside.x, inside.height),
        Rect(right, inside.y, screen.width - right, inside.height),
        Rect(0, below, screen.width, screen.height - below),
    )
    return tuple(part for part in parts if part.width and part.height)


def _composite(connection: Connection) -> Extension:
    """Return the extension, None where the server has none that can do this."""
    try:
        composite = connection.extension(xcffib.composite.key, "Composite")
    except DesktopError:
        return None
    told = composite.QueryVersion(*VERSION).reply()
    return composite if (told.major_version, told.minor_version) >= VERSION else None

"""The masks: one click-through window over the desktop, painted by the server, cut to the hidden pixels."""

# SPDX-License-Identifier: Apache-2.0

import struct
from collections.abc import Sequence

import xcffib
import xcffib.shape
import xcffib.xproto
from xcffib.xproto import CW, ConfigWindow, EventMask, StackMode, WindowClass

from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.loop import Loop
from workstation.desktop.x11.maskpaint import MaskPaint
from workstation.desktop.x11.windows import MASK_PROPERTY, SHIELD_PROPERTY
from workstation.facts.place import Mark, Rect
from workstation.seat.ports import Post

OPAQUE = 0xFFFFFFFF
NOTHING = xcffib.xproto.Atom._None  # noqa: SLF001 - the library's spelling of None
_UNORDERED = xcffib.xproto.ClipOrdering.Unsorted


class Masks:
    """Covers pixels. `show` returns once the server was told; the window goes with the connection, however it ends."""

    def __init__(self, post: Post) -> None:
        connection = Connection()
        self._loop = Loop("masks", connection, post)
        self._window = MaskWindow(connection)

    def start(self) -> None:
        """Begin to keep the masks above every ordinary window."""
        self._loop.start(self._window)

    def stop(self) -> None:
        """Uncover everything."""
        self._loop.stop()

    def show(self, marks: Sequence[Mark]) -> None:
        """Cover exactly the hidden pixels of `marks`; raise DesktopError where that is not possible."""
        self._loop.ask(lambda: self._window.show(marks))


class MaskWindow:
    """The window itself; lives in the loop's thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._core = connection.core
        self._shape = connection.extension(xcffib.shape.key, "SHAPE")
        self._screen = connection.screen()
        self._paint = MaskPaint(connection, self._screen)
        self._is_mapped = False
        self._marks: tuple[Mark, ...] = ()
        self._id = self._create()
        self._watch_root()

    def show(self, marks: Sequence[Mark]) -> None:
        """Cover the hidden pixels of `marks` and nothing else."""
        self._marks = tuple(marks)
        rects = tuple(rect for mark in marks for rect in mark.hidden)
        if rects:
            pixmap = self._paint.paint(marks)
            self._core.ChangeWindowAttributes(self._id, CW.BackPixmap, [pixmap])
            self._cut(xcffib.shape.SK.Bounding, rects)
            self._core.ClearArea(exposures=False, window=self._id, x=0, y=0, width=0, height=0)
        self._appear(wanted=bool(rects))
        self._connection.flush()

    def handle(self, event: Event) -> None:
        """Stay above what was raised or mapped, and as large as the screen."""
        if isinstance(event, xcffib.xproto.ConfigureNotifyEvent) and event.window == self._connection.root:
            self._resize(Rect(0, 0, event.width, event.height))
        elif self._is_mapped and getattr(event, "window", self._id) != self._id:
            self._rise()

    def beat(self) -> None:
        """Do nothing: everything here follows events."""

    def _create(self) -> int:
        window = self._connection.raw.generate_id()
        self._core.CreateWindow(
            depth=self._connection.depth,
            wid=window,
            parent=self._connection.root,
            x=0,
            y=0,
            width=self._screen.width,
            height=self._screen.height,
            border_width=0,
            _class=WindowClass.InputOutput,
            visual=0,
            value_mask=CW.BackPixmap | CW.OverrideRedirect,
            value_list=[self._paint.pixmap, 1],
        )
        for name, value in (("_NET_WM_WINDOW_OPACITY", OPAQUE), (MASK_PROPERTY, 1)):
            atom, kind = self._connection.atom(name), xcffib.xproto.Atom.CARDINAL
            self._core.ChangeProperty(
                xcffib.xproto.PropMode.Replace, window, atom, kind, 32, 1, struct.pack("=I", value)
            )
        self._shape.Rectangles(xcffib.shape.SO.Set, xcffib.shape.SK.Input, _UNORDERED, window, 0, 0, 0, [])
        return int(window)

    def _watch_root(self) -> None:
        events = EventMask.SubstructureNotify | EventMask.StructureNotify
        self._core.ChangeWindowAttributes(self._connection.root, CW.EventMask, [events])

    def _cut(self, kind: int, rects: Sequence[Rect]) -> None:
        parts = [xcffib.xproto.RECTANGLE.synthetic(rect.x, rect.y, rect.width, rect.height) for rect in rects]
        self._shape.Rectangles(xcffib.shape.SO.Set, kind, _UNORDERED, self._id, 0, 0, len(parts), parts)

    def _appear(self, *, wanted: bool) -> None:
        if wanted == self._is_mapped:
            return
        self._is_mapped = wanted
        if wanted:
            self._core.MapWindow(self._id)
            self._rise()
        else:
            self._core.UnmapWindow(self._id)

    def _rise(self) -> None:
        """Go above every window but the shields and what they let above themselves."""
        stacked = tuple(self._core.QueryTree(self._connection.root).reply().children)
        above = stacked[stacked.index(self._id) + 1 :]
        shield = next((window for window in above if self._is_shield(window)), None)
        if shield is not None and above[0] != shield:
            below = [shield, StackMode.Below]
            self._core.ConfigureWindow(self._id, ConfigWindow.Sibling | ConfigWindow.StackMode, below)
        elif shield is None and above:
            self._core.ConfigureWindow(self._id, ConfigWindow.StackMode, [StackMode.Above])

    def _is_shield(self, window: int) -> bool:
        try:
            properties = self._core.ListProperties(window).reply().atoms
        except xcffib.xproto.WindowError:
            return False
        return self._connection.atom(SHIELD_PROPERTY) in list(properties)

    def _resize(self, screen: Rect) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._paint.close()
        self._paint = MaskPaint(self._connection, screen)
        size = [screen.width, screen.height]
        self._core.ConfigureWindow(self._id, ConfigWindow.Width | ConfigWindow.Height, size)
        self.show(self._marks)

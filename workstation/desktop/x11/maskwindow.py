"""The masks' window: above every stranger, cut to the hidden pixels, and put back whatever others do to it."""

# SPDX-License-Identifier: Apache-2.0

import struct
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from time import monotonic

import xcffib
import xcffib.shape
import xcffib.xproto
from xcffib.shape import SK, SO
from xcffib.xproto import CW, Atom, ClipOrdering, ConfigWindow, EventMask, MapState, PropMode, StackMode, WindowClass

from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.inquiry import GONE, OPAQUE, ask_words
from workstation.desktop.x11.insisting import Insisting
from workstation.desktop.x11.markers import IsShield, Markers
from workstation.desktop.x11.maskpaint import MaskPaint
from workstation.desktop.x11.solid import OPACITY, WORD, says
from workstation.desktop.x11.windows import MASK_PROPERTY, SHIELD_PROPERTY
from workstation.facts.place import Cover, Mark, Rect

PROPERTIES = {OPACITY: OPAQUE, MASK_PROPERTY: 1}
PLACE = ConfigWindow.X | ConfigWindow.Y | ConfigWindow.Width | ConfigWindow.Height | ConfigWindow.BorderWidth
OWN_EVENTS = EventMask.StructureNotify | EventMask.PropertyChange
RESTORED_AT_MOST = 20
RAISED_AT_MOST = 200


class MaskWindow:
    """Lives in the loop's thread. Beyond 20 restorations or 200 raisings within a second, `handle` raises."""

    def __init__(self, connection: Connection, is_shield: IsShield) -> None:
        self._connection = connection
        self._core = connection.core
        self._markers = Markers(Clients(connection), is_shield)
        self._shape = connection.extension(xcffib.shape.key, "SHAPE")
        self._screen = connection.screen()
        self._paint = MaskPaint(connection, self._screen)
        self._is_mapped = False
        self._marks: tuple[Mark, ...] = ()
        self._covers: tuple[Cover, ...] = ()
        self._cuts: Counter[int] = Counter()
        self._restored = Insisting("the masks", RESTORED_AT_MOST)
        self._raised = Insisting("what lies above the masks", RAISED_AT_MOST)
        self._watch_root()
        self._id = self._create()

    def show(self, marks: Sequence[Mark]) -> None:
        """Cover the hidden pixels of `marks`, and nothing else but those of the covers."""
        self._marks = tuple(marks)
        self._show()

    def cover(self, covers: Sequence[Cover]) -> None:
        """Cover the hidden pixels of `covers`, and nothing else but those of the marks."""
        self._covers = tuple(covers)
        self._show()

    def _show(self) -> None:
        hidden = (*(mark.hidden for mark in self._marks), *(cover.hidden for cover in self._covers))
        rects = tuple(chain.from_iterable(hidden))
        if rects:
            pixmap = self._paint.paint(self._marks, self._covers)
            self._core.ChangeWindowAttributes(self._id, CW.BackPixmap, [pixmap])
            self._cut(self._id, SK.Bounding, rects)
            self._core.ClearArea(exposures=False, window=self._id, x=0, y=0, width=0, height=0)
        self._appear(wanted=bool(rects))
        self._connection.flush()

    def handle(self, event: Event) -> None:
        """Stay above what was raised or mapped, as large as the screen, and as `show` left it."""
        window = _subject(event)
        if isinstance(event, xcffib.xproto.ConfigureNotifyEvent) and window == self._connection.root:
            self._resize(Rect(0, 0, event.width, event.height))
        elif window == self._id:
            self._check(event)
        elif self._is_mapped and window is not None:
            self._rise()

    def is_bare(self) -> bool:
        """Say whether masks are shown and no shield lies above them."""
        return self._is_mapped and not any(
            self._is_shield(window) for window in self._core.QueryTree(self._connection.root).reply().children
        )

    def put_back(self) -> None:
        """Make everything as `show` left it, whatever it is now."""
        self._put_back()

    def beat(self) -> None:
        """Do nothing: everything here follows events."""

    def _check(self, event: Event) -> None:
        """Put back what another program did; what we did ourselves is found to be right."""
        if isinstance(event, xcffib.xproto.DestroyNotifyEvent):
            self._begin_anew()
        elif not self._is_ours(event):
            self._put_back()
        elif self._is_mapped and isinstance(event, xcffib.xproto.ConfigureNotifyEvent):
            self._rise()

    def _is_ours(self, event: Event) -> bool:
        """Say whether what the event tells is as it should be. Each of our cuts is told once, and no clip is ours."""
        match event:
            case xcffib.shape.NotifyEvent(shape_kind=SK.Clip):
                return not event.shaped
            case xcffib.shape.NotifyEvent():
                self._cuts[event.shape_kind] -= 1
                return self._cuts[event.shape_kind] >= 0
            case xcffib.xproto.PropertyNotifyEvent():
                return all(self._says(name, value) for name, value in PROPERTIES.items())
            case _:
                return self._is_in_place()

    def _is_in_place(self) -> bool:
        try:
            asked = (self._core.GetWindowAttributes(self._id), self._core.GetGeometry(self._id))
            tree = self._core.QueryTree(self._id)
            attributes, at = (cookie.reply() for cookie in asked)
            at_home = tree.reply().parent == self._connection.root
        except GONE:
            return True  # the server has told, or will, that it was destroyed
        shown = (attributes.map_state != MapState.Unmapped) == self._is_mapped
        place = Rect(at.x, at.y, at.width, at.height)
        return bool(at_home and shown and place == self._screen and not at.border_width)

    def _says(self, name: str, value: int) -> bool:
        try:
            return says(ask_words(self._connection, self._id, name).reply(), value)
        except GONE:
            return True

    def _begin_anew(self) -> None:
        self._restored.again(monotonic())
        self._cuts.clear()
        self._is_mapped = False
        self._id = self._create()
        self._show()

    def _put_back(self) -> None:
        self._restored.again(monotonic())
        self._cuts = Counter({kind: left for kind, left in self._cuts.items() if left > 0})
        self._core.ChangeWindowAttributes(self._id, CW.OverrideRedirect, [1])  # or the window manager maps it
        self._come_home()
        self._core.ConfigureWindow(self._id, PLACE, [0, 0, self._screen.width, self._screen.height, 0])
        self._dress(self._id)
        if self._is_mapped:
            self._is_mapped = False
            self._show()
        else:
            self._core.UnmapWindow(self._id)

    def _come_home(self) -> None:
        try:
            parent = self._core.QueryTree(self._id).reply().parent
        except GONE:
            return
        if parent != self._connection.root:
            self._core.UnmapWindow(self._id)
            self._core.ReparentWindow(self._id, self._connection.root, 0, 0)

    def _create(self) -> int:
        window = int(self._connection.raw.generate_id())
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
            value_mask=CW.BackPixmap | CW.OverrideRedirect | CW.EventMask,
            value_list=[self._paint.pixmap, 1, OWN_EVENTS],
        )
        self._shape.SelectInput(window, 1)
        self._dress(window)
        return window

    def _dress(self, window: int) -> None:
        """Give it its properties, no clip, and no input of its own."""
        for name, value in PROPERTIES.items():
            atom, data = self._connection.atom(name), struct.pack("=I", value)
            self._core.ChangeProperty(PropMode.Replace, window, atom, Atom.CARDINAL, WORD, 1, data)
        self._shape.Mask(SO.Set, SK.Clip, window, 0, 0, xcffib.NONE)
        self._cut(window, SK.Input, ())

    def _cut(self, window: int, kind: int, rects: Sequence[Rect]) -> None:
        parts = [xcffib.xproto.RECTANGLE.synthetic(rect.x, rect.y, rect.width, rect.height) for rect in rects]
        self._shape.Rectangles(SO.Set, kind, ClipOrdering.Unsorted, window, 0, 0, len(parts), parts)
        self._cuts[kind] += 1

    def _watch_root(self) -> None:
        events = EventMask.SubstructureNotify | EventMask.StructureNotify
        self._core.ChangeWindowAttributes(self._connection.root, CW.EventMask, [events])

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
        stacked = list(self._core.QueryTree(self._connection.root).reply().children)
        if self._id not in stacked:  # somebody took it away, which the next events tell
            return
        above = stacked[stacked.index(self._id) + 1 :]
        shield = next((window for window in above if self._is_shield(window)), None)
        if shield is not None and above[0] != shield:
            self._raised.again(monotonic())
            below = [shield, StackMode.Below]
            self._core.ConfigureWindow(self._id, ConfigWindow.Sibling | ConfigWindow.StackMode, below)
        elif shield is None and above:
            self._raised.again(monotonic())
            self._core.ConfigureWindow(self._id, ConfigWindow.StackMode, [StackMode.Above])

    def _is_shield(self, window: int) -> bool:
        """Say whether a shield is shown there: one that waits unmapped may lie below what was raised since."""
        asked = self._core.ListProperties(window), self._core.GetWindowAttributes(window)
        try:
            properties, attributes = (cookie.reply() for cookie in asked)
        except GONE:
            return False
        marked = self._connection.atom(SHIELD_PROPERTY) in list(properties.atoms)
        return marked and attributes.map_state == MapState.Viewable and self._markers.is_shield(window)

    def _resize(self, screen: Rect) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._paint.close()
        self._paint = MaskPaint(self._connection, screen)
        size = [screen.width, screen.height]
        self._core.ConfigureWindow(self._id, ConfigWindow.Width | ConfigWindow.Height, size)
        self._show()


def _subject(event: Event) -> int | None:
    """Return the window that an event is about, None where it is about none."""
    window = event.affected_window if isinstance(event, xcffib.shape.NotifyEvent) else getattr(event, "window", None)
    return None if window is None else int(window)

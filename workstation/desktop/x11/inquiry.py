"""What one top-level window is like: every question asked at once, then every answer taken."""

# SPDX-License-Identifier: Apache-2.0

import struct
from collections.abc import Sequence
from typing import Any

import xcffib
import xcffib.shape
import xcffib.xproto

from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.regions import meet, moved
from workstation.errors import DesktopError
from workstation.facts.place import Rect

GONE = (xcffib.xproto.WindowError, xcffib.xproto.DrawableError)
OPAQUE = 0xFFFFFFFF
TRANSLUCENT_DEPTH = 32
MOST_WORDS = 4096
NO_SHADOW = (0, 0, 0, 0)
Cookie = Any
Reply = Any


class WindowGoneError(DesktopError):
    """The window vanished between question and answer."""

    def __init__(self) -> None:
        super().__init__("the window is gone")


class Inquiry:
    """Questions about one top-level window and the program's own window (`client`) in it, sent without waiting."""

    def __init__(self, connection: Connection, top: int, client: int) -> None:
        core, self._shape = connection.core, connection.raw(xcffib.shape.key)
        self.top, self.client = top, client
        self._asked: tuple[Cookie, ...] = (
            core.GetGeometry(top),
            core.GetGeometry(client),
            core.TranslateCoordinates(client, connection.root, 0, 0),
            self._shape.QueryExtents(top),
            core.ListProperties(top),
            ask_words(connection, top, "_NET_WM_WINDOW_OPACITY"),
            ask_words(connection, client, "_NET_WM_WINDOW_OPACITY"),
            ask_words(connection, client, "_NET_WM_OPAQUE_REGION"),
            ask_words(connection, client, "_GTK_FRAME_EXTENTS"),
        )

    def answer(self) -> "Answers":
        """Wait for every answer; raise WindowGoneError where one is missing."""
        replies = [_reply(cookie) for cookie in self._asked]
        if None in replies:
            raise WindowGoneError
        return Answers(self._shape, self.top, replies)


class Answers:
    """What the server said of one window: `outer` with its decoration, `inner` the program's own pixels.

    `shadow` is how wide it says that its shadow is inside of those: left, right, at the top and at the bottom.
    """

    def __init__(self, shape: Any, top: int, replies: Sequence[Reply]) -> None:  # noqa: ANN401 - no types there
        outer, inner, place, extents, properties, *numbers = replies
        border = 2 * outer.border_width
        self.outer = Rect(outer.x, outer.y, outer.width + border, outer.height + border)
        self.inner = Rect(place.dst_x, place.dst_y, inner.width, inner.height)
        self.properties = frozenset(properties.atoms)
        self._shape, self._top = shape, top
        self._depth, self._is_shaped = outer.depth, bool(extents.bounding_shaped)
        opacity, client_opacity, self._opaque_region, shadow = (words(answer) for answer in numbers)
        self.shadow = shadow if len(shadow) == len(NO_SHADOW) else NO_SHADOW
        self._is_faint = any(value < OPAQUE for value in opacity + client_opacity)

    def hides(self, *, composited: bool) -> tuple[Rect, ...]:
        """Return the pixels through which nothing below can be seen."""
        if composited and self._is_faint:
            return ()
        if composited and self._depth == TRANSLUCENT_DEPTH:
            return self._told_opaque()
        return self._bounds() if self._is_shaped else (self.outer,)

    def _told_opaque(self) -> tuple[Rect, ...]:
        numbers = iter(self._opaque_region)
        told = (Rect(*four) for four in zip(numbers, numbers, numbers, numbers, strict=False))
        parts = (meet(moved(rect, self.inner.x, self.inner.y), self.outer) for rect in told)
        return tuple(part for part in parts if part is not None)

    def _bounds(self) -> tuple[Rect, ...]:
        try:
            bounding = self._shape.GetRectangles(self._top, xcffib.shape.SK.Bounding).reply()
        except GONE as error:
            raise WindowGoneError from error
        return tuple(
            moved(Rect(part.x, part.y, part.width, part.height), self.outer.x, self.outer.y)
            for part in bounding.rectangles
        )


def ask_words(connection: Connection, window: int, name: str) -> Cookie:
    """Ask for a property of 32-bit numbers without waiting; `words` reads the reply."""
    anything = xcffib.xproto.GetPropertyType.Any
    return connection.core.GetProperty(
        delete=False,
        window=window,
        property=connection.atom(name),
        type=anything,
        long_offset=0,
        long_length=MOST_WORDS,
    )


def words(reply: Reply) -> tuple[int, ...]:
    """Return the 32-bit numbers of a property's reply, none where the property is absent."""
    value = reply.value.buf()
    return struct.unpack(f"={len(value) // 4}I", value[: len(value) // 4 * 4])


def _reply(cookie: Cookie) -> Reply | None:
    try:
        return cookie.reply()
    except GONE:
        return None

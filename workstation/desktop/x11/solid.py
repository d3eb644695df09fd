"""Whether anything shines through a window of ours: its place under the root, its shape, its opacity, its paint."""

# SPDX-License-Identifier: Apache-2.0

import struct

import xcffib
import xcffib.shape
import xcffib.xproto
from xcffib.shape import SK, SO
from xcffib.xproto import CW, Atom, PropMode

from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.inquiry import OPAQUE, Reply, ask_words, words

WORD = 32
OPACITY = "_NET_WM_WINDOW_OPACITY"
SHAPES = (SK.Bounding, SK.Clip, SK.Input)


class Solid:
    """Keeps a covering `window` whole: any client may cut holes into it, make it faint or put it into another one."""

    def __init__(self, connection: Connection, window: int, mark: str, colour: int) -> None:
        self._connection = connection
        self._core = connection.core
        self._shape = connection.extension(xcffib.shape.key, "SHAPE")
        self._window = window
        self._colour = colour
        self._properties = {OPACITY: OPAQUE, mark: 1}

    def watch(self) -> None:
        """Have the server tell of every new shape; properties are told by the window's own event mask."""
        self._shape.SelectInput(self._window, 1)

    def right(self) -> bool:
        """Say whether the window is whole, opaque, marked, and where nobody else manages it."""
        shaped = self._shape.QueryExtents(self._window)
        tree = self._core.QueryTree(self._window)
        attributes = self._core.GetWindowAttributes(self._window)
        told = [(ask_words(self._connection, self._window, name), value) for name, value in self._properties.items()]
        extents = shaped.reply()
        whole = not extents.bounding_shaped and not extents.clip_shaped
        at_home = tree.reply().parent == self._connection.root and attributes.reply().override_redirect
        return bool(whole and at_home) and all(says(cookie.reply(), value) for cookie, value in told)

    def correct(self) -> None:
        """Make it so, and paint all of it."""
        self._core.ChangeWindowAttributes(self._window, CW.BackPixel | CW.OverrideRedirect, [self._colour, 1])
        if self._core.QueryTree(self._window).reply().parent != self._connection.root:
            self._core.UnmapWindow(self._window)
            self._core.ReparentWindow(self._window, self._connection.root, 0, 0)
        for kind in SHAPES:
            self._shape.Mask(SO.Set, kind, self._window, 0, 0, xcffib.NONE)
        for name, value in self._properties.items():
            atom, data = self._connection.atom(name), struct.pack("=I", value)
            self._core.ChangeProperty(PropMode.Replace, self._window, atom, Atom.CARDINAL, WORD, 1, data)
        self._core.ClearArea(False, self._window, 0, 0, 0, 0)  # noqa: FBT003 - without exposures


def says(reply: Reply, value: int) -> bool:
    """Say whether a property is exactly this number."""
    return bool(reply.type == Atom.CARDINAL and reply.format == WORD and words(reply) == (value,))

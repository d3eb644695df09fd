"""Grabs of keys in one window: the server keeps what is pressed, and all that comes after it, until it is told on."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

import xcffib
import xcffib.xinput
from xcffib.xinput import GrabMode22, GrabOwner, GrabType, XIEventMask

from workstation.desktop.x11.connection import Connection, Cookie
from workstation.desktop.x11.keygrabs import Key

CORE_KEYBOARD = 3
"""The master that every keyboard is joined to. Of all masters together the server would freeze the pointer instead."""
POINTER_ROOT = 1


class Delays:
    """Grabs of one connection in the window that has the keyboard, at most in one at a time.

    They are made there and not on the root window: a key grabbed elsewhere takes the focus from the window for as long
    as it is down, and a program that is told so may tell of another object with the focus afterwards, or of none.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._root = connection.root
        self._xi = connection.extension(xcffib.xinput.key, "XInputExtension")
        self._window = 0
        self._keys: Sequence[Key] = ()

    def grab(self, keys: Sequence[Key]) -> None:
        """Grab `keys` where the keyboard is now, and nowhere else; what another program grabbed there is left to it.

        Nobody waits for what the server says to that: it is a matter of how soon they are held.
        """
        window = int(self._connection.core.GetInputFocus().reply().focus)
        if (window, keys) == (self._window, self._keys):
            return
        self.free()
        if window <= POINTER_ROOT or window == self._root:
            return
        self._window, self._keys = window, keys
        for keycode, masks in keys:
            self._ask(keycode, masks).discard_reply()
        self._connection.flush()

    def free(self) -> None:
        """Let all of them go; what was pressed already still waits."""
        for keycode, masks in self._keys:
            self._xi.XIPassiveUngrabDevice(self._window, keycode, CORE_KEYBOARD, len(masks), GrabType.Keycode, masks)
        self._window, self._keys = 0, ()
        self._connection.flush()

    def _ask(self, keycode: int, masks: Sequence[int]) -> Cookie:
        return self._xi.XIPassiveGrabDevice(
            xcffib.CurrentTime,
            self._window,
            xcffib.NONE,
            keycode,
            CORE_KEYBOARD,
            len(masks),
            1,
            GrabType.Keycode,
            GrabMode22.Sync,
            GrabMode22.Async,
            GrabOwner.NoOwner,
            [XIEventMask.KeyPress],
            masks,
        )

"""What is shown in the server's overlay window, where tools that look for windows below the root do not look."""

# SPDX-License-Identifier: Apache-2.0

import xcffib
import xcffib.composite
import xcffib.xproto
from xcffib.xproto import Atom, MapState

LONGEST_NAME = 64


def overlaid(display: str, name: str) -> int:
    """Return the window of this name that is shown in the overlay, 0 without one."""
    connection = xcffib.connect(display=display)
    try:
        composite = connection(xcffib.composite.key)
        composite.QueryVersion(0, 3).reply()
        root = connection.setup.roots[connection.pref_screen].root
        overlay = composite.GetOverlayWindow(root).reply().overlay_win
        windows = connection.core.QueryTree(overlay).reply().children
        return next((int(window) for window in windows if _is(connection, window, name)), 0)
    finally:
        connection.disconnect()


def _is(connection: xcffib.Connection, window: int, name: str) -> bool:
    core = connection.core
    asked = core.GetProperty(False, window, Atom.WM_NAME, Atom.Any, 0, LONGEST_NAME)
    shown = core.GetWindowAttributes(window)
    try:
        told = bytes(asked.reply().value.buf()).decode(errors="replace")
        return told == name and bool(shown.reply().map_state == MapState.Viewable)
    except xcffib.Error:
        return False

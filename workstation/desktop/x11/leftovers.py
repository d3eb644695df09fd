"""Covering windows that outlived their process, and taking them away."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from contextlib import suppress

import xcffib
from xcffib.xproto import Atom

from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, Cookie
from workstation.desktop.x11.windows import SHIELD_PROPERTY


class Leftovers:
    """Knows covering windows by a mark, and by their process whether a part of the shields still stands behind one."""

    def __init__(self, connection: Connection, clients: Clients, related: Callable[[int], bool]) -> None:
        self._core = connection.core
        self._root = connection.root
        self._mark = connection.atom(SHIELD_PROPERTY)
        self._clients = clients
        self._related = related

    def remove(self, own: int) -> None:
        """Destroy every marked window but `own` whose process is gone or is none of the shields."""
        windows = [window for window in self._core.QueryTree(self._root).reply().children if window != own]
        asked = [
            (window, self._core.GetProperty(False, window, self._mark, Atom.Any, 0, 1))  # noqa: FBT003 - keeps it
            for window in windows
        ]
        for window, cookie in asked:
            if _holds_one(cookie) and not self._related(self._clients.pid_of(window)):
                self._destroy(window)

    def _destroy(self, window: int) -> None:
        """Kill the client of `window`: once ends a living one, once more takes away what it retained."""
        for _ in range(2):
            with suppress(xcffib.Error):
                self._core.KillClient(window, is_checked=True).check()


def _holds_one(cookie: Cookie) -> bool:
    try:
        return bool(cookie.reply().type)
    except xcffib.Error:  # destroyed meanwhile
        return False

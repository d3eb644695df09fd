"""What lies above a window of ours, and putting it back below."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

import xcffib
import xcffib.xproto
from xcffib.xproto import ConfigWindow, MapState, StackMode, WindowClass

from workstation.desktop.x11.connection import Connection, Cookie


class Stacking:
    """Keeps `window` above every other window on the screen, but for those that `may_lie_above` lets be."""

    def __init__(self, connection: Connection, window: int, may_lie_above: Callable[[int], bool]) -> None:
        self._core = connection.core
        self._root = connection.root
        self._window = window
        self._may_lie_above = may_lie_above
        self._resource_mask = connection.raw.setup.resource_id_mask

    def right(self, top: int) -> bool:
        """Say whether no stranger lies above, and `top`, where it is given and shown, above all."""
        above = self._shown_above()
        if top and above[-1:] != [top] and _shown(self._core.GetWindowAttributes(top)):
            return False
        return all(window == top or self._may_lie_above(window) for window in above)

    def correct(self, top: int) -> None:
        """Raise our window above all; `top`, where it is given, stays just above it all the while."""
        if top and self._configured(top, ConfigWindow.StackMode, [StackMode.Above]):
            both = ConfigWindow.Sibling | ConfigWindow.StackMode
            if self._configured(self._window, both, [top, StackMode.Below]):
                return
        self._configured(self._window, ConfigWindow.StackMode, [StackMode.Above])

    def _configured(self, window: int, mask: int, values: list[int]) -> bool:
        """Say whether the server did it; it does not where the window or its sibling is gone."""
        try:
            self._core.ConfigureWindow(window, mask, values, is_checked=True).check()
        except xcffib.Error:
            return False
        return True

    def _shown_above(self) -> list[int]:
        """Return the visible windows above ours, from the lowest to the highest; the server's own do not count."""
        children = list(self._core.QueryTree(self._root).reply().children)
        above = children[children.index(self._window) + 1 :]
        asked = [(window, self._core.GetWindowAttributes(window)) for window in above if window & ~self._resource_mask]
        return [window for window, cookie in asked if _shown(cookie)]


def _shown(cookie: Cookie) -> bool:
    try:
        attributes = cookie.reply()
    except xcffib.Error:  # destroyed meanwhile
        return False
    drawn = attributes._class == WindowClass.InputOutput  # noqa: SLF001 - xcffib's way around a keyword
    return bool(drawn and attributes.map_state == MapState.Viewable)

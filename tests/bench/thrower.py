"""Throws windows above whatever covers the screen, one after the other, each in one of the ways that a program has."""

# SPDX-License-Identifier: Apache-2.0

import random
import sys
import time

import xcffib
import xcffib.composite
import xcffib.xproto
from xcffib.xproto import CW, ClientMessageData, ClientMessageEvent, ConfigWindow, EventMask, StackMode, WindowClass

COLOUR = 0xD02060
LIVES = 0.03
RAISES = 5
TO_WINDOW_MANAGER = EventMask.SubstructureRedirect | EventMask.SubstructureNotify


class Thrower:
    """One client of the display that wants to be seen."""

    def __init__(self) -> None:
        self._connection = xcffib.connect()
        self._core = self._connection.core
        self._root = self._connection.setup.roots[self._connection.pref_screen]

    def throw(self, way: str, top: int) -> None:
        """Show a window over the whole screen in this `way`; `top` is the window to get above, 0 where unknown."""
        window = self._made(managed=way in {"managed", "fullscreen"})
        self._core.MapWindow(window)
        match way:
            case "sibling" if top:
                self._configure(window, ConfigWindow.Sibling | ConfigWindow.StackMode, [top, StackMode.Above])
            case "stubborn":
                for _ in range(RAISES):
                    self._configure(window, ConfigWindow.StackMode, [StackMode.Above])
            case "lowering" if top:
                self._configure(top, ConfigWindow.StackMode, [StackMode.Below])
            case "unmapping" if top:
                self._core.UnmapWindow(top)
            case "fullscreen":
                self._state(window, "_NET_WM_STATE_FULLSCREEN", "_NET_WM_STATE_ABOVE")
        self._connection.flush()
        time.sleep(LIVES)
        self._core.DestroyWindow(window)
        self._connection.flush()

    def _made(self, *, managed: bool) -> int:
        window = int(self._connection.generate_id())
        size = (self._root.width_in_pixels, self._root.height_in_pixels)
        mask, values = CW.BackPixel | CW.OverrideRedirect, [COLOUR, not managed]
        inputs = WindowClass.InputOutput
        self._core.CreateWindow(0, window, self._root.root, 0, 0, *size, 0, inputs, 0, mask, values)
        return window

    def _configure(self, window: int, mask: int, values: list[int]) -> None:
        self._core.ConfigureWindow(window, mask, values)
        self._connection.flush()

    def _state(self, window: int, *names: str) -> None:
        asked = [self._core.InternAtom(only_if_exists=False, name_len=len(name), name=name) for name in names]
        wanted = [each.reply().atom for each in asked]
        kind = self._core.InternAtom(only_if_exists=False, name_len=13, name="_NET_WM_STATE").reply().atom
        data = ClientMessageData.synthetic([1, *wanted, 1, 0], "I" * 5)
        said = ClientMessageEvent.synthetic(32, window, kind, data).pack()
        self._core.SendEvent(propagate=False, destination=self._root.root, event_mask=TO_WINDOW_MANAGER, event=said)

    def top(self) -> int:
        """Return the highest window that lies over the whole screen, 0 without one."""
        for child in reversed(list(self._core.QueryTree(self._root.root).reply().children)):
            try:
                place = self._core.GetGeometry(child).reply()
                shown = self._core.GetWindowAttributes(child).reply().map_state
            except xcffib.Error:
                continue
            if shown and (place.width, place.height) == (self._root.width_in_pixels, self._root.height_in_pixels):
                return int(child)
        return 0


WAYS = ("override", "managed", "fullscreen", "sibling", "stubborn", "lowering", "unmapping")

if __name__ == "__main__":
    count, chance, thrower = int(sys.argv[1]), random.Random(int(sys.argv[2])), Thrower()  # noqa: S311 - a seed
    for turn in range(count):
        print(WAYS[turn % len(WAYS)], flush=True)
        thrower.throw(WAYS[turn % len(WAYS)], thrower.top())
        time.sleep(chance.uniform(0.005, 0.05))

"""A hand on keyboard and wheel, and an eye on one window: when a key was pressed, and when its pixels were others."""

# SPDX-License-Identifier: Apache-2.0

import select
import time
from typing import Any

import xcffib
import xcffib.damage
import xcffib.xproto
import xcffib.xtest

ZPIXMAP = xcffib.xproto.ImageFormat.ZPixmap
PRESS, RELEASE, BUTTON_PRESS, BUTTON_RELEASE, MOTION = 2, 3, 4, 5, 6
GIVES_UP = 2.0
AT_REST = 0.04
Box = tuple[int, int, int, int]
ALL = (0, 0, 1 << 15, 1 << 15)


class Hand:
    """Presses keys of the display as its keyboard would (XTEST); a key is named as X names it (a keysym)."""

    def __init__(self, display: str) -> None:
        self._connection: Any = xcffib.connect(display=display)
        self._test = self._connection(xcffib.xtest.key)
        setup = self._connection.setup
        count = setup.max_keycode - setup.min_keycode + 1
        told = self._connection.core.GetKeyboardMapping(setup.min_keycode, count).reply()
        first = list(told.keysyms)[:: told.keysyms_per_keycode]
        self._codes = {keysym: code for code, keysym in reversed(list(enumerate(first, setup.min_keycode)))}

    def press(self, keysym: int) -> float:
        """Press and release a key, and return when."""
        return self._do(PRESS, RELEASE, self._codes[keysym])

    def roll(self, *, down: bool) -> float:
        """Turn the wheel by one notch, and return when."""
        return self._do(BUTTON_PRESS, BUTTON_RELEASE, 5 if down else 4)

    def point(self, box: Box) -> None:
        """Move the pointer into the middle of a part of the display."""
        x, y, width, height = box
        self._test.FakeInput(MOTION, 0, 0, 0, x + width // 2, y + height // 2, 0)
        self._connection.flush()

    def _do(self, begins: int, ends: int, detail: int) -> float:
        for what in (begins, ends):
            self._test.FakeInput(what, detail, 0, 0, 0, 0, 0)
        began = time.perf_counter()  # others may run before we do once the server has it
        self._connection.flush()
        return began

    def close(self) -> None:
        """Take the hand off."""
        self._connection.disconnect()


class Eye:
    """Is told by the server whenever the window that has the focus is drawn in, and looks at a part of it."""

    def __init__(self, display: str) -> None:
        self._connection: Any = xcffib.connect(display=display)
        damage = self._connection(xcffib.damage.key)
        damage.QueryVersion(1, 1).reply()
        self._window = self._connection.core.GetInputFocus().reply().focus
        watched = self._connection.generate_id()
        damage.Create(watched, self._window, xcffib.damage.ReportLevel.RawRectangles, is_checked=True).check()

    def look(self, box: Box) -> bytes:
        """Return the pixels of a part of the window: x, y, width, height."""
        image = self._connection.core.GetImage(ZPIXMAP, self._window, *box, 0xFFFFFFFF).reply()
        return bytes(image.data.raw)

    def still(self, box: Box) -> bytes:
        """Return the pixels of a part of the window once nothing is drawn in it, nor was while it was looked at."""
        self.rest()
        pixels = self.look(box)
        while self.drawn(0, box) is not None:
            self.rest()
            pixels = self.look(box)
        return pixels

    def changed(self, box: Box, before: bytes, began: float) -> float | None:
        """Return the seconds from `began` until the window was drawn so that `box` is another; None if it never is."""
        while (drawn := self.drawn(began + GIVES_UP, box)) is not None:
            if self.look(box) != before:
                return drawn - began
        return None

    def drawn(self, until: float, box: Box = ALL) -> float | None:
        """Return when the window is drawn in next where `box` is; None if it is not before `until`."""
        while True:
            if (event := self._connection.poll_for_event()) is not None:
                if isinstance(event, xcffib.damage.NotifyEvent) and _meets(event.area, box):
                    return time.perf_counter()
                continue
            left = until - time.perf_counter()
            if left <= 0:
                return None
            select.select([self._connection.get_file_descriptor()], [], [], left)

    def rest(self) -> None:
        """Return once nothing was drawn for a moment that is longer than a frame."""
        while self.drawn(time.perf_counter() + AT_REST) is not None:
            pass

    def close(self) -> None:
        """Look no more."""
        self._connection.disconnect()


def _meets(area: Any, box: Box) -> bool:  # noqa: ANN401 - a rectangle of xcffib's
    x, y, width, height = box
    return bool(area.x < x + width and x < area.x + area.width and area.y < y + height and y < area.y + area.height)

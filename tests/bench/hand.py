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
SHIFT = 0xFFE1
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
        levels = (list(told.keysyms)[level :: told.keysyms_per_keycode] for level in (0, 1))
        self._codes, self._shifted = (
            {keysym: code for code, keysym in reversed(list(enumerate(each, setup.min_keycode)))} for each in levels
        )

    def press(self, keysym: int) -> float:
        """Press and release a key, and return when."""
        return self._do(PRESS, RELEASE, self._codes[keysym])

    def chord(self, *keysyms: int) -> float:
        """Press keys one after the other, release them the other way round, and return when the last was pressed."""
        codes = [self._codes[keysym] for keysym in keysyms]
        for what, order in ((PRESS, codes), (RELEASE, codes[::-1])):
            for code in order:
                self._test.FakeInput(what, code, 0, 0, 0, 0, 0)
        began = time.perf_counter()
        self._connection.flush()
        return began

    def type(self, text: str) -> None:
        """Press the key of each letter, with Shift where it needs that."""
        for letter in text:
            code = self._codes.get(ord(letter))
            if code is not None:
                self._do(PRESS, RELEASE, code)
            else:
                self._test.FakeInput(PRESS, self._codes[SHIFT], 0, 0, 0, 0, 0)
                self._do(PRESS, RELEASE, self._shifted[ord(letter)])
                self._test.FakeInput(RELEASE, self._codes[SHIFT], 0, 0, 0, 0, 0)
                self._connection.flush()

    def go(self, x: int, y: int) -> None:
        """Move the pointer to a place."""
        self._test.FakeInput(MOTION, 0, 0, 0, x, y, 0)
        self._connection.flush()

    def push(self, button: int = 1) -> None:
        """Press a button and keep it down."""
        self._test.FakeInput(BUTTON_PRESS, button, 0, 0, 0, 0, 0)
        self._connection.flush()

    def let_go(self, button: int = 1) -> None:
        """Release a button."""
        self._test.FakeInput(BUTTON_RELEASE, button, 0, 0, 0, 0, 0)
        self._connection.flush()

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Click at a place."""
        self.go(x, y)
        self.push(button)
        self.let_go(button)

    def roll(self, *, down: bool) -> float:
        """Turn the wheel by one notch, and return when."""
        return self._do(BUTTON_PRESS, BUTTON_RELEASE, 5 if down else 4)

    def point(self, box: Box) -> None:
        """Move the pointer into the middle of a part of the display."""
        x, y, width, height = box
        self.go(x + width // 2, y + height // 2)

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

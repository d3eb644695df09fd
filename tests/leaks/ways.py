"""The ways by which a number could leave its field, or come into it, each as a hand does it."""

# SPDX-License-Identifier: Apache-2.0

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import uniform
from typing import Any

import xcffib
from xcffib.xproto import MapState

from tests.bench.hand import Hand
from tests.leaks.foreign import Foreign
from tests.leaks.hostile import Hostile
from tests.leaks.place import TARGET
from tests.leaks.programs import Opened
from workstation.desktop.x11.connection import Cookie

CONTROL, SHIFT, HOME, END, ESCAPE = 0xFFE3, 0xFFE1, 0xFF50, 0xFF57, 0xFF1B
HAND = 0.15
"""From a click into a field to the first key there: about as quick as two hands are."""
STEP = 0.02
QUICK, ELSEWHERE = 0.2, 0.6
SELECTS_WITHIN = 0.25
MENU_WITHIN, DRAG_WITHIN = 0.4, 0.5
STEPS = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """What a try has at hand."""

    hand: Hand
    program: Opened
    hostile: Hostile
    foreign: Foreign
    windows: "Windows"


class Windows:
    """Counts what is on the screen: a menu is one more."""

    def __init__(self, display: str) -> None:
        self._connection: Any = xcffib.connect(display=display)
        self._root = self._connection.setup.roots[self._connection.pref_screen].root

    def count(self) -> int:
        """Return how many windows are mapped on the root."""
        core = self._connection.core
        asked = [core.GetWindowAttributes(each) for each in core.QueryTree(self._root).reply().children]
        return sum(self._is_seen(each) for each in asked)

    def opened(self, before: int, seconds: float) -> bool:
        """Say whether one more is mapped than `before`, within `seconds`."""
        until = time.monotonic() + seconds
        while self.count() <= before:
            if time.monotonic() > until:
                return False
            time.sleep(0.005)
        return True

    def close(self) -> None:
        """Count no more."""
        self._connection.disconnect()

    @staticmethod
    def _is_seen(asked: Cookie) -> bool:
        try:
            return bool(asked.reply().map_state == MapState.Viewable)
        except xcffib.Error:  # gone meanwhile
            return False


def select(desk: Desk) -> None:
    """Select the whole line that the caret is in, and return once the program says that it has (on PRIMARY)."""
    mark = desk.hostile.mark()
    desk.hand.press(HOME)
    desk.hand.chord(SHIFT, END)
    desk.hostile.heard(mark, lambda got: got.what == "owned" and got.selection == "PRIMARY", SELECTS_WITHIN)


def copy(desk: Desk) -> None:
    """Copy by key."""
    select(desk)
    time.sleep(STEP)
    desk.hand.chord(CONTROL, ord("c"))


def quick(desk: Desk) -> None:
    """Come from another field, select by a double click and copy by key, up to a fifth of a second later."""
    desk.hand.press(desk.program.onward)
    time.sleep(ELSEWHERE)
    number = desk.program.number
    for _ in range(2):
        desk.hand.click(number.x + 40, number.y + number.height // 2)
    time.sleep(uniform(0, QUICK))  # noqa: S311 - how quick a hand is, is no secret
    desk.hand.chord(CONTROL, ord("c"))


def cut(desk: Desk) -> None:
    """Cut by key."""
    select(desk)
    time.sleep(STEP)
    desk.hand.chord(CONTROL, ord("x"))


def menu(desk: Desk) -> None:
    """Copy by the context menu, where one opens."""
    select(desk)
    time.sleep(STEP)
    number, before = desk.program.number, desk.windows.count()
    desk.hand.click(number.x + 30, number.y + number.height // 2, 3)
    if desk.windows.opened(before, MENU_WITHIN):
        time.sleep(5 * STEP)
        desk.hand.press(ord("c"))


def choose(desk: Desk) -> None:
    """Select, nothing else."""
    select(desk)


def drag(desk: Desk) -> None:
    """Drag what is selected to the hostile window, and drop it there."""
    select(desk)
    time.sleep(STEP)
    number, hand, mark = desk.program.number, desk.hand, desk.hostile.mark()
    x, y = number.x + 20, number.y + number.height // 2
    hand.go(x, y)
    time.sleep(STEP)
    hand.push()
    time.sleep(5 * STEP)
    for step in range(1, 5):
        hand.go(x + 6 * step, y + 4 * step)
        time.sleep(STEP)
    desk.hostile.heard(mark, lambda got: got.selection == "XdndSelection", DRAG_WITHIN)
    to_x, to_y = TARGET.x + TARGET.width // 2, TARGET.y + TARGET.height // 2
    for step in range(1, STEPS + 1):
        hand.go(x + (to_x - x) * step // STEPS, y + (to_y - y) * step // STEPS)
        time.sleep(STEP)
    hand.go(to_x + 2, to_y)
    desk.hostile.heard(mark, lambda got: got.what == "over", DRAG_WITHIN)
    time.sleep(STEP)
    hand.let_go()
    desk.hostile.heard(mark, lambda got: got.what == "dropped", DRAG_WITHIN)


def paste(desk: Desk) -> None:
    """Paste by key; the number is on the clipboard."""
    desk.hand.chord(CONTROL, ord("v"))


WAYS: dict[str, Callable[[Desk], None]] = {
    "copy": copy,
    "quick": quick,
    "cut": cut,
    "menu": menu,
    "selection": choose,
    "drag": drag,
    "paste": paste,
}

"""One try: a real gesture in a field with a number, and who got that number."""

# SPDX-License-Identifier: Apache-2.0

import time
from dataclasses import dataclass

from tests.leaks.hostile import Got
from tests.leaks.numbers import holds
from tests.leaks.programs import WORDS
from tests.leaks.ways import CONTROL, END, ESCAPE, STEP, WAYS, Desk, select

MOST_FILLS, MOST_LOOKS, MOST_DIGITS = 6, 20, 48
BACKSPACE = 0xFF08
READ_WITHIN = 0.12
"""How long the number stays selected before the hand goes on: much longer than a reader needs."""
ONWARD = 0.15
COPIES_WITHIN = 1.5
"""Before a copy is asked for again: LibreOffice carries one out late, on what is selected by then."""
ANSWERS_WITHIN = 20.0
SELECTIONS = {
    "copy": ("CLIPBOARD",),
    "quick": ("CLIPBOARD",),
    "cut": ("CLIPBOARD",),
    "menu": ("CLIPBOARD",),
    "selection": ("PRIMARY",),
    "drag": ("XdndSelection", "drop"),
}
"""By what each way leaks; what comes on CLIPBOARD is a leak in every way."""


@dataclass(frozen=True, slots=True)
class Try:
    """Whether the gesture was made at all (something was selected, or offered), and who got the number."""

    made: bool
    leaked: bool
    by: frozenset[str] = frozenset()


class Hands:
    """Makes tries in one program; `pace` is the time from a click into the field to the first key there."""

    def __init__(self, desk: Desk, pace: float) -> None:
        self._desk = desk
        self._pace = pace
        self._clicks = 0
        self._since = desk.hostile.mark()
        self.number = ""

    def fill(self, number: str) -> None:
        """Type another number into the field, and see that it holds that and nothing else."""
        for _ in range(MOST_FILLS):
            self._enter()
            self._desk.hand.press(END)
            for _ in range(MOST_DIGITS):  # what is selected may be so no longer: GTK gives up what it lost on PRIMARY
                self._desk.hand.press(BACKSPACE)
            self._desk.hand.type(number)
            time.sleep(self._pace)
            if self._holds(number):
                self.number = number
                return
        raise AssertionError("the number is not in the field")

    def _holds(self, number: str) -> bool:
        """Select the field until the reader is before the guard, and tell whether it got exactly `number`."""
        for _ in range(MOST_LOOKS):
            self._enter()
            mark = self._desk.hostile.mark()
            select(self._desk)
            self._desk.hostile.heard(mark, lambda got: got.what == "text" and got.text, READ_WITHIN)
            if seen := [text for text in self._desk.hostile.texts(mark, "PRIMARY") if text]:
                return seen[-1] == number
        return False

    def settle(self) -> None:
        """Return once the program takes clicks and keys."""
        self._enter()
        self._copy_words()

    def attempt(self, way: str) -> Try:
        """Enter the field, make the gesture, leave, and have the program copy ordinary words to the reader."""
        desk, hostile = self._desk, self._desk.hostile
        self._enter()
        mark = hostile.mark()
        if way == "paste":
            desk.foreign.put(self.number)
        WAYS[way](desk)
        if way == "paste":
            self._until_pasted()
        else:
            hostile.heard(mark, lambda got: self._is_leak(got, way), READ_WITHIN)
        time.sleep(STEP * 2)
        made = way == "paste" or any(got.what == "owned" and got.selection == "PRIMARY" for got in hostile.since(mark))
        self._copy_words()
        if way == "paste":
            self._since = hostile.mark()
            return Try(made, desk.foreign.given(desk.program.session))
        leaks = [got for got in hostile.since(self._since) if self._is_leak(got, way)]
        self._since = hostile.mark()
        return Try(made, bool(leaks), frozenset(got.selection for got in leaks))

    def _is_leak(self, got: Got, way: str) -> bool:
        return got.what == "text" and got.selection in {"CLIPBOARD", *SELECTIONS[way]} and holds(got.text, self.number)

    def _until_pasted(self) -> None:
        until = time.monotonic() + READ_WITHIN
        while not self._desk.foreign.given(self._desk.program.session) and time.monotonic() < until:
            time.sleep(STEP / 4)

    def _enter(self) -> None:
        """Click into the field, never twice at one place: that would be a double click."""
        self._clicks += 1
        number = self._desk.program.number
        self._desk.hand.click(number.x + 40 + self._clicks % 3 * 40, number.y + number.height // 2)
        time.sleep(self._pace)

    def _copy_words(self) -> None:
        """Go to the words and copy them until the reader gets them: everything before was carried out by then."""
        desk, until = self._desk, time.monotonic() + ANSWERS_WITHIN
        mark = desk.hostile.mark()
        while True:
            desk.hand.press(desk.program.onward)
            time.sleep(ONWARD)
            select(desk)
            for _ in range(4):
                desk.hand.chord(CONTROL, ord("c"))
                if desk.hostile.heard(mark, _are_words, COPIES_WITHIN):
                    return
            if time.monotonic() > until:
                raise AssertionError("the program copies ordinary words no more")
            desk.hand.press(ESCAPE)
            self._enter()


def _are_words(got: Got) -> bool:
    return got.what == "text" and got.selection == "CLIPBOARD" and WORDS in got.text

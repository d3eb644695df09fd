"""Dead keys: an accent that waits for its letter, as layouts have them that type é with two keys.

A dead key that is not in `DEAD` (a ring below, a Greek iota) types nothing. A stroke goes on the letters in `STROKED`:
Unicode takes none of them apart.
"""

# SPDX-License-Identifier: Apache-2.0

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.prompt_input import KeyPressed, key_press, typed


@dataclass(frozen=True, slots=True)
class Accent:
    """What an accent is on a letter, what it is alone (before a space), and what it is typed twice."""

    combining: str
    alone: str
    twice: str = ""

    def doubled(self) -> str:
        """Return what two of them type."""
        return self.twice or self.alone

    def on(self, letter: str) -> str:
        """Return the one character that both make, or two where there is none."""
        if self.combining == STROKE:
            one = STROKED.get(letter, "")
        else:
            one = unicodedata.normalize("NFC", letter + self.combining)
        return one if len(one) == 1 else self.alone + letter


STROKE = "\N{COMBINING SHORT STROKE OVERLAY}"
STROKED = dict(zip("aAbBcCdDeEgGhHiIlLoOtTzZ", "ⱥȺƀɃȼȻđĐɇɆǥǤħĦɨƗłŁøØŧŦƶƵ", strict=True))
DEAD = {
    0xFE50: Accent("\N{COMBINING GRAVE ACCENT}", "`"),
    0xFE51: Accent("\N{COMBINING ACUTE ACCENT}", "'", "\N{ACUTE ACCENT}"),
    0xFE52: Accent("\N{COMBINING CIRCUMFLEX ACCENT}", "^"),
    0xFE53: Accent("\N{COMBINING TILDE}", "~"),
    0xFE54: Accent("\N{COMBINING MACRON}", "\N{MACRON}"),
    0xFE55: Accent("\N{COMBINING BREVE}", "\N{BREVE}"),
    0xFE56: Accent("\N{COMBINING DOT ABOVE}", "\N{DOT ABOVE}"),
    0xFE57: Accent("\N{COMBINING DIAERESIS}", '"', "\N{DIAERESIS}"),
    0xFE58: Accent("\N{COMBINING RING ABOVE}", "\N{DEGREE SIGN}"),
    0xFE59: Accent("\N{COMBINING DOUBLE ACUTE ACCENT}", "\N{DOUBLE ACUTE ACCENT}"),
    0xFE5A: Accent("\N{COMBINING CARON}", "\N{CARON}"),
    0xFE5B: Accent("\N{COMBINING CEDILLA}", "\N{CEDILLA}"),
    0xFE5C: Accent("\N{COMBINING OGONEK}", "\N{OGONEK}"),
    0xFE60: Accent("\N{COMBINING DOT BELOW}", "\N{COMBINING DOT BELOW}"),
    0xFE61: Accent("\N{COMBINING HOOK ABOVE}", "\N{COMBINING HOOK ABOVE}"),
    0xFE62: Accent("\N{COMBINING HORN}", "\N{COMBINING HORN}"),
    0xFE63: Accent(STROKE, "/"),
    0xFE6E: Accent("\N{COMBINING COMMA BELOW}", ","),
}


class DeadKeys:
    """Makes keys of what the shield passes on; an accent and a letter that do not join are typed as two characters."""

    def __init__(self) -> None:
        self._waiting: Accent | None = None

    def keys(self, pressed: KeyPressed) -> Iterator[QKeyEvent]:
        """Yield what a key types now: nothing for an accent that waits."""
        dead = DEAD.get(pressed.keysym)
        event = None if dead else key_press(pressed)
        if event is None and dead is None:
            return  # Shift, or a key that means nothing: the accent goes on waiting
        waited, self._waiting = self._waiting, None
        if dead and waited is None:
            self._waiting = dead
        elif waited:
            yield from _joined(waited, dead, event)
        elif event:
            yield event


def _joined(waited: Accent, dead: Accent | None, event: QKeyEvent | None) -> Iterator[QKeyEvent]:
    if dead:
        yield from map(typed, waited.doubled() if dead == waited else waited.alone + dead.alone)
    elif event is None:
        return
    elif not event.text():
        if event.key() != Qt.Key.Key_Backspace:  # which takes back the accent that nobody saw
            yield event
    else:
        yield from map(typed, waited.alone if event.text() == " " else waited.on(event.text()))

"""How each program must be asked: what is known of its manners, by its name on the bus."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.scaling import Scales

NEVER_SEARCHING = frozenset({"soffice", "soffice.bin", "Qt"})
GTK_4 = "GTK"
"""As it calls itself; GTK 3 is "gtk"."""
STAYS = (0, 0)
Shift = tuple[int, int]


class Ways:
    """What was learned of programs: their scale, whether they may search by themselves, and where they err.

    LibreOffice must never search: it would go through every cell of a sheet, a billion of them, and stand still. Qt
    does the same with a table of any size.
    Lives in the loop's thread.
    """

    def __init__(self) -> None:
        self.scales = Scales()
        self._walked: set[str] = set()
        self._gtk_4: set[str] = set()
        self._shifts: dict[Node, Mapping[Node, Shift]] = {}

    def meet(self, sender: str, *names: str) -> None:
        """Take note of what a program and its toolkit are called, before anything is asked of its windows."""
        if GTK_4 in names:
            self._gtk_4.add(sender)
        if (NEVER_SEARCHING | {GTK_4}) & set(names):
            self.walk(sender)

    def walk(self, sender: str) -> None:
        """Have a program be asked object by object from now on."""
        self._walked.add(sender)

    def is_walked(self, sender: str) -> bool:
        """Say whether a program is asked object by object."""
        return sender in self._walked

    def is_gtk_4(self, sender: str) -> bool:
        """Say whether a program tells neither which objects are in view nor, by -1, the whole of a text."""
        return sender in self._gtk_4

    def learn(self, window: Node, shifts: Mapping[Node, Shift]) -> None:
        """Take `shifts` for all that is told at a wrong place in `window`."""
        if shifts or window in self._shifts:
            self._shifts[window] = shifts

    def forget(self, window: Node) -> None:
        """Forget what is told at a wrong place in a window that is gone."""
        self._shifts.pop(window, None)

    def leave(self, sender: str) -> None:
        """Forget a program that ended; one without windows may show others, and would not be met again."""
        self._walked.discard(sender)
        self._gtk_4.discard(sender)
        self._shifts = {window: shifts for window, shifts in self._shifts.items() if window.sender != sender}
        self.scales.leave(sender)

    def shift(self, node: Node) -> Shift:
        """Return how far right and below of the place that its program tells `node` really is, in its own pixels."""
        return next((shifts[node] for shifts in self._shifts.values() if node in shifts), STAYS)

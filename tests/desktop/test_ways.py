"""What was learned of programs holds for as long as they live, and no longer."""

# SPDX-License-Identifier: Apache-2.0

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.scaling import UNSCALED, Scale
from workstation.desktop.x11.ways import STAYS, Ways

OFFICE, EDITOR = ":1.7", ":1.8"
SHEET, LETTER, NOTE = Node(OFFICE, "sheet"), Node(OFFICE, "letter"), Node(EDITOR, "note")
CELL, LINE, WORD = Node(OFFICE, "cell"), Node(OFFICE, "line"), Node(EDITOR, "word")


def learned() -> Ways:
    ways = Ways()
    for sender in (OFFICE, EDITOR):
        ways.walk(sender)
        ways.scales.learn(sender, Scale(own=2.0, page=2.0))
    for window, node in ((SHEET, CELL), (LETTER, LINE), (NOTE, WORD)):
        ways.learn(window, {node: (0, 20)})
    return ways


def test_a_window_that_closes_takes_its_own_places_with_it_and_nothing_else() -> None:
    ways = learned()
    ways.forget(SHEET)
    assert ways.shift(CELL) == STAYS
    assert ways.shift(LINE) == ways.shift(WORD) == (0, 20)
    assert ways.is_walked(OFFICE)


def test_a_program_that_ends_leaves_nothing_behind() -> None:
    ways = learned()
    ways.leave(OFFICE)
    assert ways.shift(CELL) == ways.shift(LINE) == STAYS
    assert not ways.is_walked(OFFICE)
    assert ways.scales.of(OFFICE) == UNSCALED
    assert ways.is_walked(EDITOR)
    assert ways.shift(WORD) == (0, 20)
    assert ways.scales.of(EDITOR).own == 2.0

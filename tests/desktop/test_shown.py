"""A view whose content is unknown is covered wherever it was since it was read."""

# SPDX-License-Identifier: Apache-2.0

from workstation.desktop.x11.shown import View
from workstation.facts.place import Rect

SHEET, LOWER = Rect(10, 100, 400, 300), Rect(10, 130, 400, 270)


def test_a_view_that_shows_the_same_is_where_it_is_told_to_be() -> None:
    assert View(SHEET, 7).now(LOWER, 7) == View(LOWER, 7)


def test_a_view_that_shows_something_else_is_strange_where_it_was_and_is() -> None:
    strange = View(SHEET, 7).now(LOWER, 8)
    assert strange == View(SHEET, 8, is_strange=True)
    assert strange.now(LOWER, 8) == strange


def test_a_view_that_was_nowhere_yet_is_strange_only_where_it_is() -> None:
    assert View(Rect(0, 0, 0, 0), 7).now(SHEET, 8) == View(SHEET, 8, is_strange=True)

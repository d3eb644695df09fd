"""GTK 4 tells places from its window's own corner and of many widgets no text: both are covered, and nothing beside."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from pathlib import Path

import pytest

from tests.desktop.bed import eventually
from tests.desktop.eyes import Eyes
from tests.desktop.picture import look
from tests.desktop.screen import place_of
from tests.desktop.shared import Launch
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

FORM = ("/usr/bin/python3", str(Path(__file__).parent / "gtk4form.py"))
MIDDLE = "5787"
NUMBERS, UNTOLD = ["card_number"] * 6, ["unreadable"] * 4
"""A field, a label, four rows in view; lists of the old kind, plain, named, a program's own; a widget of its own."""


@pytest.fixture(autouse=True)
def _without_a_graphics_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GSK_RENDERER", "cairo")


def window_place(title: str) -> Rect:
    find = ["xdotool", "search", "--onlyvisible", "--name", title]
    return place_of(subprocess.run(find, check=True, capture_output=True, text=True).stdout.strip())


@pytest.mark.parametrize("title_bar", [(), ("csd",)], ids=["decorated", "own title bar"])
def test_every_number_is_covered_in_its_place_and_what_tells_nothing_as_a_whole(
    launch: Launch, eyes: Eyes, title_bar: tuple[str, ...]
) -> None:
    launch(*FORM, *title_bar)
    eyes.until_shown(*NUMBERS, *UNTOLD)
    eventually(legible_beside_all_masks, "the order, which only looks alike, and the total are legible, and no more is")


def legible_beside_all_masks() -> bool:
    read = look(window_place("^Payment$"))
    words, digits = read.words(), read.digits()
    return "Order" in words and "Total" in words and digits.count(MIDDLE) == 1


def test_a_popup_that_holds_a_number_is_covered_while_it_is_up(launch: Launch, eyes: Eyes) -> None:
    launch(*FORM)
    eyes.until_covered(*NUMBERS, *UNTOLD)
    subprocess.run(["xdotool", "key", "space"], check=True)
    eyes.until(lambda: any(mark.hidden[0].height > 60 for mark in eyes.marks or ()), "a large window is covered")
    eventually(lambda: look(window_place("^Payment$")).digits().count(MIDDLE) <= 1, "nothing of the list is legible")
    subprocess.run(["xdotool", "key", "Escape"], check=True)
    eyes.until_covered(*NUMBERS, *UNTOLD)


def test_an_editor_is_covered_where_it_shows_its_text(launch: Launch, eyes: Eyes, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Dear Sir,\nyour card 4539 5787 6362 1486 was charged\n")
    launch("gnome-text-editor", "--standalone", str(note))
    eyes.until_shown("card_number")
    place = window_place("note.txt")
    eventually(lambda: MIDDLE not in look(place).digits(), "the text is covered")
    eventually(lambda: "note.txt" in look(place).words(), f"the title is not: {look(place).words()}")

"""Widgets paint texts around what they hold, and show lists in windows that programs tell of as parts of others."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.desktop.bed import eventually
from tests.desktop.eyes import Eyes
from tests.desktop.picture import look
from tests.desktop.screen import place_of
from tests.desktop.shared import Launch
from workstation.desktop.x11.regions import around, minus
from workstation.facts.place import Mark, Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

GALLERY = str(Path(__file__).parent / "qtgallery.py")
SWING = (
    "java",
    "-Xshare:auto",
    "-Djavax.accessibility.assistive_technologies=org.GNOME.Accessibility.AtkWrapper",
    "-cp",
    "/usr/share/java/java-atk-wrapper.jar",
    str(Path(__file__).parent / "SwingGallery.java"),
)
GTK = ("/usr/bin/python3", str(Path(__file__).parent / "gtkgallery.py"))
MIDDLE = "5787"
NUMBERS = ["card_number"] * 9
"""A menu's name, a chosen item, a group's name, a tab's, three of a table, a status bar's and a dock's."""


def press(*chords: str) -> None:
    subprocess.run(["xdotool", "key", *chords], check=True)


def gallery() -> Rect:
    find = ["xdotool", "search", "--onlyvisible", "--name", "^Gallery$"]
    return place_of(subprocess.run(find, check=True, capture_output=True, text=True).stdout.strip())


def only_the_order_is_legible() -> bool:
    read = look(gallery())
    words, digits = read.words(), read.digits()
    return "Order" in words and "Page" in words and digits.count(MIDDLE) == 1


def in_the_frame(marks: Sequence[Mark]) -> str:
    """Return what can be read in the middle of the highest mask, which lies around it."""
    frame = max((mark.hidden for mark in marks), key=lambda hidden: around(hidden).height)
    (middle,) = minus(around(frame), frame)
    return look(middle).words()


def test_what_a_widget_paints_around_others_is_covered_and_they_are_not(launch: Launch, eyes: Eyes) -> None:
    launch(sys.executable, GALLERY)
    eyes.until_shown(*NUMBERS)
    eventually(only_the_order_is_legible, "the order and what widgets hold is legible, no number is")
    assert "Inside" in in_the_frame(eyes.marks or ())


def test_a_list_that_drops_down_is_covered_where_it_shows_a_number(launch: Launch, eyes: Eyes) -> None:
    launch(sys.executable, GALLERY)
    eyes.until_shown(*NUMBERS)
    press("alt+Down")
    eventually(lambda: "other" in look(gallery()).words(), "the list is shown")
    eventually(lambda: look(gallery()).digits().count(MIDDLE) <= 1, "the number in it is covered")
    assert "other" in look(gallery()).words()
    press("Escape")
    eventually(only_the_order_is_legible, "the list is gone")


def test_a_menu_is_covered_where_it_shows_a_number(launch: Launch, eyes: Eyes) -> None:
    launch(sys.executable, GALLERY)
    eyes.until_shown(*NUMBERS)
    press("F10", "Down")
    eyes.until_shown(*NUMBERS, "card_number")
    eventually(lambda: look(gallery()).digits().count(MIDDLE) <= 1, "the menu's number is covered")


def test_gtk_is_covered_where_a_choice_a_tab_and_a_menu_show_a_number(launch: Launch, eyes: Eyes) -> None:
    launch(*GTK)
    eyes.until_shown(*["card_number"] * 3)
    eventually(only_the_order_is_legible, "no number is legible but the order's")
    press("F10", "Down")
    eyes.until_shown(*["card_number"] * 4)
    eventually(lambda: look(gallery()).digits().count(MIDDLE) <= 1, "the menu's number is covered")


def test_a_list_and_a_menu_that_are_windows_of_their_own_are_covered(launch: Launch, eyes: Eyes) -> None:
    launch(*GTK)
    eyes.until_shown(*["card_number"] * 3)
    eventually(only_the_order_is_legible, "no number is legible but the order's")
    place = gallery()
    subprocess.run(["xdotool", "mousemove", str(place.x + 60), str(place.y + 8), "click", "3"], check=True)
    eyes.until_shown(*["card_number"] * 4)
    eventually(lambda: look(gallery()).digits().count(MIDDLE) <= 1, "the context menu's number is covered")
    press("Escape")
    eyes.until_shown(*["card_number"] * 3)
    press("alt+Down")
    eyes.until(lambda: len(eyes.classes()) > 3, "the list is up")
    eventually(lambda: look(gallery()).digits().count(MIDDLE) <= 1, "the list's number is covered")


def test_swing_is_covered_where_a_choice_a_tab_a_group_and_a_menu_show_a_number(launch: Launch, eyes: Eyes) -> None:
    launch(*SWING)
    eyes.until_shown(*["card_number"] * 4)
    eventually(only_the_order_is_legible, "no number is legible but the order's")

"""Windows of one program that lie on each other, are made anew, or belong to a program that hangs stay masked."""

# SPDX-License-Identifier: Apache-2.0

import logging
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop.bed import eventually
from tests.desktop.eyes import INK, PAPER, Eyes
from tests.desktop.picture import look
from tests.desktop.qtwindows import PLACE
from tests.desktop.shared import Launch
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.regions import minus
from workstation.desktop.x11.titles import titles
from workstation.desktop.x11.windows import WindowStack
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

WINDOWS = [sys.executable, str(Path(__file__).parent / "qtwindows.py")]
EVERYTHING = Rect(0, 0, 1280, 900)
INSIDE, MOVED = Rect(*PLACE), Rect(440, 370, 450, 250)


def shown(title: str) -> str:
    """Return the id of the window called so, once it is there."""
    find = ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"]
    found: list[str] = []

    def is_there() -> bool:
        found[:] = subprocess.run(find, check=False, capture_output=True, text=True).stdout.split()
        return bool(found)

    eventually(is_there, f"{title} shown")
    return found[0]


def stacked(title: str) -> list[int]:
    """Return the windows called so, from bottom to top."""
    connection = Connection()
    try:
        stack = WindowStack(connection).read()
        named = titles(connection, stack)
        return [window.client for window in stack.windows if named.get(window.client) == title]
    finally:
        connection.close()


def is_hidden(place: Rect, eyes: Eyes) -> bool:
    """Say whether all of `place` is told to be hidden, and is."""
    told = (rect for mark in eyes.marks or () for rect in mark.hidden)
    return not minus(place, told) and look(place).colours() <= {INK, PAPER}


def until_hidden(place: Rect, eyes: Eyes) -> None:
    eventually(lambda: is_hidden(place, eyes), f"all of {place} hidden")


def test_a_window_right_above_another_of_its_program_is_masked(launch: Launch, eyes: Eyes) -> None:
    program = launch(*WINDOWS, "two")
    eyes.until_covered("us_ssn")
    program.send_signal(signal.SIGUSR1)
    eyes.until_covered("card_number")
    assert "876362" not in look(EVERYTHING).digits()


def test_what_nothing_tells_apart_is_masked_wherever_it_may_be(launch: Launch, eyes: Eyes) -> None:
    program = launch(*WINDOWS, "alike")
    eyes.until_covered("card_number", "us_ssn")
    assert "876362" not in look(EVERYTHING).digits()
    upper = stacked("Customer")[-1]
    program.send_signal(signal.SIGUSR1)
    eventually(lambda: stacked("Customer")[-1] != upper, "the other window is above")
    eyes.until_covered("card_number", "us_ssn")
    assert "219099999" not in look(EVERYTHING).digits()


def test_a_window_that_is_made_anew_is_masked(launch: Launch, eyes: Eyes) -> None:
    program = launch(*WINDOWS, "again")
    eyes.until_covered("card_number")
    before = shown("Card")
    program.send_signal(signal.SIGUSR1)
    eventually(lambda: shown("Card") != before, "the window is another")
    eyes.until_covered("card_number")
    assert "876362" not in look(EVERYTHING).digits()


def test_a_program_that_stalls_is_covered_where_it_shows_what_was_not_read(
    launch: Launch, eyes: Eyes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    program = launch(*WINDOWS, "busy")
    eyes.until_covered("card_number")
    program.send_signal(signal.SIGUSR1)
    until_hidden(INSIDE, eyes)
    subprocess.run(["xdotool", "windowmove", shown("Card"), "420", "330"], check=True)
    eventually(lambda: look(MOVED).colours() <= {INK, PAPER}, "the covering moved along")
    program.send_signal(signal.SIGUSR2)
    eyes.until_covered("card_number")
    assert eyes.failures == []
    assert [record.message for record in caplog.records if "answer" in record.message] == [
        "qtwindows.py does not answer"
    ]


def test_a_program_that_hung_from_the_beginning_is_covered_until_it_is_read(launch: Launch) -> None:
    program = launch(*WINDOWS, "busy")
    shown("Card")
    eventually(lambda: "876362" in look(INSIDE).digits(), "the window shows its number")
    program.send_signal(signal.SIGSTOP)
    eyes = Eyes()
    eyes.open()
    try:
        until_hidden(INSIDE, eyes)
        program.send_signal(signal.SIGCONT)
        eyes.until_covered("card_number")
        assert eyes.failures == []
    finally:
        eyes.close()

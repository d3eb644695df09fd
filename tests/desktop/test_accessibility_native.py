"""Sensitive values in GTK and Qt programs are covered, and their fields are known by their labels."""

# SPDX-License-Identifier: Apache-2.0

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop.bed import eventually
from tests.desktop.eyes import INK, PAPER, Eyes
from tests.desktop.picture import look
from tests.desktop.shared import Launch
from workstation.desktop.x11.regions import moved
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

QT_FORM = Path(__file__).parent / "qtform.py"


def press(*chords: str) -> None:
    subprocess.run(["xdotool", "key", *chords], check=True)


def test_a_gtk_entry_keeps_its_first_six_and_last_four_digits(launch: Launch, eyes: Eyes) -> None:
    launch("yad", "--form", "--title=Payment", "--field=Remark", "--field=Card number", "x", "4539578763621486")
    (mark,) = eyes.until_covered("card_number")
    assert mark.application == "yad"
    (hidden,) = mark.hidden
    digit = hidden.width // 6
    left = look(Rect(hidden.x - 6 * digit, hidden.y, 6 * digit, hidden.height)).colours()
    right = look(Rect(hidden.x + hidden.width, hidden.y, 4 * digit, hidden.height)).colours()
    assert len(left - {INK}) > 1
    assert len(right - {INK}) > 1


def test_a_gtk_list_and_a_label_are_covered_and_an_order_number_is_not(launch: Launch, eyes: Eyes) -> None:
    cells = ("Ann", "4539 5787 6362 1486", "Bob", "4539 5787 6362 1487")
    launch("yad", "--list", "--text=SSN 219-09-9999", "--column=Name", "--column=Number", *cells)
    eyes.until_covered("card_number", "us_ssn")


def test_a_gtk_field_that_is_empty_is_sensitive_by_its_label(launch: Launch, eyes: Eyes) -> None:
    launch("yad", "--form", "--title=Payment", "--field=Customer", "--field=CVV:H", "", "")
    eyes.until_focused(None)
    press("Tab")
    field = eyes.until_focused("card_verification")
    assert field.role == "password"


def test_a_gtk_field_whose_label_only_stands_beside_it_is_known_too(launch: Launch, eyes: Eyes) -> None:
    launch("zenity", "--forms", "--title=Payment", "--add-entry=Card number", "--add-entry=Remark")
    eyes.until_focused("card_number")
    press(*"4539578763621486")
    eyes.until_covered("card_number")
    press("Tab")
    eyes.until_focused(None)


def test_nothing_stays_covered_when_the_program_has_ended(launch: Launch, eyes: Eyes) -> None:
    program = launch("yad", "--form", "--field=Card number", "4539578763621486")
    eyes.until_shown("card_number")
    program.terminate()
    eyes.until_shown()
    eyes.until(lambda: eyes.field is None, "no field has the focus")


def test_a_minimized_window_is_not_masked_and_is_again_when_it_comes_back(launch: Launch, eyes: Eyes) -> None:
    launch("yad", "--form", "--title=Payment", "--field=Card number", "4539578763621486")
    eyes.until_shown("card_number")
    find = ["xdotool", "search", "--onlyvisible", "--name", "^Payment$"]
    window = subprocess.run(find, check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["xdotool", "windowminimize", window], check=True)
    eyes.until_shown()
    subprocess.run(["xdotool", "windowactivate", window], check=True)
    eyes.until_covered("card_number")


def test_qt_fields_labels_and_lists_are_covered_as_a_whole(launch: Launch, eyes: Eyes) -> None:
    launch(sys.executable, str(QT_FORM))
    eyes.until_covered("card_number", "card_number", "card_number", "card_number", "card_verification")
    eventually(lambda: "4539578763621487" in look(Rect(0, 0, 1280, 900)).digits(), "the order is read")
    assert look(Rect(0, 0, 1280, 900)).digits().count("876362") == 1


def test_a_qt_password_field_is_sensitive_by_its_label(launch: Launch, eyes: Eyes) -> None:
    launch(sys.executable, str(QT_FORM))
    eyes.until_focused("card_number")
    press("Tab")
    eyes.until_focused("card_verification")
    press("Tab")
    eyes.until(lambda: eyes.field and eyes.field.role == "password", "the password field has the focus")
    assert eyes.field is not None
    assert eyes.field.data_class == "card_verification"


def test_a_card_number_in_a_field_for_accounts_is_a_card_number(launch: Launch, eyes: Eyes) -> None:
    launch("yad", "--form", "--field=Account number", "4539578763621486")
    eyes.until_focused("card_number")
    eyes.until_covered("card_number")


def test_a_program_that_hangs_is_told_once_and_stays_masked(
    launch: Launch, eyes: Eyes, caplog: pytest.LogCaptureFixture
) -> None:
    program = launch("yad", "--form", "--title=Payment", "--field=Card number", "4539578763621486")
    (mark,) = eyes.until_covered("card_number")
    (hidden,) = mark.hidden
    program.send_signal(signal.SIGSTOP)
    find = ["xdotool", "search", "--onlyvisible", "--name", "^Payment$"]
    window = subprocess.run(find, check=True, capture_output=True, text=True).stdout.strip()
    before = place_of(window)
    subprocess.run(["xdotool", "windowmove", window, "300", "300"], check=True)
    eventually(lambda: place_of(window) != before, "the window moves")
    now = place_of(window)
    place = moved(hidden, now[0] - before[0], now[1] - before[1])
    eventually(lambda: look(place).colours() <= {INK, PAPER}, "the digits are covered where they are now")
    eventually(lambda: "yad does not answer" in caplog.messages, "the failure is told")
    assert "card_number" in eyes.classes()
    assert look(place).colours() <= {INK, PAPER}
    program.send_signal(signal.SIGCONT)
    eyes.until_covered("card_number")
    assert eyes.failures == []
    assert caplog.messages.count("yad does not answer") == 1


def place_of(window: str) -> tuple[int, int]:
    read = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], check=True, capture_output=True)
    told = dict(line.split("=") for line in read.stdout.decode().split())
    return int(told["X"]), int(told["Y"])

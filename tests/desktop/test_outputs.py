"""Masks and covers are right on every output, while outputs come, go and change, and at every scale."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop import outputs as xorg
from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import FLAGS, STYLE
from tests.desktop.eyes import INK, PAPER, Eyes
from tests.desktop.outputs import Outputs
from tests.desktop.picture import look
from tests.desktop.screen import Screen, place_of
from tests.desktop.shared import Launch
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.cover import Cover
from workstation.desktop.x11.sheet import COLOUR
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.skipif(xorg.why_not() is not None, reason=str(xorg.why_not()))]

CARD = "4539578763621486"
QT_FORM = Path(__file__).parent / "qtform.py"
SCALED = 90


@pytest.fixture
def outputs(bed: Bed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outputs]:
    """Bring the outputs up, the second one unplugged; all that this process does is done there."""
    made = xorg.opened(bed, tmp_path)
    monkeypatch.setenv("DISPLAY", made.display)
    yield made
    made.close()


@pytest.fixture
def eyes(outputs: Outputs) -> Iterator[Eyes]:
    del outputs
    opened = Eyes()
    opened.open()
    yield opened
    opened.close()


def window(title: str) -> str:
    find = ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"]
    return subprocess.run(find, check=False, capture_output=True, text=True).stdout.strip()


def move(title: str, x: int, y: int) -> None:
    eventually(lambda: window(title), f"{title} is shown")
    subprocess.run(["xdotool", "windowmove", window(title), str(x), str(y)], check=True)
    eventually(lambda: abs(place_of(window(title)).x - x) < SCALED, f"{title} moved")


def test_masks_are_right_on_both_outputs_and_follow_when_one_goes(launch: Launch, outputs: Outputs, eyes: Eyes) -> None:
    outputs.plug()
    launch("yad", "--form", "--title=One", "--field=Card number", CARD, DISPLAY=outputs.display)
    launch("yad", "--form", "--title=Two", "--field=Card number", CARD, DISPLAY=outputs.display)
    move("One", 200, 200)
    move("Two", 1600, 300)
    marks = eyes.until_covered("card_number", "card_number")
    assert sorted(mark.hidden[0].x > 1280 for mark in marks) == [False, True]
    outputs.unplug()
    move("Two", 300, 500)
    marks = eyes.until_covered("card_number", "card_number")
    assert all(mark.hidden[0].x < 1280 for mark in marks)
    outputs.plug()
    move("Two", 1700, 100)
    marks = eyes.until_covered("card_number", "card_number")
    assert sorted(mark.hidden[0].x > 1280 for mark in marks) == [False, True]


def test_a_cover_reaches_over_every_output_that_is_there(outputs: Outputs) -> None:
    connection = Connection()
    cover = Cover(connection, lambda pid: pid == os.getpid())
    try:
        assert cover.cover().covered
        for change in (outputs.plug, outputs.unplug, lambda: outputs.choose("1000x700"), outputs.plug):
            change()
            eventually(lambda: covers_all(cover), "every output is covered")
    finally:
        cover.uncover()
        connection.close()


def covers_all(cover: Cover) -> bool:
    cover.keep()
    cover.inputs()
    with Screen() as screen:
        return screen.corners_and_middle() == {COLOUR}


@pytest.mark.parametrize("factor", ["1.25", "1.5", "2"])
def test_a_scaled_program_is_masked_on_the_second_output(
    launch: Launch, outputs: Outputs, eyes: Eyes, factor: str
) -> None:
    outputs.plug()
    launch(sys.executable, str(QT_FORM), QT_SCALE_FACTOR=factor, DISPLAY=outputs.display)
    eventually(lambda: window("Form"), "the form is shown")
    move("Form", 1340, 60)
    eyes.until_shown("card_number", "card_number", "card_number", "card_number", "card_verification")

    def are_covered() -> bool:
        hidden = [rect for mark in eyes.marks or () for rect in mark.hidden]
        return all(rect.x > 1280 and look(rect).colours() <= {INK, PAPER} for rect in hidden)

    eventually(are_covered, "all of it is covered on the second output")
    eventually(lambda: look(place_of(window("Form"))).digits().count("453957876") == 1, "the order's alone is read")


def test_a_scaled_gtk_program_is_masked_on_the_second_output(launch: Launch, outputs: Outputs, eyes: Eyes) -> None:
    outputs.plug()
    form = ("yad", "--form", "--title=One", "--field=Card number", CARD)
    launch(*form, DISPLAY=outputs.display, GDK_SCALE="2")
    move("One", 1400, 200)
    eyes.until(lambda: eyes.marks and all(mark.hidden[0].x > 1400 for mark in eyes.marks), "the mask is there too")
    eyes.until_shown("card_number")

    def first_six_are_legible() -> bool:
        hidden = [rect for mark in eyes.marks or () for rect in mark.hidden]
        digit = hidden[0].width // 6 if hidden else 0
        return any(
            "453957" in look(Rect(rect.x - 7 * digit, rect.y, 7 * digit, rect.height)).digits() for rect in hidden
        )

    eventually(first_six_are_legible, "the first six digits are legible")
    assert "6362" not in look(place_of(window("One"))).digits()


@pytest.mark.parametrize("factor", ["1.25", "2"])
def test_a_scaled_browser_is_masked_on_the_second_output(
    bed: Bed, outputs: Outputs, eyes: Eyes, tmp_path: Path, factor: str
) -> None:
    page = tmp_path / "page.html"
    page.write_text(STYLE + "<title>page</title><p>Paid with 4539 5787 6362 1486 on Monday</p>")
    outputs.plug()
    flags = (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--force-device-scale-factor={factor}")
    command = ["chromium", *flags, "--window-size=600,400", page.as_uri()]
    browser = bed.start(command, {"DISPLAY": outputs.display})
    try:
        move("page - Chromium", 1400, 100)
        eyes.until(lambda: eyes.marks and all(mark.hidden[0].x > 1400 for mark in eyes.marks), "the mask is there too")
        eventually(lambda: is_masked(place_of(window("page - Chromium"))), "the middle of the number is covered")
    finally:
        bed.end(browser)


def is_masked(place: Rect) -> bool:
    read = look(Rect(place.x, place.y, min(place.width, 2560 - place.x), place.height)).digits()
    return "453957" in read and "1486" in read and "876362" not in read

"""Tray and notices on a real X server, seen from outside."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from collections.abc import Iterator

import pytest
import xcffib
import xcffib.xproto

from tests.desktop.bed import Bed, eventually
from tests.ui import samples
from tests.ui.screen import pixels_of, screen_size
from ui.icons import COLOURS
from ui.present.status import Shape

pytestmark = pytest.mark.desktop


def focused(display: str) -> int:
    """Return the client whose window has the keyboard, as the part of the window's id that is the client's own."""
    connection = xcffib.connect(display)
    window: int = connection.core.GetInputFocus().reply().focus
    own: int = connection.get_setup().resource_id_mask
    connection.disconnect()
    return window & ~own


def test_the_icon_comes_up_in_a_panel_that_starts_later(bed: Bed) -> None:
    display = bed.environment["DISPLAY"]
    seat = bed.start([sys.executable, "-m", "tests.ui.show", "tray"])
    assert pixels_of(COLOURS[Shape.PROTECTED], display) == []
    panel = bed.start(["trayer", "--edge", "top", "--height", "24"])
    try:
        eventually(lambda: len(pixels_of(COLOURS[Shape.PROTECTED], display)) > 50, "the icon shows in the panel")
    finally:
        bed.end(panel)
        bed.end(seat)


def test_a_notice_lies_bottom_right_and_leaves_the_keyboard_to_the_work(bed: Bed) -> None:
    display = bed.environment["DISPLAY"]
    width, height = screen_size(display)
    work = bed.start(["zenity", "--entry", "--text", "Work"])
    try:
        nobody = focused(display)
        eventually(lambda: focused(display) != nobody, "the work has the keyboard")
        before = focused(display)
        seat = bed.start([sys.executable, "-m", "tests.ui.show", "notice"])
        eventually(lambda: len(pixels_of(COLOURS[Shape.ATTENTION], display)) > 50, "the notice shows")
        assert focused(display) == before
        assert all(x > width / 2 and y > height * 2 / 3 for x, y in pixels_of(COLOURS[Shape.ATTENTION], display))
        bed.end(seat)
    finally:
        bed.end(work)


def xdotool(bed: Bed, *arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], env=bed.environment, check=True)


def click_mask(bed: Bed) -> None:
    """Click the mask with the modifier, as an agent does."""
    place = str(samples.MASK.x + 5), str(samples.MASK.y + 5)
    xdotool(bed, "mousemove", *place, "keydown", "ctrl", "click", "1", "keyup", "ctrl")


@pytest.fixture
def asking(bed: Bed) -> Iterator[subprocess.Popen[str]]:
    """Have a reason asked for beside a program that has the keyboard, by a process that knows earlier clicks."""
    display = bed.environment["DISPLAY"]
    width, height = screen_size(display)
    nobody = focused(display)
    work = bed.start(["zenity", "--entry", "--text", "Work"])
    eventually(lambda: focused(display) != nobody, "the work has the keyboard")
    command = [sys.executable, "-m", "tests.ui.show", "reveal"]
    seat = subprocess.Popen(command, env=bed.environment, stdout=subprocess.PIPE, text=True)
    try:
        eventually(lambda: len(pixels_of(COLOURS[Shape.ATTENTION], display)) > 50, "a notice shows")
        xdotool(bed, "mousemove", str(width - 60), str(height - 50), "click", "1")
        eventually(lambda: not pixels_of(COLOURS[Shape.ATTENTION], display), "it is clicked away")
        before = focused(display)
        click_mask(bed)
        eventually(lambda: pixels_of(COLOURS[Shape.ATTENTION], display), "the reason is asked for")
        assert focused(display) == before
        yield seat
    finally:
        seat.kill()
        seat.communicate()
        bed.end(work)


def answer(seat: subprocess.Popen[str]) -> str:
    assert seat.stdout is not None
    assert seat.stdout.readline() == "shown\n"
    return seat.stdout.readline().strip()


def test_a_reason_is_chosen_by_two_keys_while_the_work_keeps_its_focus(bed: Bed, asking: subprocess.Popen[str]) -> None:
    xdotool(bed, "key", "Down", "Down", "Return")
    assert answer(asking) == samples.REASONS[1]


def test_escape_and_a_click_elsewhere_choose_none(bed: Bed, asking: subprocess.Popen[str]) -> None:
    xdotool(bed, "key", "Escape")
    assert answer(asking) == "declined"
    click_mask(bed)
    display = bed.environment["DISPLAY"]
    eventually(lambda: pixels_of(COLOURS[Shape.ATTENTION], display), "the reason is asked for again")
    xdotool(bed, "mousemove", "900", "700", "click", "1")
    assert asking.stdout is not None
    assert asking.stdout.readline() == "declined\n"

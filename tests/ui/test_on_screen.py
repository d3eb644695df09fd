"""Tray and notices on a real X server, seen from outside."""

# SPDX-License-Identifier: Apache-2.0

import sys

import pytest
import xcffib
import xcffib.xproto

from tests.desktop.bed import Bed, eventually
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

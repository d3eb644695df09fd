"""Chromium's own chords do not print and save a page that shows customer data, and do so of every other page."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import Browser
from tests.desktop.realseat import RealSeat
from workstation.facts.kinds import Kind
from workstation.policy.rules import Policy, PrintingRule

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]
POLICY = Policy(name="paper", format=1, rule=(PrintingRule(id="not-on-paper", classes=("card_number",)),))
SAVING = "^Save File$"


@pytest.fixture
def seat() -> Iterator[RealSeat]:
    made = RealSeat(POLICY)
    made.open()
    yield made
    made.close()


@pytest.fixture
def browser(bed: Bed, tmp_path: Path) -> Iterator[Browser]:
    made = Browser(bed, tmp_path)
    yield made
    bed.end(made.process)


def is_there(title: str) -> bool:
    find = ["xdotool", "search", "--onlyvisible", "--name", title]
    return subprocess.run(find, stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_a_page_with_a_card_number_is_not_saved_or_printed_by_key_and_another_is(
    browser: Browser, seat: RealSeat
) -> None:
    browser.show("<p>Card 4539 5787 6362 1486</p>")
    seat.until_shown("card_number")
    browser.press("ctrl+s", "ctrl+p")
    eventually(lambda: blocked(seat) == [Kind.SAVE_BLOCKED, Kind.PRINT_BLOCKED], "both are held back")
    assert not is_there(SAVING)
    browser.show("<p>Opening hours: 8 to 20</p>")
    eventually(lambda: not seat.marks, "nothing is shown any more")
    browser.press("ctrl+s")
    eventually(lambda: is_there(SAVING), "the dialog in which a page is saved")
    assert blocked(seat) == [Kind.SAVE_BLOCKED, Kind.PRINT_BLOCKED]


def blocked(seat: RealSeat) -> list[Kind]:
    return [body.kind for body in seat.bodies if body.kind in {Kind.PRINT_BLOCKED, Kind.SAVE_BLOCKED}]

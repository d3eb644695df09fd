"""Programs that count in larger pixels than the screen's are masked in the right places all the same."""

# SPDX-License-Identifier: Apache-2.0

import sys
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import FLAGS, STYLE
from tests.desktop.eyes import INK, PAPER, Eyes
from tests.desktop.picture import look
from tests.desktop.shared import Launch
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

QT_FORM = Path(__file__).parent / "qtform.py"
EVERYTHING = Rect(0, 0, 1280, 900)
A_LARGE_LINE = 60


def until_covered(eyes: Eyes, *data_classes: str) -> list[Rect]:
    """Return the hidden rectangles once exactly these classes are shown, at rest, and the screen shows the masks."""

    def hidden() -> list[Rect]:
        return [rect for mark in eyes.marks or () for rect in mark.hidden]

    def are_covered() -> bool:
        at_rest = eyes.classes() == sorted(data_classes) and all(rect.height < A_LARGE_LINE for rect in hidden())
        return at_rest and all(look(rect).colours() <= {INK, PAPER} for rect in hidden())

    eyes.until_shown(*data_classes)
    eventually(are_covered, f"{data_classes} covered")
    return hidden()


@pytest.mark.parametrize("factor", ["2", "1.25"])
def test_a_scaled_qt_program_hides_every_number_and_nothing_else(launch: Launch, eyes: Eyes, factor: str) -> None:
    launch(sys.executable, str(QT_FORM), QT_SCALE_FACTOR=factor)
    until_covered(eyes, "card_number", "card_number", "card_number", "card_number", "card_verification")
    eventually(lambda: "4539578763621487" in look(EVERYTHING).digits(), "the order is read")
    assert look(EVERYTHING).digits().count("876362") == 1


def test_a_scaled_gtk_entry_keeps_its_first_six_and_last_four_digits(launch: Launch, eyes: Eyes) -> None:
    launch("yad", "--form", "--title=Payment", "--field=Card number", "4539578763621486", GDK_SCALE="2")
    (hidden,) = until_covered(eyes, "card_number")
    digit = hidden.width // 6
    legible = Rect(hidden.x - 7 * digit, hidden.y, 7 * digit, hidden.height)
    eventually(lambda: "453957" in look(legible).digits(), "the first six digits are read")
    assert len(look(Rect(hidden.x + hidden.width, hidden.y, 4 * digit, hidden.height)).colours() - {INK}) > 1
    assert "6362" not in look(EVERYTHING).digits()


@pytest.mark.parametrize("factor", ["2", "1.25"])
def test_a_scaled_browser_hides_the_middle_digits(bed: Bed, eyes: Eyes, tmp_path: Path, factor: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(STYLE + "<title>page</title><p>Paid with 4539 5787 6362 1486 on Monday</p>")
    flags = (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--force-device-scale-factor={factor}")
    browser = bed.start(["chromium", *flags, "--window-size=600,400", page.as_uri()])
    try:
        (hidden,) = until_covered(eyes, "card_number")
        line = Rect(0, hidden.y - 8, 1280, hidden.height + 16)
        eventually(lambda: "453957" in look(line).digits(), "the first six digits are read")
        eventually(lambda: "1486" in look(line).digits(), "the last four digits are read")
        assert "6362" not in look(line).digits()
    finally:
        bed.end(browser)

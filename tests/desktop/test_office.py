"""Customer data in LibreOffice's sheets and letters is covered where it shows; the program stays as quick as it was."""

# SPDX-License-Identifier: Apache-2.0

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.eyes import Eyes
from tests.desktop.office import EVERYTHING, Office, letter, until_read, workbook
from tests.desktop.picture import look
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

CARD, OTHER, THIRD = "4539 5787 6362 1486", "4916 3385 0608 2832", "5500 0055 5555 5559"
ORDER = "4539 5787 6362 1487"
SHEET = Rect(41, 182, 1100, 300)
PAGE = Rect(206, 400, 794, 400)
FORMULA = Rect(260, 125, 600, 30)
PEOPLE = [
    ["Name", "Card number", "SSN", "Order"],
    ["Ann", CARD, "219-09-9999", ORDER],
    *[["", ""]] * 70,
    ["Bob", OTHER],
]
MORE = [["Name", "", "Number"], ["Eve", "", THIRD]]


@pytest.fixture(scope="module")
def sheets(bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Open a book of two sheets; a reader finds its numbers while nothing masks them."""
    office = Office(bed, workbook(tmp_path_factory.mktemp("calc"), People=PEOPLE, More=MORE))
    try:
        until_read("4539578763621486", SHEET)
        yield office
    finally:
        office.close()


@pytest.fixture
def unmasked(calc: Office, tmp_path: Path) -> str:
    """Return what the reader finds in a picture of the screen while nothing masks it."""
    del calc
    return captured(tmp_path)


@pytest.fixture
def calc(sheets: Office) -> Office:
    """Begin at the top of the first sheet."""
    sheets.press("Escape", "ctrl+Prior", "ctrl+Home")
    return sheets


def digits(place: Rect = EVERYTHING) -> str:
    return look(place).digits()


def captured(folder: Path) -> str:
    """Return the digits in a picture of the whole screen that another program took."""
    picture = folder / "screen.png"
    subprocess.run(["scrot", "--overwrite", str(picture)], check=True)
    large = ["convert", str(picture), "-resize", "200%", "-colorspace", "gray", "png:-"]
    image = subprocess.run(large, check=True, capture_output=True).stdout
    reader = ["tesseract", "-", "-", "--psm", "6"]
    read = subprocess.run(reader, input=image, capture_output=True, check=True, env={"OMP_THREAD_LIMIT": "1"})
    return re.sub(r"\D", "", read.stdout.decode())


def until(condition: Callable[[], bool], what: str) -> None:
    eventually(condition, what, 30)


def test_cells_are_covered_in_a_picture_of_the_screen_and_an_order_number_is_not(
    calc: Office, unmasked: str, eyes: Eyes, tmp_path: Path
) -> None:
    assert "4539578763621486" in unmasked
    assert "219099999" in unmasked
    eyes.until_covered("card_number", "us_ssn")
    until(lambda: "4539578763621487" in captured(tmp_path), "the order is read")
    read = captured(tmp_path)
    assert "4539578763621486" not in read
    assert read.count("876362") == 1
    assert "21909" not in read
    calc.click(380, 240)
    eyes.until_covered("card_number", "card_number", "us_ssn")
    assert "6362" not in digits(FORMULA)


def test_what_scrolls_into_view_is_covered_wherever_it_comes(calc: Office, eyes: Eyes) -> None:
    eyes.until_covered("card_number", "us_ssn")
    calc.press("ctrl+End")
    eyes.until_covered("card_number")

    def row() -> str:
        marks = eyes.marks or ()
        return "".join(digits(Rect(41, rect.y - 12, 1100, 50)) for mark in marks for rect in mark.hidden)

    until(lambda: "4916" in row(), "what is left of the number is read")
    assert "0608" not in row()
    calc.press("ctrl+Home")
    eyes.until_covered("card_number", "us_ssn")
    assert "4539578763621486" not in digits(SHEET)


def test_another_sheet_is_covered_and_the_first_one_again(calc: Office, eyes: Eyes) -> None:
    eyes.until_covered("card_number", "us_ssn")
    calc.press("ctrl+Next")
    eyes.until(lambda: eyes.classes() == ["card_number"], "the other sheet is read")
    eyes.until_covered("card_number")
    assert "55555" not in digits(SHEET)
    calc.press("ctrl+Prior")
    eyes.until_covered("card_number", "us_ssn")


def test_a_number_is_covered_while_it_is_typed_in_cell_and_input_line(calc: Office, eyes: Eyes) -> None:
    eyes.until_covered("card_number", "us_ssn")
    calc.click(700, 330)
    calc.type("paid by 5500005555555559")
    eyes.until_covered("card_number", "card_number", "card_number", "us_ssn")
    assert "55555" not in digits(FORMULA) + digits(SHEET)
    field = eyes.until_focused("card_number")
    assert field.application == "soffice"
    calc.press("Escape")
    eyes.until_covered("card_number", "us_ssn")


def test_paragraphs_are_covered_where_they_are_after_scrolling_too(bed: Bed, eyes: Eyes, tmp_path: Path) -> None:
    lines = [f"Your card {CARD} was charged.", f"Order {ORDER}", *["Nothing here."] * 90, f"Not your card: {OTHER}."]
    writer = Office(bed, letter(tmp_path, *lines))
    try:
        eyes.until_covered("card_number")
        until(lambda: "4539578763621487" in captured(tmp_path), "the window has found its shape, and the order is read")
        eyes.until_covered("card_number")
        assert captured(tmp_path).count("876362") == 1
        writer.press("ctrl+End")
        until(lambda: "4916" in digits(PAGE), "the end of the letter is shown")
        eyes.until_covered("card_number")
        assert "0608" not in digits(PAGE)
        writer.type(" 5500005555555559 ")
        eyes.until_covered("card_number", "card_number")
        assert "55555" not in digits(PAGE)
    finally:
        writer.close()


def test_a_sheet_that_is_called_like_a_card_number_is_not_asked_for_its_cells(
    bed: Bed, eyes: Eyes, tmp_path: Path
) -> None:
    office = Office(bed, workbook(tmp_path, **{CARD: [["Ann", OTHER]]}))
    try:
        until_read("4916", SHEET)
        eyes.until(lambda: "card_number" in eyes.classes() and "unreadable" not in eyes.classes(), "it was read")
        until(lambda: "3385" not in digits(SHEET), "its cell is covered")
        office.press("Down")
        until(lambda: "unreadable" not in eyes.classes() and "card_number" in eyes.classes(), "it still answers")
    finally:
        office.close()


def test_a_file_that_is_about_to_be_imported_is_covered_in_its_preview(bed: Bed, eyes: Eyes, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text("Name,Card number,Total\n" + "".join(f"Ann,{CARD},{row + 770}\n" for row in range(6)))
    office = Office(bed, file, "^Text Import")
    try:
        until_read("775", EVERYTHING)
        eyes.until_covered(*["card_number"] * 6)
        until(lambda: "6362" not in digits(), "no number can be read")
        assert "775" in digits()
    finally:
        office.close()

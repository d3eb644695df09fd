"""What is dragged out of a program arrives in another one, but for customer data."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import Browser
from tests.desktop.realseat import RealSeat
from tests.desktop.sink import xdotool
from workstation.desktop.x11.connection import Connection
from workstation.facts.kinds import Kind
from workstation.policy.rules import ClipboardRule, Policy

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

COPYING = Policy(name="copying", format=1, rule=(ClipboardRule(id="clipboard"),))
NUMBER, WORDS = "4539578763621486", "see you at noon"
INTO = (300, 788)
PACE = "0.1"
QT_TEXT = (
    "import sys; from PySide6.QtWidgets import QApplication, QPlainTextEdit;"
    "app = QApplication(sys.argv); text = QPlainTextEdit(sys.argv[1]); text.setWindowTitle('Note');"
    "text.setGeometry(50, 100, 500, 200); text.show(); app.exec()"
)


@pytest.fixture
def seat() -> Iterator[RealSeat]:
    made = RealSeat(COPYING)
    made.open()
    yield made
    made.close()


@contextmanager
def running(bed: Bed, *command: str) -> Iterator[None]:
    process = bed.start(command)
    try:
        find = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Note$"]
        subprocess.run(find, env=bed.environment, check=True, timeout=60, stdout=subprocess.DEVNULL)
        yield
    finally:
        bed.end(process)


@contextmanager
def gtk(bed: Bed, text: str, _: Path) -> Iterator[tuple[int, int]]:
    with running(bed, "yad", "--entry", "--title=Note", "--geometry=500x100+50+100", f"--entry-text={text}"):
        yield 100, 140


@contextmanager
def qt(bed: Bed, text: str, _: Path) -> Iterator[tuple[int, int]]:
    with running(bed, sys.executable, "-c", QT_TEXT, text):
        yield 80, 115


@contextmanager
def chromium(bed: Bed, text: str, folder: Path) -> Iterator[tuple[int, int]]:
    browser = Browser(bed, folder, "--window-size=1000,500")
    try:
        browser.show(f"<textarea autofocus style='font:20px monospace;width:400px'>{text}</textarea>")
        yield 100, 146
    finally:
        bed.end(browser.process)


From = Callable[[Bed, str, Path], AbstractContextManager[tuple[int, int]]]


def dragged(
    bed: Bed, begin: tuple[int, int], is_selected: Callable[[], object], has_begun: Callable[[], object]
) -> str:
    """Drag all of the field at `begin` into the empty one of another program, and return what that holds then."""
    command = ["yad", "--entry", "--title=Other", "--geometry=500x100+50+750"]
    other = subprocess.Popen(command, env=bed.environment, stdout=subprocess.PIPE, text=True)

    def select() -> object:
        xdotool("mousemove", *map(str, begin), "click", "1", "sleep", PACE, "key", "--delay", "100", "ctrl+a")
        return is_selected()

    try:
        find = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Other$"]
        subprocess.run(find, env=bed.environment, check=True, timeout=60, stdout=subprocess.DEVNULL)
        eventually(select, "all of the field is selected")
        drag(begin, INTO, has_begun)
        xdotool("mousemove", *map(str, INTO), "click", "1", "key", "--delay", "200", "Return")
        said, _ = other.communicate(timeout=60)
    finally:
        other.kill()
        other.wait()
    return said.strip()


def drag(begin: tuple[int, int], end: tuple[int, int], has_begun: Callable[[], object]) -> None:
    """Drag as slowly as a hand does, and on only once that has begun, since programs begin a drag after a while."""
    (x, y), (to_x, to_y) = begin, end
    places = [(x + (to_x - x) * step // 8, y + (to_y - y) * step // 8) for step in range(1, 9)]
    xdotool("mousemove", str(x), str(y), "sleep", PACE, "mousedown", "1", "sleep", PACE)
    for number, place in enumerate(places):
        xdotool("mousemove", *map(str, place), "sleep", PACE)
        if number == 1:
            eventually(has_begun, "a drag has begun")
    xdotool("mousemove_relative", "2", "0", "sleep", PACE, "mouseup", "1", "sleep", PACE)


def is_dragging() -> bool:
    """Say whether anybody owns what is dragged."""
    with closing(Connection()) as connection:
        return bool(connection.core.GetSelectionOwner(connection.atom("XdndSelection")).reply().owner)


def holds_words(bed: Bed) -> bool:
    """Say whether the words are selected, which makes them the primary selection."""
    command = ["xclip", "-o", "-selection", "primary"]
    return subprocess.run(command, env=bed.environment, check=False, capture_output=True).stdout.decode() == WORDS


def is_cleared(seat: RealSeat) -> bool:
    return Kind.SELECTION_CLEARED in [body.kind for body in seat.bodies]


@pytest.mark.parametrize("program", [gtk, qt, chromium])
def test_words_are_dragged_as_ever(bed: Bed, seat: RealSeat, tmp_path: Path, program: From) -> None:
    with program(bed, WORDS, tmp_path) as begin:
        assert dragged(bed, begin, lambda: holds_words(bed), is_dragging) == WORDS
    assert seat.bodies == []


@pytest.mark.parametrize("program", [gtk, qt, chromium])
def test_a_number_is_dragged_nowhere_and_that_is_on_the_record(
    bed: Bed, seat: RealSeat, tmp_path: Path, program: From
) -> None:
    with program(bed, NUMBER, tmp_path) as begin:
        assert dragged(bed, begin, lambda: True, lambda: is_cleared(seat)) == ""
    eventually(lambda: is_cleared(seat), "it is written down")

"""The prompt stays on the screen, whatever it asks and whatever becomes of the screen."""

# SPDX-License-Identifier: Apache-2.0

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
import xcffib
import xcffib.xproto
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.bed import Bed, eventually
from tests.ui import samples
from tests.ui.screen import pixels_of
from tests.ui.showprompt import long_checklist
from tests.ui.test_prompt_window import RETURN, SIGNED_OUT, Person
from ui.prompt_window import PromptWindow
from workstation.link.messages import Attested

HIGHLIGHT = "#8fc1f0"
DOWN, UP, SPACE, MANY = 0xFF54, 0xFF52, 0x20, 12
Show = Callable[..., int]


@pytest.fixture
def person(qtbot: QtBot) -> Person:
    """Be asked for more lines than the screen has room for."""
    window = PromptWindow()
    qtbot.addWidget(window)
    window.show()
    made = Person(window)
    made.asked(long_checklist(times=4))
    return made


def in_view(person: Person, widget: QWidget) -> bool:
    """Say whether a person sees all of `widget`: in its page's part on the screen, and in the window."""
    part = person.window.findChildren(QScrollArea)[0].viewport()
    inside = QRect(widget.mapTo(part, QPoint()), widget.size())
    return part.rect().contains(inside)


def current(person: Person) -> QWidget:
    found = person.window.focusWidget()
    assert found is not None
    return found


def test_a_long_checklist_keeps_window_and_button_on_the_screen(person: Person) -> None:
    screen = QGuiApplication.primaryScreen().geometry()
    button = person.window.findChildren(QPushButton)[0]
    assert screen.contains(person.window.geometry())
    assert person.window.rect().contains(QRect(button.mapTo(person.window, QPoint()), button.size()))
    assert not in_view(person, person.ticks()[-1])


def test_down_and_up_reach_every_line_and_each_is_brought_into_view(person: Person) -> None:
    for tick in person.ticks():
        assert current(person) is tick
        assert in_view(person, tick)
        person.press(SPACE)
        person.press(DOWN)
    for tick in reversed(person.ticks()):
        person.press(UP)
        assert current(person) is tick
        assert in_view(person, tick)
    person.press(RETURN)
    assert person.answers == [Attested(items=tuple(range(4 * MANY)))]


def test_a_number_brings_its_line_into_view(person: Person) -> None:
    person.press(UP)
    assert current(person) is person.ticks()[-1]
    for number in range(9, 0, -1):
        person.type_text(str(number))
        assert current(person) is person.ticks()[number - 1]
        assert in_view(person, current(person))
    assert [tick.isChecked() for tick in person.ticks()] == [True] * 9 + [False] * (4 * MANY - 9)


def test_the_line_that_is_missing_is_brought_into_view(person: Person) -> None:
    for _ in person.ticks()[:-1]:
        person.press(SPACE)
        person.press(DOWN)
    person.press(DOWN)
    assert in_view(person, person.ticks()[0])
    person.press(RETURN)
    assert current(person) is person.ticks()[-1]
    assert in_view(person, current(person))


def test_a_short_checklist_is_shown_whole(person: Person) -> None:
    person.asked(SIGNED_OUT.after(samples.to_attest()))
    assert all(in_view(person, tick) for tick in person.ticks())


@pytest.fixture
def show(bed: Bed) -> Iterator[Show]:
    """Show a prompt on the bed's screen; return its window."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(what: str, scale: str = "1") -> int:
        command = [sys.executable, "-m", "tests.ui.showprompt", what]
        environment = {**bed.environment, "QT_SCALE_FACTOR": scale}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None
        return int(json.loads(process.stdout.readline())["window"])

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def mode(bed: Bed) -> Iterator[Callable[[str], None]]:
    """Give the screen a second size, and its first one back at the end."""

    def xrandr(*arguments: str) -> None:
        subprocess.run(["xrandr", *arguments], env=bed.environment, check=True)

    xrandr("--newmode", "small", "0", "640", "0", "0", "640", "480", "0", "0", "480")
    xrandr("--addmode", "screen", "small")
    yield lambda name: xrandr("--output", "screen", "--mode", name)
    xrandr("--output", "screen", "--mode", "1280x900")
    xrandr("--delmode", "screen", "small")
    xrandr("--rmmode", "small")


def place_of(window: int, display: str) -> tuple[QRect, QRect]:
    """Return where the window and the root window are, as the server says."""
    connection = xcffib.connect(display)
    root = connection.get_setup().roots[0].root
    found = []
    for drawable in (window, root):
        at = connection.core.GetGeometry(drawable).reply()
        found.append(QRect(at.x, at.y, at.width, at.height))
    connection.disconnect()
    return found[0], found[1]


def is_whole_and_central(window: int, display: str) -> bool:
    at, screen = place_of(window, display)
    off = at.center() - screen.center()
    return screen.contains(at) and max(abs(off.x()), abs(off.y())) <= 2


@pytest.mark.desktop
@pytest.mark.parametrize("scale", ["1", "2"])
def test_a_prompt_follows_the_size_of_the_screen(show: Show, bed: Bed, mode: Callable[[str], None], scale: str) -> None:
    display = bed.environment["DISPLAY"]
    window = show("code", scale)
    eventually(lambda: is_whole_and_central(window, display), "it lies in the middle")
    mode("small")
    eventually(lambda: is_whole_and_central(window, display), "it lies in the middle of the small screen")
    eventually(lambda: len(pixels_of(HIGHLIGHT, display)) > 1000, "its button is seen")
    mode("1280x900")
    eventually(lambda: is_whole_and_central(window, display), "it lies in the middle again")


@pytest.mark.desktop
def test_a_long_checklist_stays_on_the_screen_at_twice_the_size(show: Show, bed: Bed) -> None:
    display = bed.environment["DISPLAY"]
    window = show("checklist", scale="2")
    eventually(lambda: is_whole_and_central(window, display), "it lies on the screen")
    eventually(lambda: len(pixels_of(HIGHLIGHT, display)) > 1000, "its button is seen")

"""The prompt between a shield's keys and a real keeper."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.keeper.running import RunningKeeper
from ui.prompt import Prompt, ShieldInput
from ui.prompt_link import PromptLink
from ui.prompt_window import PromptWindow
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.ruled import Ruled
from workstation.link.client import Client
from workstation.link.messages import Beat, LockOrder, Message, Ready

WITHIN_MS = 30_000
RETURN, TAB = 0xFF0D, 0xFF09
AWAY = "The keeper does not answer. The seat stays closed."


class Scene:
    """A window, its link and the pipe that a shield writes to."""

    def __init__(self, qtbot: QtBot, socket: Path) -> None:
        self.qtbot = qtbot
        self.window = PromptWindow()
        qtbot.addWidget(self.window)
        read, self._write = os.pipe()
        self.shield = ShieldInput(read)
        self.link = PromptLink(socket, 1)
        self.prompt = Prompt(self.window, self.link, self.shield)
        self.window.show()
        self.link.start()

    def press(self, *keysyms: int) -> None:
        self.write(b"".join(json.dumps({"keysym": keysym, "state": 0}).encode() + b"\n" for keysym in keysyms))

    def type_text(self, text: str) -> None:
        self.press(*map(ord, text))

    def write(self, data: bytes) -> None:
        os.write(self._write, data)

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the windows live until `holds`."""
        self.qtbot.waitUntil(holds, timeout=WITHIN_MS)

    def shows(self, sentence: str) -> None:
        """Wait until the window says `sentence`."""
        self.until(lambda: sentence in [label.text() for label in self.window.findChildren(QLabel)])

    def shows_fields(self, count: int) -> None:
        self.until(lambda: visible(self.window.findChildren(QLineEdit)) == count)

    def shows_ticks(self, count: int) -> None:
        self.until(lambda: visible(self.window.findChildren(QCheckBox)) == count)

    def close(self) -> None:
        os.close(self._write)


def is_beat(message: Message) -> bool:
    return isinstance(message, Beat)


def visible(widgets: Sequence[QWidget]) -> int:
    return sum(widget.isVisible() for widget in widgets)


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path, Ruled(checklist=("My desk is clear.", "I am alone.")))
    yield running
    running.stop()


@pytest.fixture
def seat(keeper: RunningKeeper) -> Client:
    connected = keeper.peer("seat")
    connected.send(Ready(capabilities=()))
    return connected


@pytest.fixture
def scene(qtbot: QtBot, keeper: RunningKeeper, seat: Client) -> Iterator[Scene]:
    assert seat
    made = Scene(qtbot, keeper.socket)
    yield made
    made.close()
    made.link.stop()


def sign_in(scene: Scene, code: str) -> None:
    scene.shows_fields(2)
    scene.type_text("cruz")
    scene.press(TAB)
    scene.type_text(code)
    scene.press(RETURN)


def test_a_code_and_the_checklist_open_the_seat(scene: Scene, keeper: RunningKeeper) -> None:
    sign_in(scene, "111111")
    scene.shows_ticks(2)
    scene.type_text("12")
    scene.press(RETURN)
    scene.until(lambda: keeper.slot.standing.truth is Truth.ACTIVE)
    assert Kind.DESK_ATTESTED in keeper.kinds()


def test_a_wrong_code_is_refused_and_the_next_one_opens(scene: Scene, keeper: RunningKeeper) -> None:
    sign_in(scene, "999999")
    scene.shows("That was not accepted. Check what you entered, or wait for the next code.")
    assert Kind.CODE_REFUSED in keeper.kinds()
    scene.press(TAB)
    scene.press(TAB)
    scene.type_text("222222")
    scene.press(RETURN)
    scene.shows_ticks(2)


def test_a_hint_stays_while_the_keeper_only_says_that_it_is_there(scene: Scene) -> None:
    scene.shows_fields(2)
    scene.press(RETURN)
    scene.shows("Enter your name first.")
    with scene.qtbot.waitSignal(scene.link.heard, check_params_cb=is_beat):
        pass  # one Beat is here, and what it does to the window is done before the next is waited for
    with scene.qtbot.waitSignal(scene.link.heard, check_params_cb=is_beat):
        pass
    assert "Enter your name first." in [label.text() for label in scene.window.findChildren(QLabel)]


def test_a_lock_asks_for_the_code_alone(scene: Scene, keeper: RunningKeeper, seat: Client) -> None:
    sign_in(scene, "111111")
    scene.shows_ticks(2)
    scene.type_text("12")
    scene.press(RETURN)
    scene.until(lambda: keeper.slot.standing.truth is Truth.ACTIVE)
    seat.send(LockOrder(reason="idle"))
    scene.shows("The seat locked because it was not in use.")
    scene.shows_fields(1)


def test_a_keeper_that_dies_is_told_and_found_again(qtbot: QtBot, tmp_path: Path) -> None:
    running = RunningKeeper(tmp_path)
    running.peer("seat").send(Ready(capabilities=()))
    scene = Scene(qtbot, running.socket)
    scene.shows_fields(2)
    running.stop()
    scene.shows(AWAY)
    scene.shows_fields(0)
    again = RunningKeeper(tmp_path)
    scene.shows_fields(2)
    scene.close()
    scene.link.stop()
    again.stop()


def test_without_a_keeper_the_prompt_says_that_the_seat_stays_closed(qtbot: QtBot, tmp_path: Path) -> None:
    scene = Scene(qtbot, tmp_path / "nobody.sock")
    scene.shows(AWAY)
    scene.close()
    scene.link.stop()


def test_nonsense_from_the_pipe_is_passed_over(scene: Scene) -> None:
    scene.shows_fields(2)
    scene.write(b"\xff\xfe{}\n[1]\nnull\n" + b"x" * 9000 + b"\n")
    scene.type_text("cruz")
    field = scene.window.findChildren(QLineEdit)
    scene.until(lambda: any(each.text() == "cruz" for each in field))


def test_the_end_of_the_pipe_is_told_once(scene: Scene) -> None:
    ends: list[None] = []
    scene.shield.ended.connect(lambda: ends.append(None))
    with scene.qtbot.waitSignal(scene.shield.ended):
        os.close(scene._write)
    scene._write = os.open(os.devnull, os.O_WRONLY)
    assert len(ends) == 1

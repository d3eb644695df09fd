"""The prompt as the shield runs it, seen from outside: its window, its pixels, its end."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xcffib
import xcffib.xproto

from tests.desktop.bed import Bed, eventually
from tests.keeper.running import RunningKeeper
from tests.ui.promptprocess import TAB, PromptProcess
from tests.ui.screen import pixels_of, screen_size
from workstation.facts.truth import Truth
from workstation.link.messages import Ready

HIGHLIGHT = "#8fc1f0"
Start = Callable[..., PromptProcess]


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path)
    running.peer("seat").send(Ready(capabilities=()))
    yield running
    running.stop()


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[PromptProcess] = []

    def begin(socket: Path, **environment: str) -> PromptProcess:
        started.append(PromptProcess(socket, environment))
        return started[-1]

    yield begin
    for prompt in started:
        if prompt.process.returncode is None:
            prompt.process.kill()
            prompt.end()


def test_a_prompt_tells_its_window_and_ends_with_its_input(start: Start, tmp_path: Path) -> None:
    prompt = start(tmp_path / "nobody.sock", QT_QPA_PLATFORM="offscreen")
    assert prompt.window() > 0
    assert prompt.end() == 0


def test_a_prompt_ends_with_its_input_even_before_it_appears(start: Start, tmp_path: Path) -> None:
    assert start(tmp_path / "nobody.sock", QT_QPA_PLATFORM="offscreen").end() == 0


@pytest.mark.desktop
@pytest.mark.parametrize("scale", ["1", "2"])
def test_a_person_signs_in_by_keys_and_a_click(start: Start, keeper: RunningKeeper, bed: Bed, scale: str) -> None:
    display = bed.environment["DISPLAY"]
    prompt = start(keeper.socket, **bed.environment, QT_SCALE_FACTOR=scale)
    prompt.window()
    eventually(lambda: len(pixels_of(HIGHLIGHT, display)) > 1000, "the button shows")
    prompt.type("cruz")
    prompt.press(TAB)
    prompt.type("111111")
    x, y = pixels_of(HIGHLIGHT, display)[-200]
    prompt.pass_on({"x": x, "y": y})
    eventually(lambda: keeper.slot.standing.truth is Truth.ACTIVE, "the seat opens")


@pytest.mark.desktop
def test_the_window_manager_has_no_say_over_the_prompt(start: Start, tmp_path: Path, bed: Bed) -> None:
    window = start(tmp_path / "nobody.sock", **bed.environment).window()
    connection = xcffib.connect(bed.environment["DISPLAY"])
    asked = connection.core.GetWindowAttributes(window)
    told = connection.core.GetGeometry(window).reply()
    focus = connection.core.GetInputFocus().reply().focus
    attributes = asked.reply()
    connection.disconnect()
    width, height = screen_size(bed.environment["DISPLAY"])
    assert attributes.override_redirect
    assert attributes.map_state == xcffib.xproto.MapState.Viewable
    assert focus != window
    assert abs(2 * told.x + told.width - width) <= 2
    assert abs(2 * told.y + told.height - height) <= 2

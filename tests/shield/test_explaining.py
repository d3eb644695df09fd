"""What a shield shows where no prompt comes up: how to recover, above all, until the seat opens."""

# SPDX-License-Identifier: Apache-2.0

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desktop.bed import eventually
from tests.desktop.screen import Screen
from tests.desktop.shared import Launch
from tests.fakes.shieldkeeper import Shielded, ShieldKeeper
from tests.shield.conftest import DESKTOP_COLOUR
from workstation.desktop.x11.sheet import COLOUR
from workstation.facts.place import Rect
from workstation.facts.truth import Truth
from workstation.link.messages import Cover, Family, Uncover
from workstation.shield.explaining import AFTER, LINES, SETTLED_AFTER, Explaining
from workstation.shield.shield import INK

COVER = Cover(reason="agent", truth=Truth.LOCKED)
LATE = 30


def test_what_is_said_is_plain_ascii_names_the_command_and_fits_a_small_screen() -> None:
    assert all(line.isascii() and len(line) <= 76 for line in LINES)
    assert any(line.strip() == "deskwarden break-glass" for line in LINES)
    assert not any("!" in line for line in LINES)


def test_it_is_said_once_a_prompt_was_missing_for_long_and_no_longer_once_it_is_there() -> None:
    explaining = Explaining()
    assert not explaining.is_due(100, wanted=True, is_shown=False)
    assert not explaining.is_due(100 + AFTER - 1, wanted=True, is_shown=False)
    assert explaining.is_due(100 + AFTER, wanted=True, is_shown=False)
    assert not explaining.is_due(101 + AFTER, wanted=True, is_shown=True)
    assert explaining.is_due(103 + AFTER, wanted=True, is_shown=False), "it came and went"
    assert not explaining.is_due(104 + AFTER, wanted=True, is_shown=True)
    assert not explaining.is_due(105 + AFTER + SETTLED_AFTER, wanted=True, is_shown=False), "it was there for long"
    assert not explaining.is_due(999, wanted=False, is_shown=False)


@given(steps=st.lists(st.tuples(st.floats(0, 20), st.booleans(), st.booleans()), max_size=40))
def test_it_is_never_said_beside_a_prompt_nor_at_an_open_seat(steps: list[tuple[float, bool, bool]]) -> None:
    explaining, now = Explaining(), 0.0
    for after, wanted, is_shown in steps:
        now += after
        if explaining.is_due(now, wanted=wanted, is_shown=is_shown):
            assert wanted
            assert not is_shown


@pytest.fixture
def promptless(keeper: ShieldKeeper, launch: Launch, tmp_path: Path) -> tuple[Shielded, Shielded]:
    """Start two shields whose prompts end at once, as where Qt is missing."""

    def start() -> Shielded:
        command = (sys.executable, "-m", "tests.shield.shieldprocess", str(tmp_path / "keeper.sock"), "log", "false")
        process: subprocess.Popen[bytes] = launch(*command)
        eventually(lambda: any(s.pid == process.pid and s.covering for s in keeper.shields), "the shield joins")
        return next(shield for shield in keeper.shields if shield.pid == process.pid)

    return start(), start()


def explains(screen: Screen) -> bool:
    return INK in inked(screen, whole(screen))


def whole(screen: Screen) -> Rect:
    return screen.connection.screen()


def inked(screen: Screen, place: Rect) -> set[int]:
    """Return the colours of a line of pixels through the middle third of a place."""
    return {screen.pixel(x, y) for y in range(place.height // 3, place.height // 2, 3) for x in range(300, 500, 5)}


@pytest.mark.desktop
def test_without_a_prompt_it_says_how_to_recover_until_the_seat_opens(
    screen: Screen, keeper: ShieldKeeper, promptless: tuple[Shielded, Shielded]
) -> None:
    keeper.tell(COVER)
    eventually(lambda: explains(screen), "the shield explains", LATE)
    told = [each.covering for each in promptless]
    windows = tuple(window for each in told if each for window in (each.window, each.prompt) if window)
    assert len(windows) == 3, "one of the twins explains"
    keeper.tell(Family(windows=windows))
    corners = whole(screen).width - 1, whole(screen).height - 1
    assert {screen.pixel(0, 0), screen.pixel(*corners)} == {COLOUR}
    keeper.tell(Uncover())
    eventually(
        lambda: screen.corners_and_middle() == {DESKTOP_COLOUR}, "the desktop shows, and nothing is written on it"
    )


@pytest.mark.desktop
def test_what_a_killed_shield_wrote_goes_with_its_window(
    screen: Screen, keeper: ShieldKeeper, promptless: tuple[Shielded, Shielded]
) -> None:
    keeper.tell(COVER)
    eventually(lambda: explains(screen), "the shield explains", LATE)
    eventually(lambda: any(each.covering and each.covering.prompt for each in promptless), "and tells its keeper")
    writer = next(each for each in promptless if each.covering and each.covering.prompt)
    subprocess.run(["kill", f"-{signal.SIGKILL.value}", str(writer.pid)], check=True)
    eventually(lambda: any(each.covering.prompt for each in keeper.shields if each.covering), "the twin explains", LATE)
    keeper.tell(Uncover())
    eventually(lambda: screen.corners_and_middle() == {DESKTOP_COLOUR}, "the desktop shows again")
    assert not explains(screen)

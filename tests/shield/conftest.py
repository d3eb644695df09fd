"""A desktop with something to see on it, a keeper for shields, and shields."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import eventually
from tests.desktop.screen import Screen
from tests.desktop.shared import Launch
from tests.fakes.shieldkeeper import WELCOME, Shielded, ShieldKeeper
from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.leftovers import Leftovers
from workstation.link.messages import Message, Uncover

DESKTOP_COLOUR = 0xD04040
StartShield = Callable[[], subprocess.Popen[bytes]]


def take_leftovers_away(screen: Screen) -> None:
    """Take away what the shields of the test before left covered when they were killed."""
    Leftovers(screen.connection, Clients(screen.connection), lambda _pid: False).remove(own=0)
    screen.connection.flush()


def is_bare(screen: Screen) -> bool:
    """Say whether the desktop shows, once what was left late is gone as well."""
    take_leftovers_away(screen)
    return screen.corners_and_middle() == {DESKTOP_COLOUR}


@pytest.fixture
def screen(launch: Launch) -> Iterator[Screen]:
    """Look at a desktop that has one colour where nothing covers it."""
    launch("xsetroot", "-solid", f"#{DESKTOP_COLOUR:06x}").wait()
    with Screen() as seen:
        eventually(lambda: is_bare(seen), "the desktop shows its colour")
        yield seen


@pytest.fixture
def greeting() -> list[Message]:
    """Say what the keeper tells a shield at first; a test may change it."""
    return [WELCOME, Uncover()]


@pytest.fixture
def keeper(tmp_path: Path, greeting: list[Message]) -> Iterator[ShieldKeeper]:
    """Be the keeper."""
    made = ShieldKeeper(tmp_path / "keeper.sock", lambda: greeting)
    yield made
    made.close()


@pytest.fixture
def prompt_log(tmp_path: Path) -> Path:
    """Name the file where prompts write what they were given."""
    log = tmp_path / "prompt.log"
    log.touch()
    return log


@pytest.fixture
def start_shield(launch: Launch, tmp_path: Path, prompt_log: Path) -> StartShield:
    """Start one shield; it ends with the test, and so does what it left on the screen, with the display's clients."""

    def start() -> subprocess.Popen[bytes]:
        command = (sys.executable, "-m", "tests.shield.shieldprocess")
        return launch(*command, str(tmp_path / "keeper.sock"), str(prompt_log))

    return start


@pytest.fixture
def joined(keeper: ShieldKeeper, start_shield: StartShield) -> Callable[[], Shielded]:
    """Start one shield and return it as the keeper sees it."""

    def start() -> Shielded:
        process = start_shield()
        eventually(lambda: any(s.pid == process.pid and s.covering for s in keeper.shields), "the shield joins")
        return next(shield for shield in keeper.shields if shield.pid == process.pid)

    return start


@pytest.fixture
def twins(joined: Callable[[], Shielded]) -> tuple[Shielded, Shielded]:
    """Start two shields."""
    return joined(), joined()

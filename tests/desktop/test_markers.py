"""A marker on a window counts where our own masks or a shield that runs stand behind it, and nowhere else."""

# SPDX-License-Identifier: Apache-2.0

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop import stranger
from tests.desktop.bed import eventually
from tests.desktop.picture import look
from tests.desktop.shared import Launch
from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.leftovers import Leftovers
from workstation.desktop.x11.markers import runs_shield
from workstation.desktop.x11.masks import Masks
from workstation.desktop.x11.windows import MASK_PROPERTY, SHIELD_PROPERTY, Stack, WindowStack
from workstation.facts.place import Mark, Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]
BELOW, ABOVE = Rect(100, 100, 300, 200), Rect(350, 250, 100, 100)


@pytest.fixture
def connection() -> Iterator[Connection]:
    made = Connection()
    yield made
    made.close()


@pytest.fixture
def stack(connection: Connection) -> WindowStack:
    return WindowStack(connection)


def show(launch: Launch, place: Rect, marker: str = "") -> int:
    """Have another program show a window; return its process id once it is seen."""
    numbers = (str(number) for number in (place.x, place.y, place.width, place.height))
    process = launch(sys.executable, "-m", "tests.desktop.stranger", *numbers, marker)
    middle = Rect(place.x + place.width - 2, place.y + place.height - 2, 1, 1)
    eventually(lambda: look(middle).colours() == {stranger.COLOUR}, "the window is seen")
    return process.pid


def pids(stack: Stack) -> list[int]:
    return [window.pid for window in stack.windows]


def test_a_stranger_that_calls_its_window_a_mask_is_seen_all_the_same(launch: Launch, stack: WindowStack) -> None:
    claims = show(launch, BELOW, MASK_PROPERTY)
    assert claims in pids(stack.read())
    assert not stack.ours


def test_a_stranger_that_calls_its_window_a_shield_neither_ends_the_stack_nor_hides_anything(
    launch: Launch, stack: WindowStack
) -> None:
    claims = show(launch, BELOW, SHIELD_PROPERTY)
    other = show(launch, ABOVE)
    read = stack.read()
    assert pids(read)[-2:] == [claims, other]
    assert [window.hides for window in read.windows[-2:]] == [(), (ABOVE,)]


def test_our_own_masks_are_no_part_of_the_stack(stack: WindowStack) -> None:
    masks = Masks(lambda _: None)
    masks.start()
    masks.show([Mark(application="CRM", data_class="card_number", hidden=(BELOW,))])
    assert os.getpid() not in pids(stack.read())
    assert stack.ours
    masks.stop()


def test_a_shield_that_runs_ends_the_stack(
    launch: Launch, stack: WindowStack, connection: Connection, tmp_path: Path
) -> None:
    below = show(launch, BELOW)
    shield = launch(sys.executable, "-m", "workstation", "shield", "--socket", str(tmp_path / "none"), "--slot", "1")
    eventually(lambda: look(BELOW).colours() != {stranger.COLOUR}, "the shield covers, for want of a keeper")
    read = stack.read()
    assert pids(read)[-1] == below
    assert runs_shield(shield.pid)
    shield.kill()
    shield.wait()
    eventually(lambda: stack.read().windows[-1].hides == (), "a dead shield's window hides nothing")
    Leftovers(connection, Clients(connection), runs_shield).remove(own=0)


def test_no_other_process_runs_a_shield(launch: Launch) -> None:
    assert not any(runs_shield(pid) for pid in (0, 1, os.getpid()))
    other = launch("bash", "-c", "exec -a shield sleep 60")
    eventually(lambda: Path(f"/proc/{other.pid}/cmdline").read_bytes().startswith(b"shield"), "its name is shield")
    assert not runs_shield(other.pid)

"""The seat's process on a real desktop, under a real keeper."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.eyes import INK
from tests.keeper.running import RunningKeeper
from tests.ui.screen import pixels_of
from ui.icons import COLOURS
from ui.present.status import Shape
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.ruled import ruled_by
from workstation.link.messages import CodeOffered
from workstation.policy.load import parse_policy

POLICY = Path("policies/trial.toml")
SSN = "219-09-9999"
CARDS_ALONE = b'name = "Cards"\nformat = 1\n[[rule]]\nkind = "masking"\nid = "cards"\nclasses = ["card_number"]\n'
PROGRAM = "import sys; from pathlib import Path; from ui.app import main; sys.exit(main(Path(sys.argv[1]), 1))"


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    ruled = ruled_by(parse_policy(POLICY.read_bytes(), POLICY.name), "")
    running = RunningKeeper(tmp_path, replace(ruled, checklist=()))
    eventually(running.socket.exists, "the keeper listens")
    yield running
    running.stop()


def masked(bed: Bed) -> int:
    """Return how many pixels are covered by masks."""
    return len(pixels_of(f"#{INK:06x}", bed.environment["DISPLAY"]))


def start_seat(bed: Bed, keeper: RunningKeeper) -> subprocess.Popen[bytes]:
    """Start a seat and wait until the keeper knows that every sensor is up."""
    seat = bed.start([sys.executable, "-c", PROGRAM, str(keeper.socket)])
    eventually(lambda: keeper.slot.standing.seat_ready, "every sensor is up")
    return seat


@pytest.mark.desktop
def test_a_seat_brings_its_sensors_up_shows_its_truth_and_ends_in_order(bed: Bed, keeper: RunningKeeper) -> None:
    display = bed.environment["DISPLAY"]
    panel = bed.start(["trayer", "--edge", "top", "--height", "24"])
    seat = start_seat(bed, keeper)
    try:
        eventually(lambda: len(pixels_of(COLOURS[Shape.LOCKED], display)) > 50, "the tray shows a closed seat")
        keeper.peer("prompt").send(CodeOffered(agent="cruz", code="111111"))
        eventually(lambda: len(pixels_of(COLOURS[Shape.PROTECTED], display)) > 50, "the tray shows an open seat")
        os.kill(seat.pid, signal.SIGTERM)
        assert seat.wait(20) == 0
        eventually(lambda: keeper.slot.standing.truth is Truth.LOCKED, "the seat is locked when its guard is gone")
        assert Kind.SEAT_LOST in keeper.kinds()
    finally:
        bed.end(seat)
        bed.end(panel)


@pytest.mark.desktop
def test_another_policy_masks_what_is_on_the_screen_already_and_the_seat_goes_on(
    bed: Bed, keeper: RunningKeeper
) -> None:
    text = ("--text=Social security number", f"--entry-text={SSN}")
    program = bed.start(["zenity", "--entry", "--title=Number", *text])
    seat = start_seat(bed, keeper)
    try:
        keeper.peer("prompt").send(CodeOffered(agent="cruz", code="111111"))
        eventually(lambda: Kind.DATA_SHOWN in keeper.kinds(), "the number is masked")
        keeper.change(ruled_by(parse_policy(CARDS_ALONE, "cards.toml"), ""))
        eventually(lambda: masked(bed) == 0, "a rule for cards alone lets the number be seen")
        keeper.change(ruled_by(parse_policy(POLICY.read_bytes(), POLICY.name), ""))
        eventually(lambda: masked(bed) > 0, "the number is masked again")
        assert seat.poll() is None
        assert keeper.slot.standing.truth is Truth.ACTIVE
        assert Kind.SEAT_LOST not in keeper.kinds()
    finally:
        bed.end(seat)
        bed.end(program)


def run_seat(socket: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a keeper does, until it ends by itself."""
    command = [sys.executable, "-m", "workstation", "seat", "--socket", str(socket)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_without_a_display_one_line_says_so(tmp_path: Path) -> None:
    done = run_seat(tmp_path / "nobody.sock", HOME=str(tmp_path))
    assert done.returncode == 1
    said = "deskwarden: there is no desktop to guard. Start it inside a graphical X11 session."
    assert done.stderr.splitlines() == [said]


@pytest.mark.desktop
def test_without_a_keeper_one_line_says_so(tmp_path: Path, bed: Bed) -> None:
    done = run_seat(tmp_path / "nobody.sock", **bed.environment)
    assert done.returncode == 1
    assert done.stderr.startswith("deskwarden: the keeper does not answer.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.desktop
def test_without_accessibility_the_seat_ends_with_one_line_and_stays_closed(keeper: RunningKeeper, bed: Bed) -> None:
    done = run_seat(keeper.socket, **{**bed.environment, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
    assert done.returncode == 1
    assert "no D-Bus session can be reached" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not keeper.slot.standing.seat_ready

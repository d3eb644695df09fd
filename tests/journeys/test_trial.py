"""`make run`: a trial comes up on a desktop, covers it, says so, and leaves nothing behind."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.demo.pixels import Pixels
from tests.demo.scene import SHIELD
from tests.desktop.bed import Bed, eventually
from workstation.link.asking import ask_status

TRIAL = (sys.executable, "-m", "workstation", "trial")
DEADLINE = 60.0


@pytest.fixture
def own_bed(tmp_path: Path) -> Iterator[Bed]:
    bed = Bed(tmp_path)
    try:
        bed.open()
        yield bed
    finally:
        bed.stop()


def test_without_a_desktop_a_trial_says_so_in_one_line(tmp_path: Path) -> None:
    nowhere = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = (*TRIAL, "--dir", str(tmp_path / "trial"), "--socket", str(tmp_path / "keeper.sock"))
    ended = subprocess.run(command, env=nowhere, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[0].startswith("deskwarden: there is no desktop to guard")
    assert not (tmp_path / "trial").exists()


@pytest.mark.desktop
def test_a_policy_that_is_refused_ends_a_trial_with_what_is_wrong(own_bed: Bed, tmp_path: Path) -> None:
    policy = tmp_path / "mine.toml"
    policy.write_text('name = "Mine"\nformat = 1\n[[rule]]\nkind = "idle"\nid = "idle"\nafter = 5\n')
    command = (*TRIAL, "--dir", str(tmp_path / "trial"), "--policy", str(policy), "--socket", str(tmp_path / "k.sock"))
    ended = subprocess.run(
        command, env=own_bed.environment, capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    assert ended.returncode == 1
    said = ended.stderr.splitlines()
    assert "mine.toml, line 6, column 1" in said[0]
    assert said[1].startswith(f"deskwarden: {policy} is not published.")


@pytest.mark.desktop
def test_a_trial_covers_the_desktop_until_somebody_signs_in_and_ends_without_a_trace(
    own_bed: Bed, tmp_path: Path
) -> None:
    log = tmp_path / "trial.log"
    socket = tmp_path / "keeper.sock"
    command = (*TRIAL, "--dir", str(tmp_path / "trial"), "--socket", str(socket))
    with log.open("wb") as said:
        trial = subprocess.Popen(command, env=own_bed.environment, stdout=said, stderr=said)
    try:
        eventually(lambda: "Deskwarden guards this desktop" in log.read_text(), "the trial is up", DEADLINE)
        assert "authenticator" in log.read_text()
        eventually(lambda: ask_status(socket)["policy"].startswith("Trial, "), "the published policy is in force", 30)
        assert "UTC" in ask_status(socket)["policy proved"]
        pixels = Pixels(own_bed.environment["DISPLAY"])
        eventually(lambda: pixels.at(3, 3) == SHIELD, "the desktop is covered", DEADLINE)
        pixels.close()
    finally:
        parts = psutil.Process(trial.pid).children(recursive=True)
        trial.send_signal(signal.SIGTERM)
        code = trial.wait(DEADLINE)
    assert code == 0
    psutil.wait_procs(parts, DEADLINE)
    assert parts
    assert not [part for part in parts if part.is_running()]
    assert not socket.exists()

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

from tests import NO_KEYRING
from tests.demo.pixels import Pixels
from tests.demo.scene import SHIELD
from tests.desktop.bed import Bed, eventually
from tests.keeper.ownkeyring import OwnKeyring, own_keyring
from workstation.keeper.trialvault import seal_trial_vault
from workstation.keeper.userkeyring import UserKeyring
from workstation.link.asking import ask_status

__all__ = ["own_keyring"]
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
@pytest.mark.parametrize("begun", [False, True])
def test_a_locked_keyring_ends_a_trial_before_it_covers_and_says_what_to_do(
    begun: bool, own_bed: Bed, own_keyring: OwnKeyring, tmp_path: Path
) -> None:
    if begun:
        seal_trial_vault(tmp_path / "trial" / "keeper", UserKeyring()).put("enrolment", b"of an earlier start")
    own_keyring.lock()
    environment = {name: value for name, value in own_bed.environment.items() if name not in NO_KEYRING}
    command = (*TRIAL, "--dir", str(tmp_path / "trial"), "--socket", str(tmp_path / "k.sock"))
    environment |= own_keyring.environment
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert ended.returncode == 1
    assert "deskwarden: the keyring is locked. Unlock it and start again" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Protection is starting" not in ended.stdout
    assert (tmp_path / "trial" / "keeper" / "enrolment").exists() == begun


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
        eventually(lambda: ask_status(socket).policy.name == "Trial", "the published policy is in force", 30)
        assert ask_status(socket).policy.confirmed is not None
        doctor = (sys.executable, "-m", "workstation", "doctor", "--socket", str(socket))
        told = subprocess.run(doctor, capture_output=True, text=True, timeout=DEADLINE, check=False)
        assert told.returncode == 0, told.stdout
        assert "This is a trial" in told.stdout
        pixels = Pixels(own_bed.environment["DISPLAY"])
        eventually(lambda: pixels.at(3, 3) == SHIELD, "the desktop is covered", DEADLINE)
        pixels.close()
        running = [psutil.Process(trial.pid), *psutil.Process(trial.pid).children(recursive=True)]
        assert {process.rlimit(psutil.RLIMIT_CORE) for process in running} == {(0, 0)}
    finally:
        parts = psutil.Process(trial.pid).children(recursive=True)
        trial.send_signal(signal.SIGTERM)
        code = trial.wait(DEADLINE)
    assert code == 0
    psutil.wait_procs(parts, DEADLINE)
    assert parts
    assert not [part for part in parts if part.is_running()]
    assert not socket.exists()

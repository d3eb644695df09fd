"""The units of systemd's: they are sound and closed, and the keeper tells the service manager what it waits for."""

# SPDX-License-Identifier: Apache-2.0

import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.installed.stage import REPOSITORY
from tests.keeper.running import RunningKeeper
from workstation.warden.servicemanager import ALIVE, READY, tell_service_manager

UNITS = REPOSITORY / "installer" / "linux" / "systemd"
EXPOSED_AT_MOST = {"keeper": "20", "warden": "26"}  # of 100; a warden in a network of its own would hear no executions
with_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """Copy the units, with programs that are here."""
    for unit in UNITS.iterdir():
        (tmp_path / unit.name).write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text()))
    return sorted(tmp_path.iterdir())


@with_systemd
def test_systemd_finds_nothing_to_say_about_the_units(units: list[Path]) -> None:
    verified = subprocess.run(("systemd-analyze", "verify", *units), check=False, capture_output=True, text=True)
    mine = [line for line in verified.stderr.splitlines() if "deskwarden" in line]
    assert (verified.returncode, mine) == (0, [])


@with_systemd
@pytest.mark.parametrize("name", EXPOSED_AT_MOST)
def test_the_services_are_closed(units: list[Path], name: str) -> None:
    (unit,) = (unit for unit in units if unit.name == f"deskwarden-{name}.service")
    command = ("systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSED_AT_MOST[name]}", str(unit))
    judged = subprocess.run(command, check=False, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout[-200:]


@pytest.mark.parametrize("abstract", [True, False])
def test_a_keeper_that_listens_says_that_it_is_ready_and_then_that_it_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, abstract: bool
) -> None:
    address = f"@deskwarden-test-{tmp_path.name}-{id(tmp_path)}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hearing:
        hearing.bind(address.replace("@", "\0"))
        hearing.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        keeper = RunningKeeper(tmp_path)
        assert hearing.recv(100).decode() == READY
        keeper.peer("status")
        assert [hearing.recv(100).decode() for _ in range(2)] == [ALIVE, ALIVE]
        keeper.stop()


def test_a_service_manager_that_is_gone_holds_nobody_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nothing"))
    tell_service_manager(READY)
    monkeypatch.delenv("NOTIFY_SOCKET")
    tell_service_manager(READY)

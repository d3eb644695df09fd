"""Nothing of what was on screen, clipboard and disk is in anything that a seat leaves, sends, or crashes with."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.keeper.running import RunningKeeper
from workstation.facts.kinds import Kind
from workstation.keeper.ruled import ruled_by
from workstation.link.messages import CodeOffered
from workstation.policy.load import parse_policy

pytestmark = pytest.mark.desktop
POLICY = Path("policies/trial.toml")
SSN, CARD = "219-09-9999", "4111 1111 1111 1111"
WRITTEN = (SSN, SSN.replace("-", ""), CARD, CARD.replace(" ", ""))
NEEDLES = [text.encode(coding) for text in WRITTEN for coding in ("utf-8", "utf-16-le", "utf-32-le")]


class Relay:
    """Stands between a seat and its keeper, and keeps every byte that goes either way."""

    def __init__(self, path: Path, keeper: Path) -> None:
        self.heard = bytearray()
        self._keeper = keeper
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                seat, _ = self._listening.accept()
                keeper = socket.socket(socket.AF_UNIX)
                keeper.connect(str(self._keeper))
                for one, other in ((seat, keeper), (keeper, seat)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with one:
            with suppress(OSError):
                while data := one.recv(65_536):
                    self.heard += data
                    other.sendall(data)
            with suppress(OSError):
                other.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    ruled = ruled_by(parse_policy(POLICY.read_bytes(), POLICY.name), "")
    running = RunningKeeper(tmp_path / "keeper", replace(ruled, checklist=()))
    eventually(running.socket.exists, "the keeper listens")
    yield running
    running.stop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the seat's own home, with a file of an export on its desktop."""
    (tmp_path / "home" / "Desktop").mkdir(parents=True)
    (tmp_path / "home" / "Desktop" / "export.csv").write_text(f"name,card\nAna,{CARD}\n")
    return tmp_path / "home"


def holding(folder: Path) -> list[str]:
    """Return the files below `folder` that hold any of it, in their contents or their names."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        path.name for path in files if any(needle in path.read_bytes() + os.fsencode(path.name) for needle in NEEDLES)
    ]


def test_nothing_that_was_seen_is_sent_written_or_left_by_a_crash(
    bed: Bed, keeper: RunningKeeper, home: Path, tmp_path: Path
) -> None:
    relay = Relay(tmp_path / "relay.sock", keeper.socket)
    own = {name: str(home) for name in ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    program = bed.start(["zenity", "--entry", "--title=Number", "--text=Social security number", f"--entry-text={SSN}"])
    with (home / "seat.log").open("wb") as log:
        seat = subprocess.Popen(
            (sys.executable, "-m", "workstation", "seat", "--socket", str(tmp_path / "relay.sock")),
            cwd=home,
            env={**bed.environment, **own, "PYTHONPATH": str(Path.cwd())},
            stdout=log,
            stderr=log,
        )
    copied = None
    try:
        eventually(lambda: keeper.slot.standing.seat_ready, "every sensor is up")
        keeper.peer("prompt").send(CodeOffered(agent="cruz", code="111111"))
        eventually(lambda: Kind.DATA_SHOWN in keeper.kinds(), "the number is masked")
        copied = bed.start(["sh", "-c", f"printf %s '{CARD}' | xclip -quiet -selection clipboard"])
        eventually(lambda: Kind.SELECTION_CLEARED in keeper.kinds(), "what was copied is emptied")
        eventually(lambda: Kind.FILE_FOUND in keeper.kinds(), "the export is found")
        os.kill(seat.pid, signal.SIGSEGV)
        assert seat.wait(60) == -signal.SIGSEGV
    finally:
        relay.close()
        for process in (seat, program, *([copied] if copied else [])):
            bed.end(process)
    assert b"data.shown" in relay.heard
    assert not any(needle in relay.heard for needle in NEEDLES)
    assert holding(home) == ["export.csv"]  # found where it is, and nowhere else
    assert holding(tmp_path / "keeper") == []

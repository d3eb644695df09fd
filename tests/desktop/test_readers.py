"""Whoever reads the screen is named, whichever way it reads; we are not."""

# SPDX-License-Identifier: Apache-2.0

import queue
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import xcffib.record

from tests.desktop.bed import Bed, eventually
from tests.desktop.reports import Reports
from tests.desktop.screen import Screen
from tests.desktop.shared import Launch
from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.readers import Readers
from workstation.facts.observations import MoreRead, Observation, PixelsRead, RecordersSeen, SensorFailed
from workstation.facts.place import Program

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

FILM = ["ffmpeg", "-loglevel", "quiet", "-f", "x11grab", "-i", "{display}", "-frames:v", "3", "-f", "null", "-"]
TRIES = 5
READERS = {
    "scrot": ["scrot", "--overwrite", "picture.png"],
    "import": ["import", "-window", "root", "picture.png"],
    "xwd": ["xwd", "-root", "-out", "picture.xwd"],
    "ffmpeg": FILM,
}


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def readers(reports: Reports) -> Iterator[Readers]:
    made = Readers(reports.post)
    made.watch()
    yield made
    made.stop()


def read_with(bed: Bed, folder: Path, name: str) -> subprocess.Popen[bytes]:
    """Run a program that reads the whole screen, to its end."""
    command = [word.format(display=bed.environment["DISPLAY"]) for word in READERS[name]]
    process = subprocess.Popen(command, env=bed.environment, cwd=folder, stdin=subprocess.DEVNULL)
    assert process.wait(20) == 0
    return process


@pytest.mark.usefixtures("readers")
@pytest.mark.parametrize("name", READERS)
def test_a_program_that_reads_the_screen_is_named(bed: Bed, reports: Reports, tmp_path: Path, name: str) -> None:
    def told() -> Program | None:
        """Say how it is told of; on a machine that is busy a program may be gone before anybody looks who it was."""
        process = read_with(bed, tmp_path, name)
        with suppress(queue.Empty):
            return reports.first(PixelsRead, where=lambda told: told.program.pid == process.pid, patience=10.0).program
        return None

    program = next(filter(None, (told() for _ in range(TRIES))))
    assert program.name == name
    assert program.path.startswith("/usr/bin/")


@pytest.mark.usefixtures("readers")
def test_many_reads_at_once_are_one_observation(bed: Bed, reports: Reports, tmp_path: Path) -> None:
    read_with(bed, tmp_path, "ffmpeg")
    assert reports.first(PixelsRead).program.name == "ffmpeg"
    read_with(bed, tmp_path, "scrot")
    assert reports.first(PixelsRead).program.name == "scrot"


@pytest.mark.usefixtures("readers")
def test_every_read_is_counted_and_told_at_the_latest_when_its_program_has_ended(
    bed: Bed, reports: Reports, tmp_path: Path
) -> None:
    film = read_with(bed, tmp_path, "ffmpeg")
    read_with(bed, tmp_path, "scrot")  # the server hands on what it recorded with what it sends to anybody
    told: list[Observation] = []

    def counted() -> int:
        told.extend(reports.drained())
        reads = [each for each in told if isinstance(each, PixelsRead | MoreRead) and each.program.pid == film.pid]
        return sum(each.reads for each in reads)

    eventually(lambda: counted() >= 3, "every picture is counted")


@pytest.mark.usefixtures("readers")
def test_what_we_read_ourselves_is_not_told(bed: Bed, reports: Reports, tmp_path: Path) -> None:
    with Screen() as screen:
        screen.corners_and_middle()
        read_with(bed, tmp_path, "scrot")
        assert reports.next(PixelsRead).program.name == "scrot"
    assert reports.are_over()


@pytest.mark.usefixtures("readers", "compositor")
def test_a_compositing_manager_reads_no_pixels(bed: Bed, reports: Reports, tmp_path: Path) -> None:
    read_with(bed, tmp_path, "scrot")
    assert reports.next(PixelsRead).program.name == "scrot"
    assert reports.are_over()


def test_a_vnc_server_that_was_there_before_us_is_told_at_once(
    bed: Bed, launch: Launch, reports: Reports, tmp_path: Path
) -> None:
    server = shutil.copy("/usr/bin/x11vnc", tmp_path / "x0-vncserver")
    running = launch(str(server), "-display", bed.environment["DISPLAY"], "-localhost", "-rfbport", "0", "-quiet")
    clients = Clients(Connection())
    eventually(lambda: running.pid in clients.pids(), "it watches the screen")
    readers = Readers(reports.post)
    readers.watch()
    seen = reports.first(RecordersSeen)
    assert running.pid in [program.pid for program in seen.programs]
    readers.stop()


def test_once_stopped_it_tells_nothing(bed: Bed, reports: Reports, tmp_path: Path) -> None:
    readers = Readers(reports.post)
    readers.watch()
    readers.stop()
    read_with(bed, tmp_path, "scrot")
    assert reports.are_over()


def test_a_program_that_ends_the_recording_is_noticed(readers: Readers, reports: Reports) -> None:
    other = Connection()
    record = other.extension(xcffib.record.key, "RECORD")
    record.DisableContext(readers._context, is_checked=True).check()
    assert reports.next(SensorFailed).sensor == "readers"
    other.close()

"""The digest of a program's file follows, whatever became of program and file meanwhile."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import eventually
from tests.desktop.reports import Reports
from workstation.desktop import tools as module
from workstation.desktop.tools import Tools
from workstation.executable import Digests
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import ReaderIdentified, ToolIdentified
from workstation.facts.place import Program

BODY = Body(
    kind=Kind.PIXELS_READ, severity=Severity.VIOLATION, outcome=Outcome.DETECTED, rule="r", details={"chord": "x"}
)
SLEEP = f"sha256:{hashlib.sha256(Path('/bin/sleep').read_bytes()).hexdigest()}"


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def tools(reports: Reports) -> Iterator[Tools]:
    made = Tools(Digests(), reports.post)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Program]]:
    path = shutil.copy("/bin/sleep", tmp_path / "grabber")
    process = subprocess.Popen([path, "60"])
    yield process, Program(name="grabber", path=str(path), pid=process.pid)
    process.kill()
    process.wait()


def identified(reports: Reports) -> Body:
    return reports.next(ToolIdentified).body


def test_a_running_program_is_identified_and_nothing_else_of_its_entry_changes(
    tools: Tools, reports: Reports, running: tuple[subprocess.Popen[bytes], Program]
) -> None:
    tools.identify(running[1], BODY)
    body = identified(reports)
    assert (body.kind, body.rule, body.details) == (BODY.kind, BODY.rule, {"chord": "x", "digest": SLEEP})


def test_a_reader_is_identified_for_who_judges_it(
    tools: Tools, reports: Reports, running: tuple[subprocess.Popen[bytes], Program]
) -> None:
    tools.identify_reader(running[1], "recorder_runs")
    told = reports.next(ReaderIdentified)
    assert (told.program, told.digest, told.seen) == (running[1], SLEEP, "recorder_runs")


def test_a_program_that_ended_and_deleted_itself_is_identified_if_it_was_held(
    tools: Tools, reports: Reports, running: tuple[subprocess.Popen[bytes], Program]
) -> None:
    process, program = running
    tools.hold(program)
    process.kill()
    process.wait()
    Path(program.path).unlink()
    tools.identify(program, BODY)
    assert identified(reports).details["digest"] == SLEEP


def test_whom_nobody_can_identify_is_told_without_a_digest(
    tools: Tools, reports: Reports, running: tuple[subprocess.Popen[bytes], Program]
) -> None:
    another = Program(name="grabber", path="/bin/another", pid=running[0].pid)
    for program in (another, Program(name="", path="", pid=0), Program(name="x", path="/x", pid=1 << 30)):
        tools.identify(program, BODY)
        assert identified(reports) == BODY


def test_files_are_let_go_of_again_however_many_programs_came(
    tools: Tools,
    running: tuple[subprocess.Popen[bytes], Program],
    monkeypatch: pytest.MonkeyPatch,
    reports: Reports,
) -> None:
    def held() -> int:
        links = (f"/proc/self/fd/{file}" for file in os.listdir("/proc/self/fd"))  # noqa: PTH208 - of one moment
        return sum(os.path.realpath(link) == running[1].path for link in links)

    monkeypatch.setattr(module, "HELD_FOR", 0.1)
    for number in range(module.HELD_AT_MOST + 5):
        tools.hold(Program(name=str(number), path=running[1].path, pid=running[1].pid))
    assert held() == module.HELD_AT_MOST
    tools.identify(running[1], BODY)
    identified(reports)
    eventually(lambda: held() == 0, "every file is let go of")


def test_what_was_asked_for_is_told_before_it_stops(
    running: tuple[subprocess.Popen[bytes], Program], reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = threading.Event()
    monkeypatch.setattr(Digests, "of_file", lambda *_: str(reading.wait(10)))
    tools = Tools(Digests(), reports.post)
    tools.start()
    for _ in range(3):
        tools.identify(running[1], BODY)
    threading.Timer(0.01, reading.set).start()
    tools.stop()
    assert len(reports.drained()) == 3

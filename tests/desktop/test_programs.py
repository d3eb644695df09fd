"""Forbidden programs are seen however they are started, and end however they resist."""

# SPDX-License-Identifier: Apache-2.0

import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.desktop.reports import PATIENCE, Reports
from workstation.desktop.programs import Programs
from workstation.facts.observations import ProgramSeen
from workstation.facts.place import Program

Launch = Callable[..., "subprocess.Popen[str]"]
STUBBORN = "trap '' TERM; echo ready; while :; do sleep 60 & wait $!; done"


@pytest.fixture
def name() -> str:
    """Return a program's name that nothing else on this machine has."""
    return f"Grab{uuid.uuid4().hex[:8]}"


@pytest.fixture
def copied(tmp_path: Path, name: str) -> Path:
    """Return a copy of sleep under the forbidden name."""
    return Path(shutil.copy("/bin/sleep", tmp_path / name))


@pytest.fixture
def start() -> Iterator[Launch]:
    """Start programs that end with the test."""
    started: list[subprocess.Popen[str]] = []

    def launch(*command: str | Path, **options: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=options.get("cwd")
        )
        started.append(process)
        return process

    yield launch
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def programs(reports: Reports) -> Iterator[Programs]:
    made = Programs(reports.post)
    yield made
    made.stop()


def seen(reports: Reports, pid: int) -> Program:
    program = reports.next(ProgramSeen).program
    assert program.pid == pid
    return program


def test_a_program_that_runs_already_is_seen(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    running = start(copied, "60")
    programs.watch((copied.name,), ())
    assert seen(reports, running.pid) == Program(name=copied.name, path=str(copied), pid=running.pid)


def test_a_program_that_starts_is_seen_once(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    programs.watch((copied.name,), ())
    first = start(copied, "60")
    seen(reports, first.pid)
    second = start(copied, "60")
    seen(reports, second.pid)
    assert reports.are_over()


def test_a_program_that_runs_already_is_seen_again_once_it_is_looked_for_anew(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch((copied.name,), ())
    running = start(copied, "60")
    seen(reports, running.pid)
    programs.watch((), ())
    programs.watch((), (f"{copied.parent}/*",))
    program = seen(reports, running.pid)
    programs.end(program)
    running.wait(timeout=20)


def test_names_are_patterns_without_regard_to_case(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch((f"{copied.name[:-2].lower()}*",), ())
    seen(reports, start(copied, "60").pid)


def test_a_path_is_a_pattern(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    programs.watch((), (f"{copied.parent}/*",))
    seen(reports, start(copied, "60").pid)


def test_a_link_to_a_forbidden_program_is_the_program(
    programs: Programs, reports: Reports, start: Launch, copied: Path, tmp_path: Path
) -> None:
    link = tmp_path / "harmless"
    link.symlink_to(copied)
    programs.watch((copied.name,), ())
    assert seen(reports, start(link, "60").pid).path == str(copied)


def test_a_forbidden_path_that_is_a_link_means_the_program_behind_it(
    programs: Programs, reports: Reports, start: Launch, copied: Path, tmp_path: Path
) -> None:
    link = tmp_path / "harmless"
    link.symlink_to(copied)
    programs.watch((), (str(link),))
    seen(reports, start(copied, "60").pid)


def test_a_script_is_seen_under_its_own_name(
    programs: Programs, reports: Reports, start: Launch, name: str, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    programs.watch((name,), ())
    script = start(sys.executable, "-I", f"{name}.py", cwd=tmp_path)
    assert seen(reports, script.pid).name == f"{name}.py"


def test_a_script_is_seen_by_its_path(
    programs: Programs, reports: Reports, start: Launch, name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("sleep 60; true", encoding="utf-8")
    programs.watch((), (f"{tmp_path}/{name}",))
    seen(reports, start("sh", name, cwd=tmp_path).pid)


def test_a_module_is_seen_under_its_own_name(
    programs: Programs, reports: Reports, start: Launch, name: str, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    programs.watch((name,), ())
    seen(reports, start(sys.executable, "-m", name, cwd=tmp_path).pid)


def test_a_shell_that_becomes_the_program_is_seen(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch((copied.name,), ())
    shell = start("sh", "-c", 'sleep 0.6; exec "$0" 60', copied)
    seen(reports, shell.pid)


def test_a_program_that_only_names_a_forbidden_one_is_left(
    programs: Programs, reports: Reports, start: Launch, copied: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes").write_text("", encoding="utf-8")
    start("tail", "-n", "0", "-f", tmp_path / "notes", copied)
    start(sys.executable, "-c", "import time; time.sleep(60)", copied)
    programs.watch((copied.name,), ())
    forbidden = start(copied, "60")
    seen(reports, forbidden.pid)
    assert reports.are_over()


def test_a_program_ends_when_it_is_asked_to(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    programs.watch((copied.name,), ())
    running = start(copied, "60")
    programs.end(seen(reports, running.pid))
    assert running.wait(PATIENCE) == -signal.SIGTERM


def test_a_program_that_ignores_the_request_is_killed(
    programs: Programs, reports: Reports, start: Launch, name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(STUBBORN, encoding="utf-8")
    stubborn = start("bash", name, cwd=tmp_path)
    assert stubborn.stdout is not None
    assert stubborn.stdout.readline() == "ready\n"
    programs.watch((name,), ())
    programs.end(seen(reports, stubborn.pid))
    assert stubborn.wait(PATIENCE) == -signal.SIGKILL


def test_a_program_that_was_not_seen_is_not_ended(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch((copied.name,), ())
    running = start(copied, "60")
    program = seen(reports, running.pid)
    programs.end(Program(name="another", path=program.path, pid=program.pid))
    other = start("/bin/sleep", "60")
    programs.end(Program(name="sleep", path="/bin/sleep", pid=other.pid))
    programs.end(program)
    running.wait(PATIENCE)
    assert other.poll() is None


def test_a_program_that_is_gone_already_is_no_trouble(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch((copied.name,), ())
    running = start(copied, "60")
    program = seen(reports, running.pid)
    running.kill()
    running.wait(PATIENCE)
    programs.end(program)
    assert reports.are_over()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a program of another account")
def test_programs_of_other_accounts_are_left(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    become = f"echo ready; exec -a {copied.name} sleep 60"
    foreign = start("setpriv", "--reuid=65534", "--clear-groups", "/bin/bash", "-c", become)
    assert foreign.stdout is not None
    assert foreign.stdout.readline() == "ready\n"
    programs.watch((copied.name,), ())
    own = start(copied, "60")
    seen(reports, own.pid)
    assert foreign.poll() is None
    assert reports.are_over()

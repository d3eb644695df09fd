"""Forbidden programs are seen however they are started, and end however they resist."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from tests.desktop.bed import eventually
from tests.desktop.reports import PATIENCE, Reports
from workstation import packages
from workstation.desktop import programs as module
from workstation.desktop.programs import Programs
from workstation.facts.actions import WatchPrograms
from workstation.facts.observations import ProgramSeen, RecordersSeen
from workstation.facts.place import Program
from workstation.facts.signature import Signature

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


def watched(names: tuple[str, ...], paths: tuple[str, ...], **others: tuple[str, ...]) -> WatchPrograms:
    return WatchPrograms(names=names, paths=paths, **others)


def seen(reports: Reports, pid: int) -> Program:
    program = reports.next(ProgramSeen).program
    assert program.pid == pid
    return program


def test_a_program_that_runs_already_is_seen(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    running = start(copied, "60")
    programs.watch(watched((copied.name,), ()))
    assert seen(reports, running.pid) == Program(name=copied.name, path=str(copied), pid=running.pid)


@pytest.mark.parametrize("interpreter", ["/bin/bash", sys.executable])
def test_an_interpreter_that_was_given_nothing_is_looked_at_and_passed(
    programs: Programs, reports: Reports, start: Launch, copied: Path, interpreter: str
) -> None:
    with subprocess.Popen([interpreter], stdin=subprocess.PIPE):  # as in a terminal
        programs.watch(watched((copied.name,), ()))
        running = start(copied, "60")
        seen(reports, running.pid)
    assert reports.are_over()


def test_a_program_that_starts_is_seen_once(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    programs.watch(watched((copied.name,), ()))
    first = start(copied, "60")
    seen(reports, first.pid)
    second = start(copied, "60")
    seen(reports, second.pid)
    assert reports.are_over()


def test_a_program_that_runs_already_is_seen_again_once_it_is_looked_for_anew(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch(watched((copied.name,), ()))
    running = start(copied, "60")
    seen(reports, running.pid)
    programs.watch(watched((), ()))
    programs.watch(watched((), (f"{copied.parent}/*",)))
    program = seen(reports, running.pid)
    programs.end(program)
    running.wait(timeout=60)


def test_names_are_patterns_without_regard_to_case(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch(watched((f"{copied.name[:-2].lower()}*",), ()))
    seen(reports, start(copied, "60").pid)


def test_a_path_is_a_pattern(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    programs.watch(watched((), (f"{copied.parent}/*",)))
    seen(reports, start(copied, "60").pid)


def test_a_link_to_a_forbidden_program_is_the_program(
    programs: Programs, reports: Reports, start: Launch, copied: Path, tmp_path: Path
) -> None:
    link = tmp_path / "harmless"
    link.symlink_to(copied)
    programs.watch(watched((copied.name,), ()))
    assert seen(reports, start(link, "60").pid).path == str(copied)


def test_a_forbidden_path_that_is_a_link_means_the_program_behind_it(
    programs: Programs, reports: Reports, start: Launch, copied: Path, tmp_path: Path
) -> None:
    link = tmp_path / "harmless"
    link.symlink_to(copied)
    programs.watch(watched((), (str(link),)))
    seen(reports, start(copied, "60").pid)


def test_a_script_is_seen_under_its_own_name(
    programs: Programs, reports: Reports, start: Launch, name: str, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    programs.watch(watched((name,), ()))
    script = start(sys.executable, "-I", f"{name}.py", cwd=tmp_path)
    assert seen(reports, script.pid).name == f"{name}.py"


def test_a_script_is_seen_by_its_path(
    programs: Programs, reports: Reports, start: Launch, name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("sleep 60; true", encoding="utf-8")
    programs.watch(watched((), (f"{tmp_path}/{name}",)))
    seen(reports, start("sh", name, cwd=tmp_path).pid)


def test_a_module_is_seen_under_its_own_name(
    programs: Programs, reports: Reports, start: Launch, name: str, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    programs.watch(watched((name,), ()))
    seen(reports, start(sys.executable, "-m", name, cwd=tmp_path).pid)


def test_a_shell_that_becomes_the_program_is_seen(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch(watched((copied.name,), ()))
    shell = start("sh", "-c", 'sleep 0.6; exec "$0" 60', copied)
    seen(reports, shell.pid)


def test_a_program_that_only_names_a_forbidden_one_is_left(
    programs: Programs, reports: Reports, start: Launch, copied: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes").write_text("", encoding="utf-8")
    start("tail", "-n", "0", "-f", tmp_path / "notes", copied)
    start(sys.executable, "-c", "import time; time.sleep(60)", copied)
    programs.watch(watched((copied.name,), ()))
    forbidden = start(copied, "60")
    seen(reports, forbidden.pid)
    assert reports.are_over()


def test_a_program_ends_when_it_is_asked_to(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    programs.watch(watched((copied.name,), ()))
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
    programs.watch(watched((name,), ()))
    programs.end(seen(reports, stubborn.pid))
    assert stubborn.wait(PATIENCE) == -signal.SIGKILL


def test_a_program_that_was_not_seen_is_not_ended(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    programs.watch(watched((copied.name,), ()))
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
    programs.watch(watched((copied.name,), ()))
    running = start(copied, "60")
    program = seen(reports, running.pid)
    running.kill()
    running.wait(PATIENCE)
    programs.end(program)
    assert reports.are_over()


def unlike_any_other(program: Path) -> str:
    """Change a program so that nothing on this machine has its digest, and return that."""
    with program.open("ab") as file:
        file.write(uuid.uuid4().bytes)
    return f"sha256:{hashlib.sha256(program.read_bytes()).hexdigest()}"


def test_a_forbidden_file_is_seen_under_any_name_and_once_it_was_deleted(
    programs: Programs, reports: Reports, start: Launch, copied: Path, tmp_path: Path
) -> None:
    digest = unlike_any_other(copied)
    other = start("/bin/sleep", "60")
    before = start(Path(shutil.copy(copied, tmp_path / "harmless")), "60")
    (tmp_path / "harmless").unlink()
    programs.watch(watched((), (), digests=(digest,)))
    told = reports.next(ProgramSeen)
    assert (told.program.pid, told.mark) == (before.pid, digest)
    after = start(Path(shutil.copy(copied, tmp_path / "innocent")), "60")
    told = reports.next(ProgramSeen)
    assert (told.program.pid, told.mark) == (after.pid, digest)
    programs.end(told.program)
    after.wait(PATIENCE)
    assert other.poll() is None


def test_what_a_forbidden_package_installed_is_seen_and_nothing_else(
    programs: Programs,
    reports: Reports,
    start: Launch,
    copied: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = Path(shutil.copy("/bin/sleep", tmp_path / f"{copied.name}-other"))
    (tmp_path / "lib").mkdir()
    (tmp_path / "link").symlink_to(other)
    (tmp_path / "lib" / "grabbers:amd64.list").write_text(f"/.\n{tmp_path}\n{copied}\n{tmp_path}/link\n")
    listed = partial(packages.files_of, installed=tmp_path / "lib")
    monkeypatch.setattr("workstation.desktop.forbidden.files_of", listed)
    start(other, "60")
    running = start(copied, "60")
    programs.watch(watched((), (), packages=("grabbers", "missing")))
    told = reports.next(ProgramSeen)
    assert (told.program.pid, told.mark) == (running.pid, "grabbers")
    assert reports.are_over()


FILMING = ("-c", "sleep 60; true", "x11grab")
RENAMED = ("-c", "echo harmless > /proc/$$/comm; echo ready; sleep 60; true")


def recorder(tmp_path: Path, name: str) -> Path:
    """Return a shell under the name of a program that films."""
    return Path(shutil.copy("/bin/bash", tmp_path / name))


def recording(reports: Reports, pid: int) -> None:
    """Wait until `pid` is told for a recorder; what else runs on this machine may be told as well."""
    reports.first(RecordersSeen, where=lambda seen: pid in {each.pid for each in seen.programs})


def no_longer(reports: Reports, pid: int) -> None:
    reports.first(RecordersSeen, where=lambda seen: pid not in {each.pid for each in seen.programs})


def test_a_recorder_is_told_while_it_runs_though_it_reaches_for_no_screen(
    programs: Programs, reports: Reports, start: Launch, tmp_path: Path
) -> None:
    program = recorder(tmp_path, "ffmpeg")
    before = start(program, *FILMING)
    start(program, "-c", "sleep 60; true", "song.wav")
    programs.watch_recorders(())
    recording(reports, before.pid)
    after = start(program, *FILMING)
    recording(reports, after.pid)
    before.kill()
    before.wait(PATIENCE)
    no_longer(reports, before.pid)


def test_a_recorder_that_renames_itself_is_one_all_the_same(
    programs: Programs, reports: Reports, start: Launch, tmp_path: Path
) -> None:
    running = start(recorder(tmp_path, "wayvnc"), *RENAMED)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    programs.watch_recorders(())
    seen = reports.first(RecordersSeen, where=lambda seen: running.pid in {each.pid for each in seen.programs})
    assert {each.name for each in seen.programs if each.pid == running.pid} == {"harmless"}


def test_a_recorder_is_one_by_what_the_policy_of_now_names(
    programs: Programs, reports: Reports, start: Launch, copied: Path
) -> None:
    running = start(copied, "60")
    programs.watch_recorders((Signature(str(copied)),))
    recording(reports, running.pid)
    programs.watch_recorders((Signature(str(copied), "70"),))
    no_longer(reports, running.pid)


@pytest.fixture
def one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a single round looked, the first."""
    monkeypatch.setattr(module, "EVERY", 3600.0)


@pytest.mark.usefixtures("one_round")
def test_a_recorder_that_is_heard_of_is_told_before_the_next_round(
    reports: Reports, start: Launch, tmp_path: Path
) -> None:
    programs = Programs(reports.post)
    programs.look_at((os.getpid(),))  # before anything is watched
    before = start(recorder(tmp_path, "wayvnc"), "-c", "sleep 60; true")
    programs.watch_recorders(())
    recording(reports, before.pid)
    after = start(recorder(tmp_path, "vino-server"), "-c", "sleep 60; true")
    eventually(lambda: Path(f"/proc/{after.pid}/exe").resolve().name == "vino-server", "it is what it becomes")
    programs.look_at((1 << 30, after.pid))
    recording(reports, after.pid)
    programs.stop()


@pytest.mark.usefixtures("one_round")
def test_a_forbidden_program_that_is_heard_of_is_told_before_the_next_round(
    reports: Reports, start: Launch, copied: Path
) -> None:
    programs = Programs(reports.post)
    before = start(copied, "60")
    programs.watch(watched((copied.name,), ()))
    seen(reports, before.pid)
    after = start(copied, "60")
    eventually(lambda: Path(f"/proc/{after.pid}/exe").resolve() == copied, "it is what it becomes")
    programs.look_at((1 << 30, after.pid))
    seen(reports, after.pid)
    programs.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a program of another account")
def test_programs_of_other_accounts_are_left(programs: Programs, reports: Reports, start: Launch, copied: Path) -> None:
    become = f"echo ready; exec -a {copied.name} sleep 60"
    foreign = start("setpriv", "--reuid=65534", "--clear-groups", "/bin/bash", "-c", become)
    assert foreign.stdout is not None
    assert foreign.stdout.readline() == "ready\n"
    programs.watch(watched((copied.name,), ()))
    own = start(copied, "60")
    seen(reports, own.pid)
    assert foreign.poll() is None
    assert reports.are_over()

"""What a process executes is told by the content of the very file, whatever its name is by now."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation import executable
from workstation.executable import HELD, SLOW_AT_MOST, Digests


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@pytest.fixture
def sleeping(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    program = Path(shutil.copy("/bin/sleep", tmp_path / "program"))
    process = subprocess.Popen([str(program), "60"])
    yield program, process.pid
    process.kill()
    process.wait()


def test_a_process_is_known_by_its_file_when_that_is_renamed_replaced_or_deleted(sleeping: tuple[Path, int]) -> None:
    program, pid = sleeping
    expected = digest_of(Path("/bin/sleep").read_bytes())
    assert Digests().of_process(pid) == expected
    program.rename(program.with_name("elsewhere"))
    program.write_bytes(b"another program")
    assert Digests().of_process(pid) == expected
    program.with_name("elsewhere").unlink()
    assert Digests().of_process(pid) == expected


@given(first=st.binary(max_size=300), second=st.binary(max_size=300))
def test_a_file_that_was_written_anew_is_read_anew(
    first: bytes, second: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, digests = tmp_path_factory.mktemp("files") / "program", Digests()
    for content in (first, second):
        path.unlink(missing_ok=True)
        path.write_bytes(content)
        assert [digests.at_path(str(path)) for _ in range(2)] == [digest_of(content)] * 2


def test_what_is_no_file_too_large_or_too_slow_has_no_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "program").write_bytes(b"12345")
    for path in ("", "\0", str(tmp_path), str(tmp_path / "pipe"), str(tmp_path / "missing")):
        assert Digests().at_path(path) == ""
    assert Digests().of_process(1 << 30) == ""
    monkeypatch.setattr(executable, "LARGEST", 4)
    assert Digests().at_path(str(tmp_path / "program")) == ""
    monkeypatch.setattr(executable, "LARGEST", 1 << 20)
    monkeypatch.setattr(executable, "WITHIN", -1.0)
    assert Digests().at_path(str(tmp_path / "program")) == ""


def test_what_was_read_once_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "program").write_bytes(b"12345")
    digests = Digests()
    first = digests.at_path(str(tmp_path / "program"))
    monkeypatch.setattr(executable, "_read", lambda _: pytest.fail("it was read again"))
    assert digests.at_path(str(tmp_path / "program")) == first != ""


def test_a_file_that_is_never_read_to_its_end_is_waited_for_no_longer_than_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    digests = Digests()
    monkeypatch.setattr(digests, "at_path", lambda _: "sha256:late" if may_end.wait(10) else "")
    file = tmp_path / "program"
    file.write_bytes(b"x")
    for _ in range(SLOW_AT_MOST + 1):
        assert digests.soon(os.open(file, HELD), 0.01) == ""
    may_end.set()
    deadline = time.monotonic() + 10
    while (said := digests.soon(os.open(file, HELD), 5)) != "sha256:late":
        assert time.monotonic() < deadline, said


def test_a_program_whose_file_never_answers_takes_one_place_alone(
    sleeping: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, pid = sleeping
    begun, may_end = queue.SimpleQueue[str](), threading.Event()
    digests = Digests()

    def hang(path: str) -> str:
        begun.put(path)
        may_end.wait(10)
        return "sha256:late"

    monkeypatch.setattr(digests, "at_path", hang)
    monkeypatch.setattr(executable, "PROCESS_WITHIN", 0.01)
    assert [digests.of_process(pid) for _ in range(3)] == ["", "", ""]
    assert begun.get(timeout=60)
    assert begun.empty()
    may_end.set()
    deadline = time.monotonic() + 10
    while begun.empty():
        digests.of_process(pid)
        assert time.monotonic() < deadline

"""Who is at the other end of a connection: the very process that connected, not whoever has its number later."""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workstation.link.caller import SO_PEERPIDFD, caller_at, uid_at
from workstation.warden.started import parent_and_start

LAST_PID = Path("/proc/sys/kernel/ns_last_pid")
CONNECTS = """
import socket, subprocess, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
connection.set_inheritable(True)
if sys.argv[2] == "leave":
    subprocess.Popen(["cat"], close_fds=False)  # the connection lives on in another process
else:
    sys.stdin.read()
"""


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        listening.listen()
        yield listening


def connected(listening: socket.socket, how: str) -> "subprocess.Popen[bytes]":
    command = (sys.executable, "-c", CONNECTS, listening.getsockname(), how)
    return subprocess.Popen(command, stdin=subprocess.PIPE)


def test_a_process_that_is_there_is_told_with_its_account_parent_and_start(listening: socket.socket) -> None:
    with connected(listening, "stay") as process:
        connection, _ = listening.accept()
        with connection:
            caller = caller_at(connection)
            assert (caller.pid, caller.uid, caller.parent) == (process.pid, os.getuid(), os.getpid())
            assert caller.began == parent_and_start(process.pid)[1] > 0


def test_a_process_that_left_its_connection_to_another_is_nobody(listening: socket.socket) -> None:
    with connected(listening, "leave") as process:
        connection, _ = listening.accept()
        with connection:
            process.wait(10)
            caller = caller_at(connection)
            assert (caller.pid, caller.uid, caller.parent, caller.began) == (process.pid, os.getuid(), 0, 0)


@pytest.mark.skipif(os.getuid() != 0 or not LAST_PID.exists(), reason="only root chooses the number of a process")
def test_another_process_of_the_same_number_is_nobody_either(listening: socket.socket) -> None:
    if not _kernel_tells():
        pytest.skip("this kernel knows the caller by its number alone")
    with connected(listening, "leave") as process:
        connection, _ = listening.accept()
        with connection:
            process.wait(10)
            with _of_number(process.pid) as successor:
                assert parent_and_start(successor.pid) != (0, 0)
                assert (caller_at(connection).pid, caller_at(connection).began) == (successor.pid, 0)


def _kernel_tells() -> bool:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        try:
            os.close(struct.unpack("i", ours.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD, 4))[0])
        except OSError:
            return False
    return True


@contextmanager
def _of_number(pid: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a process with a number that is free; others start processes too, so that it may take some tries."""
    for _ in range(100):
        LAST_PID.write_text(str(pid - 1))
        with subprocess.Popen(("cat",), stdin=subprocess.PIPE) as process:
            if process.pid == pid:
                yield process
                return
    pytest.fail(f"no process became {pid}")


def test_who_listens_is_told_by_its_account(listening: socket.socket) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(listening.getsockname())
        assert uid_at(connection) == os.getuid()

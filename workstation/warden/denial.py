"""Executions that the kernel asks about before they begin (fanotify): of the files that were named, and of no other.

A process of its own answers, which executes nothing. Whatever it cannot tell within 50 ms it allows and says so, and
its end allows everything: the machine would stand still otherwise.
"""

# SPDX-License-Identifier: Apache-2.0

import ctypes
import json
import os
import select
import signal
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

from workstation.warden.rootfile import RefusedError, of_root
from workstation.warden.started import account_of

WITHIN = 0.05
FILES_AT_MOST = 256
_INIT, _MARK, _OPEN_EXEC_PERM = 0x4 | 0x2 | 0x1, 0x4 | 0x1, 0x40000  # content, no blocking, closed at exec; no links
_ALLOW, _DENY = 1, 2
_EVENT, _ANSWER = struct.Struct("=IBBHQii"), struct.Struct("=iI")
_LIBC = ctypes.CDLL(None, use_errno=True)


def open_denial(paths: list[str]) -> tuple[int, list[str]]:
    """Return what the kernel asks through, and those of `paths` that are left out as not root's alone to change.

    From now on, whoever executes one of the others waits until `serve_denial` answers or this is closed.
    """
    if len(paths) > FILES_AT_MOST or not all(isinstance(path, str) for path in paths):
        raise RefusedError("too much is to be denied")
    if (group := _LIBC.fanotify_init(_INIT, os.O_RDONLY | os.O_CLOEXEC)) < 0:
        raise RefusedError(f"the kernel asks about no executions: {os.strerror(ctypes.get_errno())}")
    return group, [path for path in paths if not _is_marked(group, Path(path))]


def serve_denial(group: int, uid: int, keeper: socket.socket) -> None:
    """Deny every execution by account `uid` until the keeper hangs up, who is told of each in one line.

    Those of which a keeper that does not listen cannot be told are counted in the next line.
    """
    signal.signal(signal.SIGALRM, _give_up)
    keeper.settimeout(0)
    both: list[int | socket.socket] = [group, keeper]
    untold = 0
    while keeper not in select.select(both, [], [])[0]:
        for file, pid in _asked(os.read(group, 4096)):
            outcome = _judged(pid, uid)
            os.write(group, _ANSWER.pack(file, _DENY if outcome == "denied" else _ALLOW))
            told = {"path": _path_of(file), "pid": pid, "outcome": outcome}
            os.close(file)
            if outcome != "another":
                try:
                    keeper.send(json.dumps(told | {"untold": untold}).encode() + b"\n")  # so small: whole or not
                    untold = 0
                except BlockingIOError:
                    untold += 1


def _path_of(file: int) -> str:
    """Return the path of `file` as whoever executes it sees it; what is no text becomes question marks."""
    return str(Path(f"/proc/self/fd/{file}").readlink()).encode(errors="replace").decode()


def _is_marked(group: int, path: Path) -> bool:
    try:
        for each in (path, *path.parents):
            of_root(each, each.lstat())
        if not path.is_absolute() or ".." in path.parts or not S_ISREG(path.lstat().st_mode):
            return False
    except (RefusedError, OSError, ValueError):
        return False
    return bool(_LIBC.fanotify_mark(group, _MARK, ctypes.c_uint64(_OPEN_EXEC_PERM), -1, os.fsencode(path)) == 0)


def _asked(events: bytes) -> Iterator[tuple[int, int]]:
    while events:
        length, _, _, _, _, file, pid = _EVENT.unpack_from(events)
        events = events[length:]
        if file >= 0:
            yield file, pid


def _judged(pid: int, uid: int) -> str:
    signal.setitimer(signal.ITIMER_REAL, WITHIN)
    try:
        account = account_of(pid)
        return "allowed" if account < 0 else "denied" if account == uid else "another"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _give_up(*_: object) -> None:
    raise TimeoutError

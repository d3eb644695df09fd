"""What the warden started and what of it still runs; a file of root's keeps that over the warden's own end."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import signal
from pathlib import Path
from typing import NamedTuple

from workstation.warden.rootfile import RefusedError, read_root_file


class Started(NamedTuple):
    """A part that was started: process `pid`, as long as `began` is its start in clock ticks since the machine's."""

    part: str
    slot: int
    pid: int
    began: int


class Register:
    """Belongs to the warden's one thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._started = [Started(*each) for each in json.loads(read_root_file(file) or b"[]")]

    def living(self) -> list[Started]:
        """Return what still runs; what has ended is forgotten."""
        self._started = [each for each in self._started if 0 < each.began == parent_and_start(each.pid)[1]]
        return self._started

    def add(self, part: str, slot: int, pid: int) -> None:
        """Remember a process that was just started."""
        self._started.append(Started(part, slot, pid, parent_and_start(pid)[1]))
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(self.living()))
        new.replace(self._file)

    def find(self, pid: int) -> Started | None:
        """Return the running part that is `pid`, None for any other process."""
        return next((each for each in self.living() if each.pid == pid), None)

    def kill(self, pid: int) -> None:
        """End the part that is `pid`; raise RefusedError for any other process. One that is gone is no error."""
        try:
            held = os.pidfd_open(pid)  # before it is looked at: nobody else can become it meanwhile
        except ProcessLookupError:
            return
        try:
            if self.find(pid):
                signal.pidfd_send_signal(held, signal.SIGKILL)
            elif parent_and_start(pid)[1]:
                raise RefusedError(f"process {pid} is none that the warden started")
        finally:
            os.close(held)


def account_of(pid: int) -> int:
    """Return the real account of `pid`, -1 where it has ended; the folder of a process that hides belongs to root."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(errors="replace")
        return int(status.partition("\nUid:")[2].split()[0])
    except (OSError, ValueError, IndexError):
        return -1


def parent_and_start(pid: int) -> tuple[int, int]:
    """Return the parent of `pid` and its start in clock ticks since the machine's, zeros where it has ended."""
    try:
        state, parent, *rest = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0, 0
    return (0, 0) if state in "ZX" else (int(parent), int(rest[17]))

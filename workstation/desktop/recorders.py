"""What films, shares or controls the screen, as several sensors tell it, told as one."""

# SPDX-License-Identifier: Apache-2.0

import threading
from datetime import UTC, datetime
from typing import Literal

import psutil

from workstation.desktop.forbidden import aliases
from workstation.desktop.running import arguments_of, program_of_pid
from workstation.facts.observations import RecordersSeen
from workstation.facts.place import Program
from workstation.facts.signature import Signature
from workstation.facts.watchers import is_recorder
from workstation.seat.ports import Post

Source = Literal["clients", "processes", "portals"]


class Recorders:
    """Posts RecordersSeen whenever the sensors together see others than before. Safe to use from any thread."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._seen: dict[Source, tuple[Program, ...]] = {}
        self._told: tuple[Program, ...] = ()

    def see(self, source: Source, programs: tuple[Program, ...]) -> None:
        """Take these for all that `source` sees now."""
        with self._lock:
            self._seen[source] = programs
            now = tuple(dict.fromkeys(each for seen in self._seen.values() for each in seen))
            if set(now) != set(self._told):
                self._told = now
                self._post(RecordersSeen(at=datetime.now(UTC), programs=now))


class RecordingProcesses:
    """Knows recorders among processes before they reach for the screen; belongs to one thread."""

    def __init__(self, recorders: Recorders) -> None:
        self._recorders = recorders
        self._more: tuple[Signature, ...] = ()
        self._found: dict[psutil.Process, Program] = {}

    def look_for(self, more: tuple[Signature, ...]) -> None:
        """Look for these from now on beside those that are known; what was found is to be looked at again."""
        self._more = more

    def look_at(self, process: psutil.Process) -> None:
        """Keep `process` for `tell` if it is one; raise psutil.Error where it is gone."""
        arguments = arguments_of(process.pid)
        is_one = any(
            is_recorder(Program(name=name, path=path, pid=process.pid), self._more, arguments)
            for name, path in aliases(process)
        )
        if is_one:
            self._found[process] = program_of_pid(process.pid)
        else:
            self._found.pop(process, None)

    def tell(self) -> None:
        """Tell of those that were found and still run."""
        self._found = {process: program for process, program in self._found.items() if lives(process)}
        self._recorders.see("processes", tuple(self._found.values()))


def lives(process: psutil.Process) -> bool:
    """Say whether it still runs as the same process; one that only waits to be reaped does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False

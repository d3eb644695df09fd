"""Forbidden programs: seen soon after they start, and ended by id."""

# SPDX-License-Identifier: Apache-2.0

import queue
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

import psutil

from workstation.desktop.forbidden import Forbidden
from workstation.desktop.rounds import Rounds
from workstation.errors import DesktopError
from workstation.facts.observations import ProgramSeen
from workstation.facts.place import Program
from workstation.seat.ports import Post

EVERY = 0.25
YOUNG = 2.0
ALL_AGAIN = 30.0
PATIENCE = 1.0


class Programs:
    """Posts ProgramSeen for running and starting programs of our own user, once for each.

    A process is looked at each round while it is young (it forks first and becomes the program after), and all of
    them from time to time (a shell may become the program late). What ignores SIGTERM is killed.
    """

    def __init__(self, post: Post) -> None:
        self._post = post
        self._forbidden = self._looked_for = Forbidden((), ())
        self._own = psutil.Process()
        self._user = self._own.username()
        self._since: dict[int, float] = {}
        self._all_seen = float("-inf")
        self._posted: dict[psutil.Process, Program] = {}
        self._asked: queue.SimpleQueue[psutil.Process] = queue.SimpleQueue()
        self._ending: dict[psutil.Process, float] = {}
        self._rounds = Rounds("programs", self._look, EVERY, post)

    def watch(self, names: tuple[str, ...], paths: tuple[str, ...]) -> None:
        """Look for `names` and `paths` (globs) from now on, and for no others; returns at once.

        What runs already is posted again.
        """
        self._forbidden = Forbidden(names, paths)
        self._rounds.start()

    def stop(self) -> None:
        """End the thread; what was asked to end is not waited for."""
        self._rounds.stop()

    def end(self, program: Program) -> None:
        """Terminate the process that was posted as `program`, and kill it where it stays; from any thread.

        It is told from another with the same id by the time of its start; a new name does not save it. Returns at
        once; raises DesktopError where the system does not let us.
        """
        try:
            process = psutil.Process(program.pid)
            if self._posted.get(process) == program:
                process.terminate()
                self._asked.put(process)
        except psutil.NoSuchProcess:
            return
        except psutil.AccessDenied as error:
            raise DesktopError(f"process {program.pid} may not be ended") from error

    def _look(self) -> None:
        now, forbidden = monotonic(), self._forbidden
        is_all = now - self._all_seen >= ALL_AGAIN or forbidden is not self._looked_for
        if forbidden is not self._looked_for:
            self._looked_for, self._posted = forbidden, {}
        self._since = {pid: self._since.get(pid) or self._began(pid, now) for pid in psutil.pids()}
        for pid, since in self._since.items():
            if is_all or now - since < YOUNG:
                self._look_at(pid)
        if is_all:
            self._all_seen = now
            self._posted = {process: program for process, program in self._posted.items() if _lives(process)}
        self._kill_what_stays(now)

    def _began(self, pid: int, now: float) -> float:
        """Return since when a process that is new to us runs: since now, but in the first round."""
        if self._since:
            return now
        try:
            return now - (datetime.now(UTC).timestamp() - psutil.Process(pid).create_time())
        except psutil.NoSuchProcess:
            return now

    def _look_at(self, pid: int) -> None:
        try:
            process = psutil.Process(pid)
            is_ours = process.username() == self._user and process != self._own
            program = self._looked_for.match(process) if is_ours else None
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return
        if program and self._posted.get(process) != program:
            self._posted[process] = program
            self._post(ProgramSeen(at=datetime.now(UTC), program=program))

    def _kill_what_stays(self, now: float) -> None:
        while not self._asked.empty():
            self._ending.setdefault(self._asked.get(), now + PATIENCE)
        self._ending = {process: deadline for process, deadline in self._ending.items() if _lives(process)}
        for process, deadline in self._ending.items():
            if now >= deadline:
                with suppress(psutil.NoSuchProcess):
                    process.kill()


def _lives(process: psutil.Process) -> bool:
    """Say whether it still runs as the same process; one that only waits to be reaped does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

"""Programs that are forbidden, and ended by id, or that film the screen: seen soon after they start."""

# SPDX-License-Identifier: Apache-2.0

import queue
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

import psutil

from workstation.desktop.forbidden import Forbidden
from workstation.desktop.recorders import Recorders, RecordingProcesses, lives
from workstation.desktop.rounds import Rounds
from workstation.errors import DesktopError
from workstation.executable import Digests
from workstation.facts.actions import WatchPrograms
from workstation.facts.observations import ProgramSeen
from workstation.facts.place import Program
from workstation.facts.signature import Signature
from workstation.seat.ports import Post

EVERY = 0.25
YOUNG = 2.0
ALL_AGAIN = 30.0
PATIENCE = 1.0


class Programs:
    """Posts ProgramSeen for running and starting programs of our own user, once for each, and tells of recorders.

    A process is looked at each round while it is young (it forks first and becomes the program after), and all of
    them from time to time (a shell may become the program late). What ignores SIGTERM is killed.
    """

    def __init__(self, post: Post, recorders: Recorders | None = None, digests: Digests | None = None) -> None:
        self._post = post
        self._digests = digests or Digests()
        self._recording = RecordingProcesses(recorders or Recorders(post))
        self._more_recorders: tuple[Signature, ...] | None = None
        self._recorders_looked_for: tuple[Signature, ...] | None = None
        self._started: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._forbidden = self._looked_for = Forbidden(WatchPrograms(names=(), paths=()), self._digests)
        self._own = psutil.Process()
        self._user = self._own.username()
        self._since: dict[int, float] = {}
        self._all_seen = float("-inf")
        self._posted: dict[psutil.Process, Program] = {}
        self._asked: queue.SimpleQueue[psutil.Process] = queue.SimpleQueue()
        self._ending: dict[psutil.Process, float] = {}
        self._rounds = Rounds("programs", self._look, EVERY, post, between=self._look_at_started)

    def watch(self, watch: WatchPrograms) -> None:
        """Look for these from now on, and for no others; returns at once.

        What runs already is posted again.
        """
        self._forbidden = Forbidden(watch, self._digests)
        self._rounds.start()

    def watch_recorders(self, more: tuple[Signature, ...]) -> None:
        """Look for programs that film or share the screen, the known ones and these; returns at once."""
        self._more_recorders = more
        self._rounds.start()

    def look_at(self, pids: tuple[int, ...]) -> None:
        """Look at these processes before the next round; from any thread, at once."""
        for pid in pids:
            self._started.put(pid)
        self._rounds.hurry()

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
        recorders = self._more_recorders
        is_all = now - self._all_seen >= ALL_AGAIN
        if forbidden is not self._looked_for:
            self._looked_for, self._posted, is_all = forbidden, {}, True
        if recorders is not self._recorders_looked_for:
            self._recorders_looked_for, is_all = recorders, True
            self._recording.look_for(recorders or ())
        self._since = {pid: self._since.get(pid) or self._began(pid, now) for pid in psutil.pids()}
        for pid, since in self._since.items():
            if is_all or now - since < YOUNG:
                self._look_at(pid)
        if is_all:
            self._all_seen = now
            self._posted = {process: program for process, program in self._posted.items() if lives(process)}
        if self._recorders_looked_for is not None:
            self._recording.tell()
        self._kill_what_stays(now)

    def _look_at_started(self) -> None:
        while not self._started.empty():
            self._look_at(self._started.get())
        if self._recorders_looked_for is not None:
            self._recording.tell()

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
            if process.username() != self._user or process == self._own:
                return
            if self._recorders_looked_for is not None:
                self._recording.look_at(process)
            found = self._looked_for.match(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return
        if found and self._posted.get(process) != found[0]:
            self._posted[process] = found[0]
            self._post(ProgramSeen(at=datetime.now(UTC), program=found[0], mark=found[1]))

    def _kill_what_stays(self, now: float) -> None:
        while not self._asked.empty():
            self._ending.setdefault(self._asked.get(), now + PATIENCE)
        self._ending = {process: deadline for process, deadline in self._ending.items() if lives(process)}
        for process, deadline in self._ending.items():
            if now >= deadline:
                with suppress(psutil.NoSuchProcess):
                    process.kill()

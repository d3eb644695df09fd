"""The warden of a trial: no privileges, so it starts and ends processes of the one user and says what it cannot do."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from workstation.errors import WardenError
from workstation.keeper.ports import Denials, Executions


class TrialWarden:
    """Starts the parts as its own user's processes; each writes its log beside the keeper's."""

    def __init__(self, commands: Mapping[str, Sequence[str]], logs: Path) -> None:
        self._commands = commands
        self._logs = logs
        self._started: dict[int, subprocess.Popen[bytes]] = {}

    def start(self, part: str, slot: int) -> int:
        """Start a part in the session of this user and return its process id."""
        command = [*self._commands[part], "--slot", str(slot)]
        try:
            with (self._logs / f"{part}.log").open("ab") as log:
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
        except OSError as error:
            raise WardenError(f"the {part} cannot be started", hint=str(error)) from error
        self._reap()
        self._started[process.pid] = process
        return process.pid

    def _reap(self) -> None:
        """Forget what ended since; a process that nobody waits for would stay as a zombie."""
        self._started = {pid: process for pid, process in self._started.items() if process.poll() is None}

    def lock(self, slot: int) -> None:
        """Refuse: a trial has no lock but the shields."""
        raise WardenError(f"a trial cannot lock session {slot} by the operating system")

    def deny(self, slot: int, paths: Sequence[str]) -> Denials:
        """Refuse: a trial has no privileges to deny an execution."""
        raise WardenError(f"a trial cannot deny {len(paths)} programs in session {slot}")

    def notice(self, slot: int) -> Executions:
        """Refuse: a trial has no privileges to hear of executions."""
        raise WardenError(f"a trial hears of no executions in session {slot}")

    def kill(self, pid: int) -> None:
        """End the process `pid` at once."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def running(self, pid: int) -> bool:
        """Say whether a started process still runs, and reap it where it does not."""
        process = self._started.get(pid)
        if process is None:
            return False
        if process.poll() is None:
            return True
        del self._started[pid]
        return False

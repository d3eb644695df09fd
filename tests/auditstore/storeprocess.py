"""A real audit store in a process of its own, on a free port, over TLS."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from workstation.auditstore.store import AuditStore, open_store

DESKWARDEN = (sys.executable, "-m", "workstation")


class StoreProcess:
    """Starts, kills and restarts the store of one folder; `parts` are opened beside it, as its commands do.

    It is served with these `options`, those at its next start where they are changed.
    """

    def __init__(self, folder: Path, program: Sequence[str] = DESKWARDEN, options: Sequence[str] = ()) -> None:
        self.folder = folder
        self.options = options
        self._program = program
        self.parts: AuditStore = open_store(folder)
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    @property
    def authority(self) -> str:
        return self.parts.identity.authority_pem

    def start(self, port: int = 0) -> None:
        """Return once it answers; fails with its own words otherwise."""
        command = [*self._program, "store", "serve", "--dir", str(self.folder), "--port", str(port), *self.options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert "answers" in said, f"the store did not start: {said!r}"
        self.url = (self.folder / "url").read_text()

    def command_line(self) -> str:
        """Return what everybody on this machine reads of its process."""
        assert self._process is not None
        return " ".join(psutil.Process(self._process.pid).cmdline())

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(lambda process: process.kill())

    def stop(self) -> None:
        """End it as an administrator would."""
        self._end(lambda process: process.terminate())

    def restart(self) -> None:
        """Kill it and start it at the same address."""
        port = int(self.url.rpartition(":")[2])
        self.kill()
        self.start(port)

    def close(self) -> None:
        self.kill()
        self.parts.database.close()

    def _end(self, how: Callable[[subprocess.Popen[str]], None]) -> None:
        if self._process is not None:
            how(self._process)
            self._process.communicate(timeout=30)
            self._process = None


@contextmanager
def running_store(
    folder: Path, program: Sequence[str] = DESKWARDEN, options: Sequence[str] = ()
) -> Iterator[StoreProcess]:
    """Give a store that runs, and end it."""
    store = StoreProcess(folder, program, options)
    try:
        store.start()
        yield store
    finally:
        store.close()

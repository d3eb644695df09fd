"""One process a folder: a second keeper or store over the same record is refused before it reads a thing."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from pathlib import Path
from typing import Self

from workstation.errors import AlreadyRunningError, DeskwardenError

LOCK = "lock.db"


class Hold:
    """Holds a folder from its making to `release`: SQLite's exclusive lock ends with the process, however it ends."""

    def __init__(self, folder: Path, taken: AlreadyRunningError) -> None:
        """Hold `folder`; raise `taken` where another process does, DeskwardenError where the disk does not let it."""
        try:
            (folder / LOCK).touch(mode=0o600)
            self._lock = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)
            self._hold(taken)
        except (sqlite3.Error, OSError) as error:
            raise DeskwardenError(f"{folder} cannot be used", hint="Look at it and the disk under it.") from error

    def _hold(self, taken: AlreadyRunningError) -> None:
        try:
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._lock.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise taken from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let go; harmless when called twice."""
        self._lock.close()

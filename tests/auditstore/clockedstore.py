"""A real store whose clock stands still in a file until a test moves it."""

# SPDX-License-Identifier: Apache-2.0

import sys
from datetime import datetime, timedelta
from pathlib import Path

from workstation.auditstore import serve
from workstation.auditstore.store import AuditStore, open_store
from workstation.cli import main

CLOCKED = (sys.executable, "-m", "tests.auditstore.clockedstore")


class ClockFile:
    """The clock, for who moves it and who reads it."""

    def __init__(self, path: Path, now: datetime | None = None) -> None:
        self.path = path
        if now is not None:
            self.set(now)

    def set(self, now: datetime) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(now.isoformat())
        new.replace(self.path)

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self.path.read_text())


def open_with(clock: ClockFile) -> None:
    """Have the store that this process serves go by `clock`."""

    def clocked(folder: Path, inactive_after: timedelta) -> AuditStore:
        return open_store(folder, clock, inactive_after)

    serve.open_store = clocked  # type: ignore[attr-defined, assignment]


if __name__ == "__main__":
    open_with(ClockFile(Path(sys.argv.pop(1))))
    main()

"""The hostile reader as the count sees it: everything that it got, in order."""

# SPDX-License-Identifier: Apache-2.0

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.desktop.bed import Bed


class Got(NamedTuple):
    """What the reader says: an owner came, a drag is over its window or dropped there, or it was given a text."""

    what: str
    selection: str
    text: str


class Hostile:
    """Runs the reader; marks are positions in what it said so far."""

    def __init__(self, bed: Bed) -> None:
        self._said: list[Got] = []
        self._more = threading.Condition()
        self._process = subprocess.Popen(
            (sys.executable, "-m", "tests.leaks.reader"),
            env={**bed.environment, "PYTHONPATH": str(Path.cwd())},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        if not self.heard(0, lambda got: got.what == "ready", 20):
            raise AssertionError("the hostile reader does not start")

    def mark(self) -> int:
        """Return where the next thing will be."""
        return len(self._said)

    def since(self, mark: int) -> list[Got]:
        """Return what was said since `mark`."""
        return self._said[mark:]

    def texts(self, mark: int, *selections: str) -> list[str]:
        """Return the texts that it got of `selections` since `mark`."""
        return [got.text for got in self.since(mark) if got.what == "text" and got.selection in selections]

    def heard(self, mark: int, wanted: Callable[[Got], object], seconds: float) -> bool:
        """Return True once something `wanted` was said since `mark`, False where it is not within `seconds`."""
        until = time.monotonic() + seconds
        with self._more:
            while not any(wanted(got) for got in self._said[mark:]):
                if not self._more.wait(max(until - time.monotonic(), 0)):
                    return False
        return True

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._thread.join()
        if self._process.stdout:
            self._process.stdout.close()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            with self._more:
                self._said.append(Got(*json.loads(line)))
                self._more.notify_all()

"""The keeper, and a seat that reports to it without pause, as processes that a test may kill."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
import threading
import time
from pathlib import Path

POLICY = Path("tests/demo/policy.toml")
DEADLINE = 60.0


class KeeperProcess:
    """The real keeper, started again after each kill as an init system would."""

    def __init__(self, folder: Path, policy: Path = POLICY) -> None:
        self.socket = folder / "keeper.sock"
        self._command = (
            *(sys.executable, "-m", "tests.keeper.headless", "--dir", str(folder / "keeper")),
            *("--policy", str(policy), "--socket", str(self.socket)),
        )
        self._log = (folder / "keeper.log").open("ab")
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdout=self._log, stderr=self._log)

    def kill(self) -> None:
        """End it at any moment of its work, and start it again."""
        self._process.kill()
        self._process.wait()
        self._process = self._started()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(DEADLINE)
        self._log.close()


class Reporter:
    """A seat that reports without pause; `confirmed` is which reports were confirmed as which entries."""

    def __init__(self, socket: Path) -> None:
        self.confirmed: dict[int, int] = {}
        self._socket = socket
        self._start()

    def _start(self) -> None:
        first = max(self.confirmed, default=0) + 2  # the one between was on its way, and may be written
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.keeper.reporting", str(self._socket), str(first)],
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reading = threading.Thread(target=self._read, args=(self._process,))
        self._reading.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as said:
            for line in said:
                number, seq = map(int, line.split())
                self.confirmed[number] = seq

    def wait_for_more(self, count: int) -> None:
        """Return once that many more are confirmed."""
        goal, until = len(self.confirmed) + count, time.monotonic() + DEADLINE
        while len(self.confirmed) < goal:
            assert time.monotonic() < until, "the keeper confirms nothing more"
            time.sleep(0.005)

    def kill(self) -> None:
        """End it at any moment of its work, and start it again."""
        self.stop()
        self._start()

    def stop(self) -> None:
        """End it; harmless when called again."""
        self._process.kill()
        self._process.wait()
        self._reading.join(DEADLINE)

"""A clipboard manager that runs in the bed: what it remembers, and a while in which it looks at nothing."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

from tests.desktop.bed import Bed

LOOKS, LOOKS_EVERY = 8, 0.25


def remembered(bed: Bed, *, after: float) -> str:
    """Return everything that the clipboard manager has kept; asked without a pause, it would not come to keeping."""
    time.sleep(after)
    script = "var all = ''; for (var i = 0; i < size(); ++i) all += str(read(i)) + '|'; all"
    return evaluated(bed, script).stdout


def evaluated(bed: Bed, script: str) -> subprocess.CompletedProcess[str]:
    """Have the manager run a script of its own."""
    command = ["copyq", "eval", script]
    return subprocess.run(command, env=bed.environment, check=False, capture_output=True, text=True, timeout=60)


@contextmanager
def looking_away(manager: subprocess.Popen[bytes]) -> Iterator[None]:
    """Have a program and its children look at nothing for a while; a child may end at any time."""
    processes = [psutil.Process(manager.pid), *psutil.Process(manager.pid).children(recursive=True)]
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        yield
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.resume()

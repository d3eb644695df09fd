"""What the keeper takes from the operating system: time that no wound clock changes."""

# SPDX-License-Identifier: Apache-2.0

import sys
import time
from collections.abc import Callable
from functools import partial


def elapsed_clock() -> Callable[[], float]:
    """Return a clock of seconds since the machine started, suspend included; only its differences mean anything."""
    clock: Callable[[], float] = time.monotonic
    if sys.platform == "linux":
        clock = partial(time.clock_gettime, time.CLOCK_BOOTTIME)
    return clock

"""How long to wait before the next attempt: exponential, with full jitter, capped."""

# SPDX-License-Identifier: Apache-2.0

import random
from datetime import timedelta

FIRST = timedelta(milliseconds=500)
LONGEST = timedelta(seconds=30)


def pause_after(failures: int, chance: float) -> timedelta:
    """Return the wait after that many failures in a row (1 or more); `chance` is drawn from 0 to 1 anew each time.

    Full jitter spreads the devices of a site over the whole span when their store comes back.
    """
    return min(LONGEST, FIRST * (1 << min(failures, 16))) * chance


def jittered_pause(failures: int) -> timedelta:
    """Return `pause_after` with a chance of its own."""
    return pause_after(failures, random.random())  # noqa: S311 - spreads load, guards nothing

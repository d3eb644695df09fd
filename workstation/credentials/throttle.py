"""How long nobody may try again after wrong codes in a row (RFC 4226 §7.3): the same at the store and offline."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
DOUBLINGS = 5


def wait_after(failures: int) -> timedelta:
    """Return for how long after so many failures in a row no code is judged: it doubles, up to LONGEST_WAIT."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(failures - FREE_TRIES, DOUBLINGS)), LONGEST_WAIT)

"""How long nobody may try again after wrong codes in a row (RFC 4226 §7.3, PCI DSS 4.0.1 §8.3.4): here and offline."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LOCKED_OUT_AFTER = 10
LOCKOUT = timedelta(minutes=30)


def wait_after(failures: int) -> timedelta:
    """Return for how long after so many failures in a row no code is judged.

    It doubles from the fifth to the ninth, and is LOCKOUT from the tenth on.
    """
    if failures < FREE_TRIES:
        return timedelta(0)
    return LOCKOUT if failures >= LOCKED_OUT_AFTER else FIRST_WAIT * (1 << failures - FREE_TRIES)

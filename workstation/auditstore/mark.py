"""Up to where a reader was told, in one number that they give back after a break."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from datetime import timedelta

NUMBERS = 1 << 33
MINUTE_US = timedelta(minutes=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """All entries up to the store's `number` are told, or counted in windows that end after `minute` (since 1970).

    An entry's arrival and a window's end have no common order that numbers could follow, so it keeps both. A mark
    whose minute is 0 is the number of an entry alone.
    """

    number: int
    minute: int = 0

    def __int__(self) -> int:
        """Return the one number that stands for it."""
        return self.minute * NUMBERS + self.number


def mark_of(position: int) -> Mark:
    """Return what `int` made of a mark, a mark again."""
    minute, number = divmod(position, NUMBERS)
    return Mark(number, minute)


def window_end(received_us: int, minutes: int) -> int:
    """Return the minute in which the window of so many minutes ends that this moment is in."""
    minute = received_us // MINUTE_US
    return minute - minute % minutes + minutes

"""What the agent is about to hear, type or read of a customer's data: fields with the focus, and what is revealed."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workstation.facts.place import UNKNOWN, Place

REMEMBERED = timedelta(minutes=1)
"""As long as a rule may ask for what is over; no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One sensitive value that is typed or seen; `ended` is when that was over, None while it goes on.

    `page` is the document that told of it, "" where assistive technology did.
    """

    application: str
    data_class: str
    place: Place = UNKNOWN
    page: str = ""
    ended: datetime | None = None

    def lasts(self, now: datetime, after: timedelta) -> bool:
        """Say whether it goes on at `now`, or was over for less than `after`."""
        return self.ended is None or now - self.ended < after


def brought_up(
    before: tuple[Exposure, ...], present: Iterable[Exposure], at: datetime, *, is_open: bool
) -> tuple[Exposure, ...]:
    """Return what is `present`, then what was `before` and is over now or was a short while ago.

    Nothing is over while the seat is closed: nobody can tell then what is said.
    """
    now = dict.fromkeys(present)
    gone = (each for each in before if replace(each, ended=None) not in now)
    over = (replace(each, ended=at) if each.ended is None and is_open else each for each in gone)
    return (*now, *(each for each in over if each.lasts(at, REMEMBERED)))

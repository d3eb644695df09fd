"""When shifts begin and end: hours of the week by a seat's own clock, as moments that nobody can mistake."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workstation.policy.scope import DAYS, Hours

OffsetAt = Callable[[datetime], timedelta]
"""A moment, to how far the seat's clock is ahead of UTC then."""

DAY = timedelta(days=1)
ABOUT = 10
"""Shifts that begin within so many days of a moment are looked at."""
NEAR = timedelta(days=8, hours=12)
"""What ends within that, each week does; whether what ends beyond is joined to more, is not looked at."""
EXACT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """From a moment to another, in UTC; at its end it is over."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Shifts:
    """Those around one moment: when the last one ended, when the next one does, and whether one runs."""

    last_end: datetime | None
    next_end: datetime | None
    is_within: bool


def shifts_at(hours: Sequence[Hours], at: datetime, offset_at: OffsetAt) -> Shifts:
    """Return the shifts around `at`; hours that meet or overlap are one shift, which ends with the last of them."""
    joined = tuple(_joined(sorted(_each(hours, at, offset_at))))
    return Shifts(
        last_end=max((shift.end for shift in joined if at - NEAR < shift.end <= at), default=None),
        next_end=min((shift.end for shift in joined if at < shift.end < at + NEAR), default=None),
        is_within=any(shift.start <= at < shift.end for shift in joined),
    )


def first_shown(local: datetime, offset_at: OffsetAt) -> datetime:
    """Return the first moment at which the seat's clock shows `local`, without a zone, or a later time.

    Where that time comes twice, it is the first of the two; where it never comes, the moment at which it is skipped.
    """
    naive = local.replace(tzinfo=UTC)
    before, after = offset_at(naive - DAY), offset_at(naive + DAY)
    early, late = naive - before, naive - after
    if offset_at(early) == before:
        return early
    if offset_at(late) == after:
        return late
    return _skipped(late, early, naive, offset_at)


def _skipped(low: datetime, high: datetime, naive: datetime, offset_at: OffsetAt) -> datetime:
    """Return the moment after `low`, and at `high` at the latest, at which the clock goes past `naive`."""
    while high - low > EXACT:
        middle = low + (high - low) // 2
        if middle + offset_at(middle) >= naive:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def _each(hours: Sequence[Hours], at: datetime, offset_at: OffsetAt) -> Iterator[Shift]:
    today = (at + offset_at(at)).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    for each in hours:
        start, end = _time(each.start), _time(each.end)
        for number in range(-ABOUT, ABOUT + 1):
            day = today + number * DAY
            if DAYS[day.weekday()] in each.days:
                last = day + end if start < end else day + DAY + end
                shift = Shift(first_shown(day + start, offset_at), first_shown(last, offset_at))
                if shift.start < shift.end:
                    yield shift


def _joined(shifts: Sequence[Shift]) -> Iterator[Shift]:
    running: Shift | None = None
    for shift in shifts:
        if running is not None and shift.start <= running.end:
            running = Shift(running.start, max(running.end, shift.end))
            continue
        if running is not None:
            yield running
        running = shift
    if running is not None:
        yield running


def _time(written: str) -> timedelta:
    hours, minutes = written.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))

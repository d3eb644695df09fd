"""Shifts: when the next one ends, in any zone, over midnight, and where a clock skips an hour or shows it twice."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from workstation.errors import PolicyError
from workstation.policy.load import parse_policy
from workstation.policy.rules import Policy, ShiftRule
from workstation.policy.scope import DAYS, Hours, Scope
from workstation.policy.shifts import first_shown, shifts_at
from workstation.policy.strictness import loosened

TOP = 'name = "x"\nformat = 1\n[[rule]]\nkind = "shift"\nid = "s"\n'
WORKDAYS = DAYS[:5]
SECOND = timedelta(seconds=1)
TIMES = st.times().map(lambda time: f"{time:%H:%M}")
HOURS = st.builds(
    Hours,
    start=TIMES,
    end=TIMES,
    days=st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True).map(tuple),
).filter(lambda hours: hours.start != hours.end)
WEEKS = st.lists(HOURS, min_size=1, max_size=4).map(tuple)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - hypothesis draws without a zone
ZONES = st.timezones()


def offset(zone: tzinfo) -> Callable[[datetime], timedelta]:
    """Return how far the clocks of `zone` are ahead of UTC."""
    return lambda at: at.astimezone(zone).utcoffset() or timedelta()


def clock(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def next_end(hours: Hours, at: str, zone: str) -> datetime | None:
    return shifts_at((hours,), utc(at), offset(ZoneInfo(zone))).next_end


@given(local=MOMENTS, zone=ZONES, before=st.floats(0, 1))
def test_a_time_of_the_clock_is_the_first_moment_at_which_it_shows_that_or_a_later_one(
    local: datetime, zone: tzinfo, before: float
) -> None:
    naive = local.replace(tzinfo=None, second=0, microsecond=0)
    moment = first_shown(naive, offset(zone))
    assert clock(moment, zone) >= naive
    assert clock(moment - SECOND, zone) < naive
    assert clock(moment - SECOND - before * timedelta(hours=20), zone) < naive


@given(hours=WEEKS, at=MOMENTS, zone=ZONES, share=st.floats(0, 0.999))
def test_between_two_ends_there_is_none_and_each_is_its_own_moment(
    hours: tuple[Hours, ...], at: datetime, zone: tzinfo, share: float
) -> None:
    now = shifts_at(hours, at, offset(zone))
    assume(now.last_end is not None and now.next_end is not None)
    assert now.last_end is not None and now.next_end is not None  # noqa: PT018 - for mypy
    assert now.last_end <= at < now.next_end
    between = shifts_at(hours, at + share * (now.next_end - at), offset(zone))
    assert (between.last_end, between.next_end) == (now.last_end, now.next_end)
    then = shifts_at(hours, now.next_end, offset(zone))
    assert (then.last_end, then.is_within) == (now.next_end, False)
    assert shifts_at(hours, now.next_end - SECOND, offset(zone)).is_within


@given(hours=HOURS, at=MOMENTS, zone=ZONES)
def test_a_week_has_an_end_for_each_of_its_days_whatever_the_clock_does(
    hours: Hours, at: datetime, zone: tzinfo
) -> None:
    ends, moment = set[datetime](), at
    while moment < at + timedelta(days=21):
        following = shifts_at((hours,), moment, offset(zone)).next_end
        assert following is not None
        moment = following
        ends.add(moment)
    assert abs(len(ends) - 3 * len(hours.days)) <= 2


@given(hours=HOURS, at=MOMENTS, zone=ZONES)
def test_an_end_is_when_the_clock_shows_it_unless_it_skips_that(hours: Hours, at: datetime, zone: tzinfo) -> None:
    end = shifts_at((hours,), at, offset(zone)).next_end
    assert end is not None
    shown, just_before = clock(end, zone), clock(end - SECOND, zone)
    assert f"{shown:%H:%M}" == hours.end or shown - just_before > SECOND


@pytest.mark.parametrize(
    ("hours", "at", "zone", "end"),
    [
        (Hours(start="08:00", end="18:00"), "2026-11-27T12:00", "UTC", "2026-11-27T18:00"),
        (Hours(start="08:00", end="18:00"), "2026-11-27T12:00", "Asia/Manila", "2026-11-28T10:00"),
        (Hours(start="08:00", end="18:00", days=WORKDAYS), "2026-11-27T18:00", "UTC", "2026-11-30T18:00"),
        (Hours(start="22:00", end="06:00", days=("fri",)), "2026-11-27T23:00", "UTC", "2026-11-28T06:00"),
        (Hours(start="22:00", end="06:00", days=("fri",)), "2026-11-28T06:00", "UTC", "2026-12-05T06:00"),
        (Hours(start="16:00", end="00:00"), "2026-11-27T20:00", "UTC", "2026-11-28T00:00"),
        (  # on a day that never was
            Hours(start="17:00", end="06:00", days=("thu",)),
            "2011-12-30T06:00",
            "Pacific/Apia",
            "2011-12-30T10:00",
        ),
    ],
)
def test_the_next_end_is_by_the_seats_own_clock(hours: Hours, at: str, zone: str, end: str) -> None:
    assert next_end(hours, at, zone) == utc(end)


@pytest.mark.parametrize(
    ("end", "at", "zone", "comes"),
    [
        ("02:30", "2026-03-29T00:00", "Europe/Berlin", "2026-03-29T01:00"),  # never: skipped at 02:00
        ("03:00", "2026-03-29T00:00", "Europe/Berlin", "2026-03-29T01:00"),
        ("02:30", "2026-10-24T23:00", "Europe/Berlin", "2026-10-25T00:30"),  # twice: the first of them
        ("02:30", "2026-10-25T00:30", "Europe/Berlin", "2026-10-26T01:30"),  # and not the second
        ("03:00", "2026-10-24T23:00", "Europe/Berlin", "2026-10-25T02:00"),
        ("01:30", "2026-11-01T04:00", "America/New_York", "2026-11-01T05:30"),
        ("01:45", "2026-10-03T14:00", "Australia/Lord_Howe", "2026-10-03T15:15"),  # a clock that moves by half an hour
    ],
)
def test_a_time_that_comes_twice_ends_a_shift_once_and_one_that_never_comes_as_it_is_skipped(
    end: str, at: str, zone: str, comes: str
) -> None:
    assert next_end(Hours(start="17:00", end=end), at, zone) == utc(comes)


def test_shifts_that_meet_are_one_and_end_with_the_last() -> None:
    split = Hours(start="08:00", end="12:00"), Hours(start="12:00", end="18:00")
    now = shifts_at(split, utc("2026-11-27T11:00"), lambda _: timedelta())
    assert (now.last_end, now.next_end) == (utc("2026-11-26T18:00"), utc("2026-11-27T18:00"))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('hours = [{ start = "08:00", end = "08:00" }]', "starts when it ends"),
        ('hours = [{ start = "08:00", end = "20:00" }, { start = "20:00", end = "08:00" }]', "never ends"),
        ("hours = []", "hours: Expected `array` of length >= 1".replace("`", "")),
        ("", 'the key "hours" is missing'),
        ('hours = [{ start = "08:00", end = "18:60" }]', "end"),
        ('hours = [{ start = "08:00", end = "18:00" }]\nat_end = "explode"', "at_end"),
        (
            'hours = [{ start = "08:00", end = "18:00" }]\nscope = { networks = ["10.0.0.0/8"] }',
            "the keeper ends shifts, and knows no sites and networks",
        ),
        (
            'hours = [{ start = "08:00", end = "18:00" }]\nscope = { hours = [{ start = "08:00", end = "18:00" }] }',
            "a shift has its own hours",
        ),
    ],
)
def test_a_shift_that_makes_no_sense_is_refused(written: str, says: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse_policy(f"{TOP}{written}".encode(), "x.toml")
    assert says in str(refused.value)


SHIFT = ShiftRule(id="s", hours=(Hours(start="08:00", end="18:00", days=WORKDAYS),))


@pytest.mark.parametrize(
    ("now", "is_looser"),
    [
        (SHIFT, False),
        (replace(SHIFT, warn_seconds=0), False),
        (replace(SHIFT, at_end="sign_out"), False),
        (replace(SHIFT, hours=(Hours(start="08:00", end="19:00", days=WORKDAYS),)), True),
        (replace(SHIFT, hours=(*SHIFT.hours, Hours(start="17:00", end="20:00"))), True),
        (replace(SHIFT, scope=Scope(call="off")), True),
    ],
)
def test_a_shift_that_may_end_later_or_not_at_all_is_named(now: ShiftRule, *, is_looser: bool) -> None:
    before, after = (Policy(name="x", format=1, rule=(rule,)) for rule in (SHIFT, now))
    assert bool(list(loosened(before, after))) is is_looser


def test_a_shift_that_signed_out_and_locks_now_is_named() -> None:
    before, after = (Policy(name="x", format=1, rule=(replace(SHIFT, at_end=each),)) for each in ("sign_out", "lock"))
    assert list(loosened(before, after))

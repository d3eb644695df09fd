"""The clock, held against elapsed time: whoever sets it is seen, in one step or in many."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workstation.keeper.clockwatch import ClockWatch

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TOLERANCE = timedelta(seconds=60)
SECONDS = st.floats(min_value=0, max_value=10_000)
STEPS = st.integers(min_value=-59, max_value=59).map(lambda seconds: timedelta(seconds=seconds))


class Machine:
    """A machine whose clock is set at will."""

    def __init__(self, last: datetime | None = None) -> None:
        self.now, self.elapsed = NOON, 100.0
        self.watch = ClockWatch(lambda: self.now, lambda: self.elapsed, last)

    def runs(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.elapsed += seconds

    def moved(self) -> timedelta | None:
        return self.watch.moved(TOLERANCE)


@given(st.lists(SECONDS, max_size=20))
def test_a_clock_that_only_runs_is_never_told(runs: list[float]) -> None:
    machine = Machine()
    for seconds in runs:
        machine.runs(seconds)
        assert machine.moved() is None


@given(st.floats(min_value=61, max_value=3.2e8), st.sampled_from([1, -1]), SECONDS)
def test_a_step_is_told_once_with_its_size(seconds: float, sign: int, before: float) -> None:
    machine, step = Machine(), timedelta(seconds=seconds) * sign
    machine.runs(before)
    machine.now += step
    told = machine.moved()
    assert told is not None
    assert abs(told - step) < timedelta(milliseconds=1)
    machine.runs(30)
    assert machine.moved() is None


@given(st.lists(STEPS, min_size=1, max_size=50))
def test_small_steps_count_together(steps: list[timedelta]) -> None:
    machine, told, total = Machine(), timedelta(0), timedelta(0)
    for step in steps:
        machine.runs(1)
        machine.now += step
        total += step
        told += machine.moved() or timedelta(0)
    assert abs(total - told) <= TOLERANCE + timedelta(milliseconds=1)


def test_a_clock_that_was_set_back_before_the_start_is_told() -> None:
    assert Machine(last=NOON + timedelta(days=3)).moved() == -timedelta(days=3)
    assert Machine(last=NOON + timedelta(seconds=30)).moved() is None
    assert Machine(last=NOON - timedelta(days=3)).moved() is None

"""The end of a shift at the seat: what the keeper told is counted down to, taken back, and watched once more."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

import pytest

from tests.core.seats import actions, at, seat
from workstation.facts.actions import LockSeat, WarnOfLock
from workstation.facts.observations import ClockTicked, InputResumed, TruthChanged
from workstation.facts.shiftend import AtEnd, ShiftEnd
from workstation.facts.truth import Truth
from workstation.guards.shift import GRACE, ShiftGuard

GUARD = ShiftGuard()


def told(end: ShiftEnd | None, seconds: float = 0, truth: Truth = Truth.ACTIVE) -> TruthChanged:
    return TruthChanged(at=at(seconds), truth=truth, agent="maria", reason="", shift=end)


def ending(then: AtEnd = "lock") -> ShiftEnd:
    return ShiftEnd(rule="day", at=at(120), then=then)


@pytest.mark.parametrize("then", ["lock", "sign_out"])
def test_an_end_that_is_near_is_counted_down_to_until_it_comes(then: AtEnd) -> None:
    warning = WarnOfLock(reason="shift_over", at=at(120), signs_out=then == "sign_out")
    assert actions(GUARD, seat(), told(ending(then))) == (warning,)
    assert actions(GUARD, seat(told(ending(then))), ClockTicked(at=at(60))) == (warning,)
    assert actions(GUARD, seat(told(ending(then))), ClockTicked(at=at(121))) == (warning,)


def test_a_countdown_is_taken_back_where_the_keeper_says_that_no_end_is_near() -> None:
    taken_back = (WarnOfLock(reason="shift_over", at=None),)
    assert actions(GUARD, seat(told(ending())), told(None, 30)) == taken_back
    assert GUARD.judge(seat(), told(None, 30)) is None
    assert GUARD.judge(seat(), ClockTicked(at=at(900))) is None


def test_a_seat_that_the_keeper_leaves_open_after_the_end_locks_by_itself() -> None:
    late = at(120) + GRACE
    assert actions(GUARD, seat(told(ending())), ClockTicked(at=late)) == (LockSeat(reason="shift_over"),)
    assert not [
        each
        for each in actions(GUARD, seat(told(ending())), ClockTicked(at=late - timedelta(milliseconds=1)))
        if isinstance(each, LockSeat)
    ]


@pytest.mark.parametrize("truth", [truth for truth in Truth if truth is not Truth.ACTIVE])
def test_a_closed_seat_counts_nothing_down_and_has_no_more_to_lock(truth: Truth) -> None:
    assert GUARD.judge(seat(told(ending())), told(ending(), 30, truth)) is None
    assert GUARD.judge(seat(told(ending()), told(ending(), 30, truth)), ClockTicked(at=at(900))) is None


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(told(ending())), InputResumed(at=at(900))) is None

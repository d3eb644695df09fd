"""Time: an idle seat locks, and one whose second factor is overdue locks even where the keeper forgets."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

import pytest

from tests.core.seats import actions, at, rules, seat, told
from workstation.facts.actions import LockSeat, WatchIdle
from workstation.facts.observations import ClockTicked, InputIdled, InputResumed, SeatStarted, SurroundingsChanged
from workstation.facts.truth import Truth
from workstation.guards.idle import IdleGuard
from workstation.guards.reauth import GRACE, ReauthGuard
from workstation.policy.rules import IdleRule, ReauthRule
from workstation.policy.scope import Hours, Scope

IDLE = IdleGuard(rules(IdleRule(id="idle", after_seconds=300)))
REAUTH = ReauthGuard(rules(ReauthRule(id="reauth", after_seconds=3600)))
CLOSED = [truth for truth in Truth if truth is not Truth.ACTIVE]


def idled(idle: float, seconds: float = 300) -> InputIdled:
    return InputIdled(at=at(seconds), idle=timedelta(seconds=idle))


def tick(seconds: float) -> ClockTicked:
    return ClockTicked(at=at(seconds))


def test_input_is_watched_for_the_limit_from_the_start() -> None:
    started = SeatStarted(at=at(0))
    assert actions(IDLE, seat(truth=Truth.SIGNED_OUT), started) == (WatchIdle(after=timedelta(seconds=300)),)


def test_an_idle_seat_locks_at_the_limit() -> None:
    assert actions(IDLE, seat(), idled(300)) == (LockSeat(reason="idle"),)


def test_a_seat_does_not_lock_before_the_limit() -> None:
    assert IDLE.judge(seat(), idled(299.9)) is None


def test_a_seat_that_is_still_open_after_the_limit_is_locked_at_the_next_tick() -> None:
    assert actions(IDLE, seat(idled(300)), tick(301)) == (LockSeat(reason="idle"),)
    assert IDLE.judge(seat(idled(200, 200)), tick(299)) is None


def test_input_ends_idling() -> None:
    assert IDLE.judge(seat(idled(300), InputResumed(at=at(301))), tick(900)) is None


@pytest.mark.parametrize("truth", CLOSED)
def test_a_closed_seat_has_no_more_to_lock(truth: Truth) -> None:
    assert IDLE.judge(seat(truth=truth), idled(900)) is None
    assert IDLE.judge(seat(idled(900), truth=truth), tick(901)) is None
    assert REAUTH.judge(seat(truth=truth), tick(90_000)) is None


def test_the_keeper_has_its_grace_before_the_seat_locks_by_itself() -> None:
    due = 3600 + GRACE.total_seconds()
    assert REAUTH.judge(seat(), tick(due - 0.1)) is None
    assert actions(REAUTH, seat(), tick(due)) == (LockSeat(reason="reauth"),)


def test_a_second_factor_starts_the_time_anew() -> None:
    again = seat(told(Truth.REAUTH_DUE, 3600), told(Truth.ACTIVE, 3650))
    assert REAUTH.judge(again, tick(3700)) is None
    assert REAUTH.judge(again, tick(3600 + 3650 + GRACE.total_seconds())) is not None


def test_a_reauth_rule_that_begins_to_hold_leaves_the_keeper_its_grace() -> None:
    night = Scope(hours=(Hours(start="09:30", end="06:00"),))
    guard = ReauthGuard(rules(ReauthRule(id="night", after_seconds=60, scope=night)))
    known = SurroundingsChanged(at=at(0), addresses=(), utc_offset=timedelta())
    assert guard.judge(seat(known), tick(1799)) is None
    assert guard.judge(seat(known), tick(1800)) is None
    assert actions(guard, seat(known), tick(1800 + GRACE.total_seconds())) == (LockSeat(reason="reauth"),)


def test_other_facts_are_not_their_business() -> None:
    assert IDLE.judge(seat(), InputResumed(at=at(1))) is None
    assert REAUTH.judge(seat(), InputResumed(at=at(9000))) is None

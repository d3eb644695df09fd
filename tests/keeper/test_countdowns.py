"""Countdowns to a lock: the keeper is told of them, and locks at their end where the seat does not."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.keeper.running import RunningKeeper, eventually, hear
from tests.seat.test_keeper import linked
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.messages import (
    CodeOffered,
    CountdownTold,
    Cover,
    LockOrder,
    MyRecord,
    MyRecordWanted,
    TruthTold,
    Verdict,
)

CHANGES = {Kind.WARNED, Kind.WARNING_OVER, Kind.LOCKED, Kind.UNLOCKED}


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path)
    yield running
    running.stop()


def changes(keeper: RunningKeeper) -> list[Kind]:
    return [kind for kind in keeper.kinds() if kind in CHANGES]


def test_a_seat_that_counts_down_and_does_not_lock_is_locked_by_its_keeper(keeper: RunningKeeper) -> None:
    seat, shield, _ = keeper.open_seat()
    seat.send(CountdownTold(reason="idle", seconds=0))
    assert hear(shield, Cover).reason == "idle"
    assert hear(seat, TruthTold, lambda told: told.truth is not Truth.ACTIVE).truth is Truth.LOCKED
    eventually(lambda: changes(keeper) == [Kind.WARNED, Kind.LOCKED])


def test_activity_ends_the_countdown_and_the_seat_stays_open(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    seat.send(CountdownTold(reason="idle", seconds=60))
    eventually(lambda: keeper.slot.standing.truth is Truth.WARNED)
    assert keeper.slot.standing.uncovered
    seat.send(CountdownTold(reason="idle", seconds=None))
    eventually(lambda: keeper.slot.standing.truth is Truth.ACTIVE)
    assert changes(keeper) == [Kind.WARNED, Kind.WARNING_OVER]


def test_of_two_countdowns_the_other_goes_on_and_the_earlier_end_counts(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    seat.send(CountdownTold(reason="reauth", seconds=120))
    seat.send(CountdownTold(reason="idle", seconds=30))
    eventually(lambda: keeper.slot.standing.reason == "idle")
    seat.send(CountdownTold(reason="idle", seconds=None))
    eventually(lambda: keeper.slot.standing.reason == "reauth")
    assert keeper.slot.standing.truth is Truth.WARNED
    assert changes(keeper) == [Kind.WARNED]


def test_a_countdown_of_before_a_lock_counts_for_nothing_after_it(keeper: RunningKeeper) -> None:
    seat, _, prompt = keeper.open_seat()
    seat.send(CountdownTold(reason="idle", seconds=60))
    seat.send(LockOrder(reason="agent"))
    hear(seat, TruthTold, lambda told: told.truth is Truth.LOCKED)
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict).accepted
    seat.send(CountdownTold(reason="reauth", seconds=120))
    eventually(lambda: keeper.slot.standing.reason == "reauth")
    seat.send(CountdownTold(reason="reauth", seconds=None))
    eventually(lambda: keeper.slot.standing.truth is Truth.ACTIVE)


def test_a_covered_seat_counts_nothing_down(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    seat.send(LockOrder(reason="agent"))
    seat.send(CountdownTold(reason="idle", seconds=60))
    seat.send(MyRecordWanted())
    hear(seat, MyRecord)
    assert changes(keeper) == [Kind.LOCKED]


def test_the_seat_says_each_countdown_once_and_takes_it_back_with_its_policy(keeper: RunningKeeper) -> None:
    with linked(keeper) as (link, _):
        link.ready(())
        prompt = keeper.peer("prompt")
        eventually(lambda: keeper.slot.standing.seat_ready)
        prompt.send(CodeOffered(agent="cruz", code="111111"))
        assert hear(prompt, Verdict).accepted
        at = datetime.now(UTC) + timedelta(minutes=5)
        for _ in range(3):
            link.count_down("idle", at)
        eventually(lambda: keeper.slot.standing.truth is Truth.WARNED)
        ends = keeper.slot.standing.ends
        assert ends is not None
        assert abs(ends - at) < timedelta(minutes=1)
        link.policy_taken("another")
        eventually(lambda: keeper.slot.standing.truth is Truth.ACTIVE)
    assert changes(keeper)[:2] == [Kind.WARNED, Kind.WARNING_OVER]

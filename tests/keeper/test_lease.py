"""The lease: a seat that has not heard its store for too long warns, locks, and opens by the store alone."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.fakes.verifier import FakeVerifier
from tests.keeper.running import CODES, RunningKeeper, eventually, hear
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.lease import Lease
from workstation.keeper.ruled import Ruled
from workstation.link.client import Client
from workstation.link.messages import CodeOffered, TruthTold, Verdict

DAY = timedelta(hours=24)


def hear_truth(peer: Client, fits: Callable[[TruthTold], bool]) -> TruthTold:
    while not fits(told := hear(peer, TruthTold)):
        pass
    return told


def test_it_runs_by_elapsed_time_from_the_last_word_of_the_store() -> None:
    now = 1000.0
    lease = Lease(lambda: now, timedelta(hours=3))
    assert lease.left(DAY) == timedelta(hours=21)
    now += 3600
    assert lease.left(DAY) == timedelta(hours=20)
    lease.renew()
    assert lease.left(DAY) == DAY


def test_a_store_that_is_heard_has_a_minute_for_its_receipt() -> None:
    now = 1000.0
    lease = Lease(lambda: now, timedelta(days=2))
    assert lease.left(DAY) < timedelta()
    lease.grace()
    assert lease.left(DAY) == timedelta(minutes=1)
    now += 61
    assert lease.left(DAY) < timedelta()
    lease.renew()
    lease.grace()
    assert lease.left(DAY) == DAY


def test_a_receipt_from_the_future_lengthens_nothing() -> None:
    assert Lease(lambda: 0.0, timedelta(days=-3650)).left(DAY) == DAY


def test_two_hours_before_its_end_the_seat_is_warned_and_the_supervisor_told_once(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, away=timedelta(hours=22, minutes=30))
    seat = keeper.peer("seat")
    closing = hear_truth(seat, lambda told: told.closes_at is not None)
    assert closing.closes_at is not None
    eventually(lambda: Kind.LEASE_ENDING in keeper.kinds())
    keeper.lease.renew()
    hear_truth(seat, lambda told: told.closes_at is None)
    assert keeper.kinds().count(Kind.LEASE_ENDING) == 1
    keeper.stop()


def test_the_shortest_lease_warns_halfway_and_not_from_its_beginning(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(lease=timedelta(hours=2)), away=timedelta(minutes=50))
    seat = keeper.peer("seat")
    assert hear(seat, TruthTold).closes_at is None
    keeper.lease._heard -= 1200
    hear_truth(seat, lambda told: told.closes_at is not None)
    keeper.stop()


def test_at_its_end_the_seat_locks_and_no_code_judged_here_opens_it(tmp_path: Path) -> None:
    verifier = FakeVerifier("cruz", CODES)
    keeper = RunningKeeper(tmp_path, Ruled(lease=timedelta(hours=2)), verifier=verifier)
    _, _, prompt = keeper.open_seat()
    keeper.lease._heard -= 7201
    told = hear_truth(prompt, lambda told: told.truth is Truth.LOCKED)
    assert told.reason == "lease_over"
    first, second, *_ = sorted(CODES - verifier._used)
    verifier.judge = "offline"
    prompt.send(CodeOffered(agent="", code=first))
    assert (hear(prompt, Verdict).reason, keeper.slot.standing.truth) == ("lease_over", Truth.LOCKED)
    verifier.judge = "store"
    keeper.lease.grace()  # as the verifier does once the store answers
    prompt.send(CodeOffered(agent="", code=second))
    assert hear(prompt, Verdict).accepted
    eventually(lambda: keeper.slot.standing.truth is Truth.ACTIVE)
    keeper.stop()

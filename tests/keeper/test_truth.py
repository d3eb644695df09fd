"""Seat truth: whatever happens in whatever order, only a verified code of the right agent opens."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.keeper.truths import AT, EVENTS, run
from workstation.facts.truth import Truth
from workstation.keeper.truth import (
    CodeVerified,
    Event,
    GlassBroken,
    LockOrdered,
    ReauthFellDue,
    SeatBecameReady,
    SeatWasLost,
    after,
)

events = st.sampled_from(sorted(EVENTS.values(), key=repr))


@given(happened=st.lists(events, max_size=30), last=events)
def test_a_covered_seat_opens_by_a_code_or_by_the_return_of_its_seat_only(happened: list[Event], last: Event) -> None:
    before = run(*happened)
    now = after(before, last)
    if now.uncovered and not before.uncovered:
        assert isinstance(last, CodeVerified | GlassBroken | SeatBecameReady)
        assert now.seat_ready


@given(happened=st.lists(events, max_size=30))
def test_a_lost_seat_needs_a_new_code(happened: list[Event]) -> None:
    standing = after(after(run(*happened), SeatWasLost(at=AT)), SeatBecameReady(at=AT))
    assert not standing.uncovered


@given(happened=st.lists(events, max_size=30))
def test_another_agents_code_never_opens_a_locked_seat(happened: list[Event]) -> None:
    standing = after(run(*happened), LockOrdered(at=AT, reason="idle"))
    if standing.truth is Truth.LOCKED:
        assert after(standing, CodeVerified(at=AT, agent="somebody else", team="cards")) == standing


def test_a_code_opens_a_ready_seat() -> None:
    assert run(SeatBecameReady(at=AT), CodeVerified(at=AT, agent="cruz", team="cards")).uncovered


def test_a_code_does_not_open_a_seat_whose_sensors_are_down() -> None:
    assert not run(CodeVerified(at=AT, agent="cruz", team="cards")).uncovered


def test_reauthentication_locks_for_its_own_reason() -> None:
    standing = run(
        SeatBecameReady(at=AT),
        CodeVerified(at=AT, agent="cruz", team="cards"),
        ReauthFellDue(at=AT + timedelta(hours=12)),
    )
    assert (standing.truth, standing.reason, standing.agent) == (Truth.REAUTH_DUE, "reauth", "cruz")
    assert not standing.uncovered


def test_the_first_reason_of_a_lock_stays() -> None:
    opened = (SeatBecameReady(at=AT), CodeVerified(at=AT, agent="cruz", team="cards"))
    assert run(*opened, LockOrdered(at=AT, reason="idle"), LockOrdered(at=AT, reason="agent")).reason == "idle"

"""Time: an idle seat locks, and one whose second factor is overdue locks even where the keeper forgets."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.seats import actions, at, bodies, notices, rules, seat, told
from workstation.facts.actions import LockSeat, WarnOfLock, WatchIdle
from workstation.facts.kinds import Kind, Severity
from workstation.facts.observations import (
    CallChanged,
    ClockTicked,
    FieldFocused,
    InputFaked,
    InputIdled,
    InputResumed,
    Observation,
    PolicyChanged,
    SeatStarted,
    StoreSawSeat,
    SupportChanged,
    SurroundingsChanged,
)
from workstation.facts.place import UNKNOWN, Field, Place, Rect
from workstation.facts.session import Session
from workstation.facts.situation import StoreView
from workstation.facts.support import Supported
from workstation.facts.truth import Truth
from workstation.guards.idle import IdleGuard
from workstation.guards.reauth import GRACE, ReauthGuard
from workstation.policy.rules import IdleRule, ReauthRule
from workstation.policy.scope import Application, Hours, PlaceScope, Scope, Site

IDLE = IdleGuard(rules(IdleRule(id="idle", after_seconds=300)))
REAUTH = ReauthGuard(rules(ReauthRule(id="reauth", after_seconds=3600)))
SUPPORTED = Supported(rule="it-help", program="/usr/bin/x11vnc", approver="Kim", until=at(60))
CLOSED = [truth for truth in Truth if truth is not Truth.ACTIVE]


def idled(idle: float, seconds: float = 300) -> InputIdled:
    return InputIdled(at=at(seconds), idle=timedelta(seconds=idle))


def faked(idle: float, *, ago: float) -> InputFaked:
    """Return that a program gave input, in a time without hands that began with the seat."""
    idling, since = timedelta(seconds=idle), timedelta(seconds=ago)
    return InputFaked(at=at(idle), idle=idling, by="xtest", ago=since)


def watched(guard: IdleGuard, session: Session, observation: Observation) -> str | None:
    """Return what faked input does from now on, None where nothing is said of it."""
    told = [action.synthetic for action in actions(guard, session, observation) if isinstance(action, WatchIdle)]
    return told[0] if told else None


def tick(seconds: float) -> ClockTicked:
    return ClockTicked(at=at(seconds))


def locks(guard: IdleGuard | ReauthGuard, session: Session, observation: Observation) -> bool:
    return any(isinstance(action, LockSeat) for action in actions(guard, session, observation))


def test_input_is_watched_for_the_limit_from_the_start() -> None:
    started = SeatStarted(at=at(0))
    limits = timedelta(seconds=270), timedelta(seconds=300)
    assert actions(IDLE, seat(truth=Truth.SIGNED_OUT), started) == (WatchIdle(limits=limits),)


def test_an_idle_seat_locks_at_the_limit() -> None:
    assert actions(IDLE, seat(), idled(300)) == (LockSeat(reason="idle"),)


@pytest.mark.parametrize(("program", "is_locked"), [("/usr/bin/chromium", True), ("/usr/bin/gedit", False), ("", True)])
def test_a_shorter_limit_holds_while_one_of_its_programs_has_the_focus_or_nobody_can_tell(
    program: str, *, is_locked: bool
) -> None:
    crm = PlaceScope(applications=(Application(executable="/usr/bin/chromium"),))
    guard = IdleGuard(rules(IdleRule(id="idle", after_seconds=300), IdleRule(id="crm", after_seconds=60, scope=crm)))
    place = Place(executable=program) if program else UNKNOWN
    focus = Field(application="", role="entry", data_class=None, rect=Rect(0, 0, 9, 9), place=place)
    at_it = FieldFocused(at=at(1), field=focus if program else None)
    assert locks(guard, seat(at_it), idled(60, 60)) is is_locked


def test_the_agent_is_warned_before_the_limit_and_input_takes_the_warning_back() -> None:
    assert IDLE.judge(seat(), idled(269)) is None
    assert actions(IDLE, seat(), idled(270, 270)) == (WarnOfLock(reason="idle", at=at(300)),)
    assert actions(IDLE, seat(idled(270, 270)), tick(280)) == (WarnOfLock(reason="idle", at=at(300)),)
    assert actions(IDLE, seat(idled(270, 270)), InputResumed(at=at(281))) == (WarnOfLock(reason="idle", at=None),)


def test_a_rule_may_warn_of_nothing_and_a_short_one_warns_at_half_its_time() -> None:
    silent = IdleGuard(rules(IdleRule(id="idle", after_seconds=300, warn_seconds=0)))
    assert silent.judge(seat(), idled(299.9)) is None
    short = IdleGuard(rules(IdleRule(id="idle", after_seconds=10)))
    assert actions(short, seat(), idled(5, 5)) == (WarnOfLock(reason="idle", at=at(10)),)


def test_the_agent_is_warned_before_a_second_factor_is_asked_for() -> None:
    assert REAUTH.judge(seat(), tick(3479)) is None
    assert actions(REAUTH, seat(), tick(3480)) == (WarnOfLock(reason="reauth", at=at(3600)),)


def test_what_programs_fake_counts_where_every_rule_that_holds_says_so() -> None:
    at_all = IdleRule(id="all", after_seconds=300)
    off_call = PlaceScope(call="off")
    by_switch = IdleRule(id="switch", after_seconds=200, synthetic="count", scope=off_call)
    assert watched(IdleGuard(rules(at_all, by_switch)), seat(), SeatStarted(at=at(0))) == "ignore"
    alone = IdleGuard(rules(by_switch, replace(at_all, scope=PlaceScope(call="on"))))
    assert watched(alone, seat(), SeatStarted(at=at(0))) == "ignore"
    assert watched(alone, seat(), CallChanged(at=at(1), on_call=False)) == "count"
    off = seat(CallChanged(at=at(1), on_call=False))
    assert watched(alone, off, ClockTicked(at=at(2))) is None
    assert watched(alone, off, CallChanged(at=at(3), on_call=True)) == "ignore"


def test_what_remote_support_types_counts_while_it_is_allowed() -> None:
    begun = SupportChanged(at=at(1), support=SUPPORTED)
    assert watched(IDLE, seat(), begun) == "count"
    assert watched(IDLE, seat(begun), tick(2)) is None
    assert watched(IDLE, seat(begun), tick(60)) == "ignore"
    assert watched(IDLE, seat(begun), SupportChanged(at=at(5), support=None)) == "ignore"


def test_a_program_that_gives_input_all_the_while_is_raised_once() -> None:
    session, raised = seat(), []
    for look in (150, 270, 300):
        did = actions(IDLE, session, faked(look, ago=7))
        raised += bodies(did)
        assert all(notice == "input_faked" for notice in notices(did))
        session = session.after(faked(look, ago=7))
    (body,) = raised
    assert (body.kind, body.severity, body.rule) == (Kind.INPUT_FAKED, Severity.VIOLATION, "idle")
    assert body.details == {"seconds": 270, "by": "xtest"}


@pytest.mark.parametrize("truth", CLOSED)
def test_what_programs_fake_at_a_closed_seat_is_nobodys_business(truth: Truth) -> None:
    assert IDLE.judge(seat(faked(150, ago=7), told(truth, 151)), faked(300, ago=7)) is None


@given(fakes=st.lists(st.floats(0, 300), max_size=40))
def test_what_is_raised_came_in_both_halves_and_not_upon_a_hand(fakes: list[float]) -> None:
    session, raised = seat(), []
    for look in (150, 270, 300):
        if before := [fake for fake in fakes if 0 < fake < look]:
            raised += bodies(actions(IDLE, session, faked(look, ago=look - max(before))))
            session = session.after(faked(look, ago=look - max(before)))
    assert len(raised) <= 1
    if raised:
        assert [fake for fake in fakes if 10 < fake <= 150]
        assert [fake for fake in fakes if fake > 150]


@given(period=st.floats(0.01, 139), begun=st.floats(0, 1))
def test_a_jiggler_that_keeps_a_seat_open_is_always_raised(period: float, begun: float) -> None:
    session, raised = seat(), []
    for look in (150, 270, 300):
        fake = faked(look, ago=(look - begun * period) % period)
        raised += bodies(actions(IDLE, session, fake))
        session = session.after(fake)
    assert len(raised) == 1


def test_what_was_faked_before_a_hand_came_back_is_forgotten() -> None:
    known = seat(faked(150, ago=7))
    assert IDLE.judge(known, InputFaked(at=at(500), idle=timedelta(seconds=300), by="uinput", ago=timedelta(0))) is None


def test_a_seat_that_is_still_open_after_the_limit_is_locked_at_the_next_tick() -> None:
    assert actions(IDLE, seat(idled(300)), tick(301)) == (LockSeat(reason="idle"),)
    assert not locks(IDLE, seat(idled(200, 200)), tick(299))


def test_a_seat_that_is_seen_away_from_its_site_locks_by_the_shorter_time_from_then_on() -> None:
    cebu = Site(name="cebu", networks=("192.168.1.0/24",), seen_from=("203.0.113.0/28",))
    office, home = (
        IdleRule(id="o", after_seconds=300),
        IdleRule(id="h", after_seconds=60, scope=PlaceScope(away_from=("cebu",))),
    )
    judge = IdleGuard(rules(office, home, sites=(cebu,)))
    here = SurroundingsChanged(at=at(0), addresses=("192.168.1.7",), utc_offset=timedelta())

    def saw(address: str) -> StoreSawSeat:
        return StoreSawSeat(at=at(1), view=StoreView(seen_from=address, own="192.168.1.7"))

    in_office = seat(here, saw("203.0.113.7"), idled(90, 100))
    assert not locks(judge, in_office, tick(101))
    assert locks(judge, in_office.after(saw("198.51.100.9")), tick(101))
    assert locks(judge, in_office.after(StoreSawSeat(at=at(100), view=None)), tick(101))


def test_input_ends_idling() -> None:
    assert IDLE.judge(seat(idled(300), InputResumed(at=at(301))), tick(900)) is None


@pytest.mark.parametrize("truth", CLOSED)
def test_a_closed_seat_has_no_more_to_lock(truth: Truth) -> None:
    assert IDLE.judge(seat(truth=truth), idled(900)) is None
    assert IDLE.judge(seat(idled(900), truth=truth), tick(901)) is None
    assert REAUTH.judge(seat(truth=truth), tick(90_000)) is None


def test_the_keeper_has_its_grace_before_the_seat_locks_by_itself() -> None:
    due = 3600 + GRACE.total_seconds()
    assert not locks(REAUTH, seat(), tick(due - 0.1))
    assert actions(REAUTH, seat(), tick(due)) == (LockSeat(reason="reauth"),)


def test_a_second_factor_starts_the_time_anew() -> None:
    again = seat(told(Truth.REAUTH_DUE, 3600), told(Truth.ACTIVE, 3650))
    assert REAUTH.judge(again, tick(3700)) is None
    assert REAUTH.judge(again, tick(3600 + 3650 + GRACE.total_seconds())) is not None


def test_a_warning_is_taken_back_where_its_rule_holds_no_more() -> None:
    guard = ReauthGuard(rules(ReauthRule(id="calls", after_seconds=3600, scope=Scope(call="on"))))
    off = seat(CallChanged(at=at(3500), on_call=False))
    assert actions(guard, off, tick(3501)) == (WarnOfLock(reason="reauth", at=None),)
    assert guard.judge(off, tick(3400)) is None


def test_another_policy_counts_idling_anew() -> None:
    assert IDLE.judge(seat(idled(270, 270), PolicyChanged(at=at(271), policy="next")), tick(900)) is None


def test_a_reauth_rule_that_begins_to_hold_leaves_the_keeper_its_grace() -> None:
    night = Scope(hours=(Hours(start="09:30", end="06:00"),))
    guard = ReauthGuard(rules(ReauthRule(id="night", after_seconds=60, scope=night)))
    known = SurroundingsChanged(at=at(0), addresses=(), utc_offset=timedelta())
    assert not locks(guard, seat(known), tick(1799))
    assert not locks(guard, seat(known), tick(1800))
    assert actions(guard, seat(known), tick(1800 + GRACE.total_seconds())) == (LockSeat(reason="reauth"),)


def test_other_facts_are_not_their_business() -> None:
    assert IDLE.judge(seat(), InputResumed(at=at(1))) is None
    assert REAUTH.judge(seat(), InputResumed(at=at(9000))) is None

"""The end of a shift at a whole keeper: closed once for each end, whatever clock, call and restart do."""

# SPDX-License-Identifier: Apache-2.0

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.keeper.running import SEAT, RunningKeeper, eventually, hear
from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.ruled import Ruled, ruled_by
from workstation.keeper.shifttime import ShiftTime
from workstation.keeper.truth import CodeVerified
from workstation.link.client import Client
from workstation.link.messages import (
    CallSaid,
    CallTold,
    CodeOffered,
    CountdownTold,
    Cover,
    LockOrder,
    MyRecord,
    MyRecordWanted,
    TruthTold,
    Uncover,
    Verdict,
)
from workstation.policy.rules import GrantedException, Policy, ShiftRule
from workstation.policy.scope import Hours, PlaceScope, Scope
from workstation.record.entry import parse_header, parse_payload

DAY = Hours(start="08:00", end="18:00")
NIGHT = Hours(start="22:00", end="06:00")


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this machine's clock be that of Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def ruled(*hours: Hours, **said: object) -> Ruled:
    rule = ShiftRule(id="shift", hours=hours, **said)  # type: ignore[arg-type]
    return ruled_by(Policy(name="x", format=1, rule=(rule,)), "cards")


class Place:
    """A keeper whose clock is that of the test."""

    def __init__(self, folder: Path, rules: Ruled, now: str) -> None:
        self.now = utc(now)
        self.keeper = RunningKeeper(folder, rules, clock=lambda: self.now)

    def opened(self) -> "Place":
        self.seat, self.shield, self.prompt = self.keeper.open_seat()
        self._codes = iter(("222222", "333333"))
        return self

    def looks_at(self, now: str) -> Truth:
        """Have the keeper look at that time, and return what the seat is then."""
        self.now = utc(now)
        self.keeper.do(lambda: self.keeper.service._watches.look(self.keeper.changeover.ruled))
        self.seat.send(MyRecordWanted())
        hear(self.seat, MyRecord)
        return self.keeper.slot.standing.truth

    def unlock(self) -> None:
        self.prompt.send(CodeOffered(agent="", code=next(self._codes)))
        assert hear(self.prompt, Verdict).accepted
        hear(self.shield, Uncover)

    def written(self, kind: Kind) -> list[Body]:
        entries = self.keeper.ledger.waiting(SEAT, 10_000)
        return [parse_payload(each.payload).body for each in entries if parse_header(each.header).kind is kind]


@pytest.fixture
def places() -> Iterator[list[Place]]:
    made: list[Place] = []
    yield made
    for place in made:
        place.keeper.stop()


def test_the_seat_is_told_before_the_end_and_locks_at_it(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY), "2026-11-27T11:00").opened()
    places.append(place)
    assert place.looks_at("2026-11-27T16:57:59") is Truth.ACTIVE
    assert place.keeper.slot.shift is None
    assert place.looks_at("2026-11-27T16:58") is Truth.ACTIVE
    told = place.keeper.slot.truth_told().shift
    assert told is not None
    assert (told.rule, told.at, told.then) == ("shift", utc("2026-11-27T17:00"), "lock")
    place.seat.send(CountdownTold(reason="shift_over", seconds=120))
    eventually(lambda: place.keeper.slot.standing.truth is Truth.WARNED)
    assert place.looks_at("2026-11-27T16:59:59") is Truth.WARNED
    assert place.looks_at("2026-11-27T17:00") is Truth.LOCKED
    assert hear(place.shield, Cover).reason == "shift_over"
    assert [body.details for body in place.written(Kind.WARNED)] == [{"reason": "shift_over"}]
    assert [body.details for body in place.written(Kind.LOCKED)] == [{"reason": "shift_over"}]
    assert not place.written(Kind.OUTSIDE_HOURS)


def test_an_agent_who_opens_it_after_the_end_works_on_until_the_next_one_and_is_on_the_record(
    tmp_path: Path, places: list[Place]
) -> None:
    place = Place(tmp_path, ruled(DAY), "2026-11-27T11:00").opened()
    places.append(place)
    assert place.looks_at("2026-11-27T17:00") is Truth.LOCKED
    hear(place.shield, Cover)
    place.now = utc("2026-11-27T17:05")
    place.unlock()
    for moment in ("2026-11-27T17:05:01", "2026-11-27T19:00", "2026-11-28T16:59"):
        assert place.looks_at(moment) is Truth.ACTIVE
    (outside,) = place.written(Kind.OUTSIDE_HOURS)
    assert outside.rule == "shift"
    assert place.looks_at("2026-11-28T17:00") is Truth.LOCKED


def test_an_end_that_signs_out_frees_a_seat_that_was_locked_before(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY, at_end="sign_out"), "2026-11-27T11:00").opened()
    places.append(place)
    place.seat.send(LockOrder(reason="agent"))
    hear(place.seat, TruthTold, lambda told: told.truth is Truth.LOCKED)
    assert place.looks_at("2026-11-27T16:59") is Truth.LOCKED
    assert place.looks_at("2026-11-27T17:00") is Truth.SIGNED_OUT
    assert place.keeper.slot.standing.reason == "shift_over"
    assert [body.details for body in place.written(Kind.SIGNED_OUT)] == [{"reason": "shift_over"}]


def test_an_end_that_signs_out_is_told_as_that(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY, at_end="sign_out"), "2026-11-27T11:00").opened()
    places.append(place)
    place.looks_at("2026-11-27T16:59")
    told = place.keeper.slot.shift
    assert told is not None
    assert told.then == "sign_out"
    assert place.looks_at("2026-11-27T17:00:01") is Truth.SIGNED_OUT


def test_a_night_shift_ends_on_the_morning_after_and_not_at_midnight(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(NIGHT), "2026-11-27T21:30").opened()
    places.append(place)
    assert place.looks_at("2026-11-27T23:00") is Truth.ACTIVE  # midnight in Berlin
    assert place.looks_at("2026-11-28T04:59:59") is Truth.ACTIVE
    assert place.looks_at("2026-11-28T05:00") is Truth.LOCKED


def test_a_machine_that_slept_over_the_end_locks_when_it_wakes(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY), "2026-11-27T11:00").opened()
    places.append(place)
    assert place.looks_at("2026-11-27T21:40") is Truth.LOCKED


def test_a_time_that_comes_twice_locks_once(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(Hours(start="17:00", end="02:30")), "2026-10-24T22:00").opened()
    places.append(place)
    assert place.looks_at("2026-10-25T00:30") is Truth.LOCKED
    hear(place.shield, Cover)
    place.now = utc("2026-10-25T00:40")
    place.unlock()
    assert place.looks_at("2026-10-25T01:00") is Truth.ACTIVE  # 02:00 again
    assert place.looks_at("2026-10-25T01:30") is Truth.ACTIVE  # 02:30 again
    assert place.looks_at("2026-10-26T01:30") is Truth.LOCKED


def test_a_time_that_never_comes_locks_as_it_is_skipped(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(Hours(start="17:00", end="02:30")), "2026-03-28T22:00").opened()
    places.append(place)
    assert place.looks_at("2026-03-29T00:59:59") is Truth.ACTIVE
    assert place.looks_at("2026-03-29T01:00") is Truth.LOCKED


def test_a_clock_that_is_set_back_behind_the_opening_keeps_no_seat_open(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY), "2030-01-01T12:00").opened()
    places.append(place)
    assert place.looks_at("2026-11-27T12:00") is Truth.ACTIVE
    assert place.looks_at("2026-11-27T17:00") is Truth.LOCKED


def test_a_clock_that_jumps_past_the_end_locks(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY), "2026-11-27T11:00").opened()
    places.append(place)
    assert place.looks_at("2031-05-01T03:00") is Truth.LOCKED
    assert Kind.CLOCK_CHANGED in place.keeper.kinds()


def test_a_rule_off_calls_lets_a_call_end_first(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY, scope=Scope(call="off")), "2026-11-27T11:00").opened()
    places.append(place)
    telephone = place.keeper.peer("call")
    say_call(telephone, on_call=True)
    assert place.looks_at("2026-11-27T17:10") is Truth.ACTIVE
    say_call(telephone, on_call=False)
    eventually(lambda: place.keeper.slot.standing.truth is Truth.LOCKED)
    assert place.keeper.slot.standing.reason == "shift_over"


def say_call(telephone: Client, *, on_call: bool) -> None:
    telephone.send(CallSaid(on_call=on_call))
    assert hear(telephone, CallTold).on_call is on_call


def test_a_countdown_is_taken_back_as_a_call_begins(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY, scope=Scope(call="off")), "2026-11-27T11:00").opened()
    places.append(place)
    telephone = place.keeper.peer("call")
    say_call(telephone, on_call=False)
    place.looks_at("2026-11-27T16:59")
    assert place.keeper.slot.shift is not None
    say_call(telephone, on_call=True)
    assert place.looks_at("2026-11-27T16:59:30") is Truth.ACTIVE
    assert place.keeper.slot.shift is None


@pytest.mark.parametrize(("at_end", "becomes"), [("lock", Truth.LOCKED), ("sign_out", Truth.SIGNED_OUT)])
def test_a_keeper_that_was_off_as_the_shift_ended_makes_it_good(
    tmp_path: Path, places: list[Place], at_end: str, becomes: Truth
) -> None:
    first = Place(tmp_path, ruled(DAY, at_end=at_end), "2026-11-27T11:00").opened()
    first.keeper.stop()
    again = Place(tmp_path, ruled(DAY, at_end=at_end), "2026-11-27T19:00")
    places.append(again)
    again.seat = again.keeper.peer("seat")
    assert again.looks_at("2026-11-27T19:00:01") is becomes


def test_a_seat_that_starts_again_before_the_end_is_its_agents(tmp_path: Path, places: list[Place]) -> None:
    first = Place(tmp_path, ruled(DAY, at_end="sign_out"), "2026-11-27T11:00").opened()
    first.keeper.stop()
    again = Place(tmp_path, ruled(DAY, at_end="sign_out"), "2026-11-27T14:00")
    places.append(again)
    again.seat = again.keeper.peer("seat")
    assert again.looks_at("2026-11-27T14:00:01") is Truth.LOCKED
    assert again.keeper.slot.standing.agent == "cruz"


def test_shifts_of_other_teams_close_nothing(tmp_path: Path, places: list[Place]) -> None:
    place = Place(tmp_path, ruled(DAY, scope=Scope(teams=("billing",))), "2026-11-27T11:00").opened()
    places.append(place)
    assert place.looks_at("2026-11-27T20:00") is Truth.ACTIVE


def with_overtime(**said: object) -> Policy:
    overtime = GrantedException(
        id="overtime",
        rules=("shift",),
        scope=PlaceScope(hours=(Hours(start="17:00", end="20:00"),)),
        reason="The catalogue ships.",
        granted_by="Kim",
        expires=date(2026, 12, 31),
    )
    rule = ShiftRule(id="shift", hours=(DAY,), **said)  # type: ignore[arg-type]
    return Policy(name="x", format=1, rule=(rule,), exception=(overtime,))


@pytest.mark.parametrize("granted", [frozenset(), frozenset({"overtime"})], ids=["before", "after"])
def test_an_opening_in_overtime_is_on_the_record_whether_its_exception_is_before_it_or_after(
    tmp_path: Path, places: list[Place], granted: frozenset[str]
) -> None:
    place = Place(tmp_path, ruled_by(with_overtime(), "cards"), "2026-11-27T11:00").opened()
    places.append(place)

    def open_anew() -> None:
        place.now = utc("2026-11-27T17:30")
        place.keeper.slot.happen(CodeVerified(at=place.now, agent="cruz", team="cards"))
        place.keeper.slot.granted = granted
        place.keeper.service._watches.look(place.keeper.changeover.ruled)

    place.keeper.do(open_anew)
    assert place.looks_at("2026-11-27T17:30:01") is Truth.ACTIVE
    assert [body.rule for body in place.written(Kind.OUTSIDE_HOURS)] == ["shift"]


def test_overtime_is_not_cut_off_and_a_seat_that_is_locked_in_it_is_signed_out(
    tmp_path: Path, places: list[Place]
) -> None:
    place = Place(tmp_path, ruled_by(with_overtime(at_end="sign_out"), "cards"), "2026-11-27T11:00").opened()
    places.append(place)
    assert place.looks_at("2026-11-27T16:50") is Truth.ACTIVE
    place.keeper.do(lambda: setattr(place.keeper.slot, "granted", frozenset({"overtime"})))
    assert place.looks_at("2026-11-27T17:30") is Truth.ACTIVE
    place.seat.send(LockOrder(reason="agent"))
    hear(place.seat, TruthTold, lambda told: told.truth is Truth.LOCKED)
    assert place.looks_at("2026-11-27T17:30:02") is Truth.SIGNED_OUT


def test_an_exception_lets_its_team_work_on_once_it_is_on_the_record() -> None:
    held = ShiftTime(with_overtime(), "cards")
    at = utc("2026-11-27T17:30")
    assert held(at, False, frozenset())
    assert not held(at, False, frozenset({"overtime"}))
    assert held(at + timedelta(hours=2), False, frozenset({"overtime"}))

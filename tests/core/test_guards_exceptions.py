"""A granted exception is on the record before it loosens, and what no longer holds is closed again."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import date, timedelta

from tests.core.seats import actions, at, bodies, field, mark, rules, seat, told
from workstation.facts.actions import FreeCaptureKeys, FreeCopying, HoldCaptureKeys, HoldCopying, LockSeat, ShowMasks
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    CallChanged,
    ClockTicked,
    EntryWritten,
    FieldFocused,
    InputIdled,
    Observation,
    ScreenRead,
    SeatStarted,
    SurroundingsChanged,
)
from workstation.facts.truth import Truth
from workstation.guards.capture import CaptureGuard
from workstation.guards.copying import CopyingGuard
from workstation.guards.exceptions import ExceptionGuard
from workstation.guards.idle import IdleGuard
from workstation.guards.masking import MaskingGuard
from workstation.policy.precedence import exemptions_of
from workstation.policy.rules import CaptureRule, ClipboardRule, GrantedException, IdleRule, MaskingRule, Policy
from workstation.policy.scope import Hours, PlaceScope, Scope

OFF_CALL = PlaceScope(call="off")
EXCEPTION = GrantedException(
    id="between-calls",
    rules=("rule",),
    scope=OFF_CALL,
    reason="Between calls nothing is on the screen.",
    granted_by="R. Santos",
    expires=date(2026, 12, 31),
)
GUARD = ExceptionGuard(
    exemptions_of(Policy(name="x", format=1, rule=(MaskingRule(id="rule"),), exception=(EXCEPTION,)))
)
USED = Body(kind=Kind.EXCEPTION_USED, severity=Severity.CUSTODY, outcome=Outcome.DONE, rule="between-calls")


def call(*, on: bool, seconds: float = 1) -> CallChanged:
    return CallChanged(at=at(seconds), on_call=on)


def written(seconds: float = 2) -> EntryWritten:
    return EntryWritten(at=at(seconds), body=USED)


def test_an_exception_is_written_down_when_it_begins_to_hold() -> None:
    assert bodies(actions(GUARD, seat(), call(on=False))) == [USED]
    assert not actions(GUARD, seat(call(on=False)), ClockTicked(at=at(2)))


def test_an_exception_is_written_down_anew_whenever_the_seat_opens() -> None:
    closed = seat(call(on=False), truth=Truth.LOCKED)
    assert bodies(actions(GUARD, closed, told(Truth.ACTIVE, 5))) == [USED]
    assert not actions(GUARD, seat(), told(Truth.LOCKED, 5))


def test_a_mask_stays_until_the_exception_is_on_the_record_and_comes_back_with_the_call() -> None:
    guard = MaskingGuard(rules(MaskingRule(id="rule"), exceptions=[EXCEPTION]))
    shown = ScreenRead(at=at(0), marks=(mark("card_number"),))
    off_call: tuple[Observation, ...] = (shown, call(on=False))
    assert not actions(guard, seat(shown), call(on=False))
    assert actions(guard, seat(*off_call), written()) == (ShowMasks(marks=()),)
    back = seat(*off_call, written())
    assert actions(guard, back, call(on=True, seconds=3)) == (ShowMasks(marks=(mark("card_number"),)),)
    assert actions(guard, back, told(Truth.LOCKED, 3)) == (ShowMasks(marks=(mark("card_number"),)),)


def test_a_seat_that_is_opened_again_waits_for_a_record_of_its_own() -> None:
    before = seat(call(on=False), written(), told(Truth.LOCKED, 3), told(Truth.ACTIVE, 4))
    assert before.granted == frozenset()


def test_copying_is_freed_and_held_as_the_rules_begin_and_cease_to_hold() -> None:
    guard = CopyingGuard(rules(ClipboardRule(id="rule", scope=PlaceScope(call="on"))))
    focused = FieldFocused(at=at(0), field=field("card_number"))
    assert actions(guard, seat(focused), call(on=False)) == (FreeCopying(),)
    did = actions(guard, seat(focused, call(on=False)), call(on=True, seconds=2))
    assert did[0] == HoldCopying(field=field("card_number").rect)
    locked = seat(focused, truth=Truth.LOCKED)
    assert not actions(guard, locked, call(on=False))


def test_capture_keys_are_free_at_an_open_seat_where_no_rule_holds() -> None:
    guard = CaptureGuard(rules(CaptureRule(id="rule", scope=Scope(call="on"))))
    assert HoldCaptureKeys() in actions(guard, seat(truth=Truth.SIGNED_OUT), SeatStarted(at=at(0)))
    assert actions(guard, seat(), call(on=False)) == (FreeCaptureKeys(),)
    free = seat(call(on=False))
    assert actions(guard, free, call(on=True, seconds=2)) == (HoldCaptureKeys(),)
    assert actions(guard, free, told(Truth.LOCKED, 2)) == (HoldCaptureKeys(),)
    closed = seat(call(on=False), truth=Truth.LOCKED)
    assert actions(guard, closed, told(Truth.ACTIVE, 2)) == (FreeCaptureKeys(),)


def test_the_idle_limit_is_that_of_the_rules_that_hold() -> None:
    guard = IdleGuard(
        rules(
            IdleRule(id="always", after_seconds=300),
            IdleRule(id="rule", after_seconds=60, scope=PlaceScope(call="on")),
        )
    )
    idled = InputIdled(at=at(60), idle=at(60) - at(0))
    assert actions(guard, seat(), idled)
    assert not actions(guard, seat(call(on=False)), idled)
    idle = seat(call(on=False), idled)
    assert LockSeat(reason="idle") not in actions(guard, idle, ClockTicked(at=at(299)))
    assert LockSeat(reason="idle") in actions(guard, idle, ClockTicked(at=at(300)))


NIGHT = Hours(start="09:00", end="10:00")


def night(seconds: float) -> SurroundingsChanged:
    return SurroundingsChanged(at=at(seconds), addresses=(), utc_offset=timedelta())


def test_hours_that_begin_amid_other_facts_are_not_missed() -> None:
    guard = MaskingGuard(rules(MaskingRule(id="rule", scope=PlaceScope(hours=(NIGHT,)))))
    shown = ScreenRead(at=at(0.1), marks=(mark("card_number"),))
    evening = replace(seat(night(-2)), now=at(-2))
    assert actions(guard, evening, shown) == (ShowMasks(marks=()),)
    assert actions(guard, evening.after(shown), ClockTicked(at=at(0.2))) == (ShowMasks(marks=shown.marks),)


def test_hours_that_begin_with_the_opening_of_the_seat_are_not_missed() -> None:
    masking = MaskingGuard(rules(MaskingRule(id="rule", scope=PlaceScope(hours=(NIGHT,)))))
    copying = CopyingGuard(rules(ClipboardRule(id="rule", scope=PlaceScope(hours=(NIGHT,)))))
    shown = ScreenRead(at=at(-1), marks=(mark("card_number"),))
    focused = FieldFocused(at=at(-1), field=field("card_number"))
    closed = replace(seat(night(-2), truth=Truth.LOCKED), now=at(-2)).after(shown).after(focused)
    assert actions(masking, closed, told(Truth.ACTIVE, 0.1))[0] == ShowMasks(marks=shown.marks)
    assert actions(copying, closed, told(Truth.ACTIVE, 0.1))[0] == HoldCopying(field=field("card_number").rect)

"""Copying is held in sensitive fields, freed outside them, and written down when tried."""

# SPDX-License-Identifier: Apache-2.0

from typing import Literal

import pytest

from tests.core.seats import actions, at, bodies, field, focused, kinds, notices, rules, seat, told
from workstation.facts.actions import FreeCopying, HoldCopying, Notify
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import ChordSwallowed, ClockTicked, FieldFocused, KeyboardTaken
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.copying import CopyingGuard
from workstation.policy.rules import ClipboardRule

REASON = ClipboardRule(id="clipboard").reason
GUARD = CopyingGuard(rules(ClipboardRule(id="clipboard", classes=("card_number", "us_ssn"), instead="Type it.")))
AWAY = FieldFocused(at=at(2), field=None)


def pressed(
    purpose: Literal["copy", "paste", "menu", "capture"], seconds: float = 1, chord: str = "ctrl+c"
) -> ChordSwallowed:
    return ChordSwallowed(at=at(seconds), chord=chord, purpose=purpose)


def test_a_sensitive_field_holds_copying_before_its_access_is_written() -> None:
    did = actions(GUARD, seat(), focused("card_number"))
    assert kinds(did) == ["HoldCopying", "WriteEntry"]
    assert did[0] == HoldCopying(field=field("card_number").rect)
    (body,) = bodies(did)
    assert (body.kind, body.severity) == (Kind.FIELD_FOCUSED, Severity.ACCESS)
    assert (body.application, body.data_classes) == ("chromium", {"card_number": 1})


def test_a_field_that_moves_is_held_where_it_is_now_and_not_written_again() -> None:
    moved = FieldFocused(at=at(2), field=field("card_number", x=50))
    assert actions(GUARD, seat(focused("card_number")), moved) == (HoldCopying(field=field("card_number", x=50).rect),)


def test_another_class_or_another_application_is_another_access() -> None:
    assert bodies(actions(GUARD, seat(focused("card_number")), focused("us_ssn", 2)))
    assert bodies(actions(GUARD, seat(focused("card_number")), focused("card_number", 2, application="yad")))


@pytest.mark.parametrize("elsewhere", [AWAY, focused(None, 2), focused("card_verification", 2)])
def test_copying_is_freed_when_the_focus_leaves_for_a_field_that_the_rule_does_not_name(
    elsewhere: FieldFocused,
) -> None:
    assert actions(GUARD, seat(focused("card_number")), elsewhere) == (FreeCopying(),)


def test_between_ordinary_fields_nothing_is_held_or_freed() -> None:
    assert GUARD.judge(seat(focused(None)), AWAY) is None


def test_a_covered_seat_holds_but_frees_and_writes_only_when_it_opens() -> None:
    locked = seat(truth=Truth.LOCKED)
    assert kinds(actions(GUARD, locked, focused("card_number"))) == ["HoldCopying"]
    held = locked.after(focused("card_number"))
    assert GUARD.judge(held, AWAY) is None
    assert actions(GUARD, held.after(AWAY), told(Truth.ACTIVE, 3)) == (FreeCopying(),)
    assert kinds(actions(GUARD, held, told(Truth.ACTIVE, 3))) == ["HoldCopying", "WriteEntry"]


@pytest.mark.parametrize(
    ("purpose", "kind", "event"),
    [
        ("copy", Kind.COPY_BLOCKED, "copy_blocked"),
        ("menu", Kind.COPY_BLOCKED, "copy_blocked"),
        ("paste", Kind.PASTE_BLOCKED, "paste_blocked"),
    ],
)
def test_a_swallowed_chord_is_written_and_told(
    purpose: Literal["copy", "paste", "menu"], kind: Kind, event: str
) -> None:
    did = actions(GUARD, seat(focused("card_number")), pressed(purpose))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (kind, Severity.VIOLATION, Outcome.BLOCKED)
    assert (body.application, body.data_classes, body.details) == ("chromium", {"card_number": 1}, {"chord": "ctrl+c"})
    assert notices(did) == [event]
    notice = did[-1]
    assert isinstance(notice, Notify)
    assert (notice.rule, notice.what) == ("clipboard", "card_number")
    assert (notice.reason, notice.instead) == (REASON, "Type it.")


def test_a_chord_swallowed_after_the_focus_moved_is_written_without_a_class() -> None:
    (body,) = bodies(actions(GUARD, seat(), pressed("copy")))
    assert (body.application, body.data_classes) == ("", {})


def test_a_key_that_is_held_down_is_one_entry_and_one_notice() -> None:
    session = seat(focused("card_number"), pressed("copy", 1))
    assert GUARD.judge(session, pressed("copy", 1.5)) is None
    assert bodies(actions(GUARD, session, pressed("copy", 2.5)))


def test_a_keyboard_that_another_program_holds_is_a_failure_told_with_its_field() -> None:
    did = actions(GUARD, seat(focused("card_number")), KeyboardTaken(at=at(5)))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.KEYBOARD_TAKEN, Severity.FAILURE, Outcome.DETECTED)
    assert (body.application, body.data_classes) == ("chromium", {"card_number": 1})
    assert notices(did) == ["keyboard_taken"]


@pytest.mark.parametrize(
    "session",
    [seat(focused("card_number"), truth=Truth.LOCKED), seat(focused(None)), seat(focused("card_number"), AWAY)],
)
def test_a_keyboard_that_shields_or_an_ordinary_field_have_is_nothing(session: Session) -> None:
    assert GUARD.judge(session, KeyboardTaken(at=at(5))) is None


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(), pressed("capture")) is None
    assert GUARD.judge(seat(), ClockTicked(at=at(1))) is None
    assert GUARD.judge(seat(), told(Truth.LOCKED, 1)) is None

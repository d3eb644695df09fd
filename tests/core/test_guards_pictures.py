"""Copied pictures: left alone, read, or refused, as the rule that holds there says."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping

import pytest

from tests.core.seats import BROWSER, NOTES, actions, at, bodies, kinds, notices, rules, seat
from workstation.facts.actions import SeizeSelection, WatchSelections
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import PICTURE, UNREADABLE, CallChanged, Pictures, SeatStarted, SelectionRead
from workstation.facts.place import Program
from workstation.facts.truth import Truth
from workstation.guards.clipboard import ClipboardGuard
from workstation.policy.rules import ClipboardRule
from workstation.policy.scope import Application, PlaceScope

SEIZE = SeizeSelection(selection="CLIPBOARD")
IN_NOTES = PlaceScope(applications=(Application(executable=NOTES.path),))


def guard(*some: ClipboardRule) -> ClipboardGuard:
    return ClipboardGuard(rules(*some))


def read(pictured: Mapping[str, int], program: Program = BROWSER, **data_classes: int) -> SelectionRead:
    return SelectionRead(
        at=at(1), selection="CLIPBOARD", program=program, data_classes=data_classes, pictured={PICTURE: 1, **pictured}
    )


READING = guard(ClipboardRule(id="c", classes=("card_number",), pictures="read"))
REFUSING = guard(ClipboardRule(id="c", classes=("card_number",), pictures="refuse", severity="high"))
LEAVING = guard(ClipboardRule(id="c", classes=("card_number",)))


@pytest.mark.parametrize(
    ("others", "told"),
    [(("leave",), "leave"), (("refuse",), "refuse"), (("leave", "read"), "read"), (("refuse", "read"), "read")],
)
def test_pictures_are_told_of_as_far_as_any_rule_asks(others: tuple[Pictures, ...], told: Pictures) -> None:
    judge = guard(*(ClipboardRule(id=f"c{number}", pictures=each) for number, each in enumerate(others)))
    assert actions(judge, seat(), SeatStarted(at=at(0))) == (WatchSelections(pictures=told, blocks=True),)


def test_a_refused_picture_is_taken_off_at_once_and_is_a_violation() -> None:
    did = actions(REFUSING, seat(), read({}))
    assert kinds(did) == ["SeizeSelection", "WriteEntry", "Notify"]
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.SELECTION_CLEARED, Severity.VIOLATION, Outcome.CLEARED)
    assert body.data_classes == {PICTURE: 1}
    assert notices(did) == ["selection_cleared"]


def test_a_picture_that_shows_a_class_is_that_class() -> None:
    did = actions(READING, seat(), read({"card_number": 2, "us_ssn": 1}))
    assert did[0] == SEIZE
    assert bodies(did)[0].data_classes == {"card_number": 2}


@pytest.mark.parametrize("pictured", [{}, {"us_ssn": 1}])
def test_a_picture_without_a_class_of_the_rule_is_left(pictured: Mapping[str, int]) -> None:
    assert READING.judge(seat(), read(pictured)) is None


def test_a_picture_that_cannot_be_read_is_taken_off_and_nobody_is_blamed_but_told() -> None:
    did = actions(READING, seat(), read({UNREADABLE: 1}))
    assert kinds(did) == ["SeizeSelection", "WriteEntry", "Notify"]
    assert (bodies(did)[0].severity, bodies(did)[0].data_classes) == (Severity.CUSTODY, {UNREADABLE: 1})


def test_what_another_rule_had_looked_for_is_nothing_to_a_rule_that_leaves_pictures() -> None:
    assert LEAVING.judge(seat(), read({"card_number": 1, UNREADABLE: 1})) is None
    judge = guard(ClipboardRule(id="notes", pictures="refuse", scope=IN_NOTES), ClipboardRule(id="all"))
    assert judge.judge(seat(), read({"card_number": 1})) is None
    assert bodies(actions(judge, seat(), read({}, NOTES)))[0].rule == "notes"


def test_no_mode_lets_a_refused_or_unread_picture_stay() -> None:
    expiring = guard(ClipboardRule(id="c", mode="expire", pictures="refuse"))
    assert kinds(actions(expiring, seat(), read({}))) == ["SeizeSelection", "WriteEntry", "Notify"]
    redacting = guard(ClipboardRule(id="c", mode="redact", pictures="read"))
    assert actions(redacting, seat(), read({UNREADABLE: 1}, card_number=1))[0] == SEIZE


def test_a_picture_that_may_stay_for_a_while_is_emptied_with_the_call_and_a_harmless_one_is_not() -> None:
    judge = guard(ClipboardRule(id="c", mode="expire", pictures="read"))
    ends = CallChanged(at=at(2), on_call=False)
    assert actions(judge, seat(read({"card_number": 1})), ends)[0] == SEIZE
    assert judge.judge(seat(read({})), ends) is None
    assert READING.judge(seat(read({}), truth=Truth.LOCKED), ends) is None

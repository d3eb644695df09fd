"""Selections with sensitive data are seized first, then written down, once for each gesture."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace

import pytest

from tests.core.seats import BROWSER, NOTES, actions, at, bodies, field, focused, kinds, notices, rules, seat
from workstation.facts.actions import SeizeSelection, WatchSelections
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    CallChanged,
    ClockTicked,
    FieldFocused,
    Observation,
    PolicyChanged,
    SeatEnding,
    SeatStarted,
    SelectionOwned,
    SelectionRead,
    SelectionSeized,
)
from workstation.facts.place import Place, Program
from workstation.facts.truth import Truth
from workstation.guards.clipboard import ClipboardGuard
from workstation.policy.rules import ClipboardRule
from workstation.policy.scope import Application, PlaceScope

GUARD = ClipboardGuard(rules(ClipboardRule(id="clipboard", classes=("card_number",))))
SEIZE = SeizeSelection(selection="PRIMARY")


def owned(seconds: float = 1, program: Program = BROWSER) -> SelectionOwned:
    return SelectionOwned(at=at(seconds), selection="PRIMARY", program=program)


def read(seconds: float = 1, program: Program = BROWSER, **data_classes: int) -> SelectionRead:
    return SelectionRead(at=at(seconds), selection="PRIMARY", program=program, data_classes=data_classes)


def test_selections_are_watched_from_the_start() -> None:
    assert actions(GUARD, seat(truth=Truth.SIGNED_OUT), SeatStarted(at=at(0))) == (WatchSelections(blocks=True),)


def test_a_selection_taken_in_a_sensitive_field_is_seized_before_anybody_reads_it() -> None:
    session = seat(focused("card_number"))
    assert actions(GUARD, session, owned()) == (SEIZE,)
    did = actions(GUARD, session.after(owned()), ClockTicked(at=at(1.5)))
    assert kinds(did) == ["WriteEntry", "Notify"]
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.SELECTION_CLEARED, Severity.VIOLATION, Outcome.CLEARED)
    assert (body.application, body.data_classes) == ("chromium", {"card_number": 1})
    assert body.details == {"selection": "PRIMARY"}
    assert notices(did) == ["selection_cleared"]


@pytest.mark.parametrize("ending", [ClockTicked(at=at(1.5)), SeatEnding(at=at(1.1)), focused(None, 1.5)])
def test_a_selection_in_a_sensitive_field_is_told_once_it_is_clear_that_it_was_there(ending: Observation) -> None:
    session = seat(focused("card_number"), owned(1), owned(1.1))
    assert notices(actions(GUARD, session, ending)) == ["selection_cleared"]
    assert actions(GUARD, session.after(ending), ClockTicked(at=at(3))) == ()


def test_what_a_program_selects_as_the_focus_goes_on_is_emptied_and_nobody_is_blamed() -> None:
    session = seat(focused("card_number"))
    assert actions(GUARD, session, owned(1)) == (SEIZE,)
    assert actions(GUARD, session.after(owned(1)), ClockTicked(at=at(1.1))) == ()
    gone = session.after(owned(1)).after(ClockTicked(at=at(1.1)))
    (body,) = bodies(did := actions(GUARD, gone, focused(None, 1.2)))
    assert (body.kind, body.severity) == (Kind.SELECTION_CLEARED, Severity.CUSTODY)
    assert notices(did) == []
    assert actions(GUARD, gone.after(focused(None, 1.2)), ClockTicked(at=at(3))) == ()


def test_what_was_emptied_is_on_the_record_though_its_rule_holds_no_more() -> None:
    guard = ClipboardGuard(rules(ClipboardRule(id="calls", classes=("card_number",), scope=PlaceScope(call="on"))))
    session = seat(focused("card_number"), owned(1))
    over = CallChanged(at=at(1.1), on_call=False)
    assert actions(guard, session.after(over), ClockTicked(at=at(1.5))) == ()
    emptied = session.after(SelectionSeized(at=at(1.05), selection="PRIMARY", serves="nothing")).after(over)
    (body,) = bodies(did := actions(guard, emptied, ClockTicked(at=at(1.5))))
    assert (body.severity, notices(did)) == (Severity.CUSTODY, [])


def test_what_is_put_on_the_clipboard_in_a_sensitive_field_is_told_at_once() -> None:
    did = actions(GUARD, seat(focused("card_number")), replace(owned(), selection="CLIPBOARD"))
    assert kinds(did) == ["SeizeSelection", "WriteEntry", "Notify"]


def test_a_selection_taken_elsewhere_is_left_until_it_was_read() -> None:
    assert GUARD.judge(seat(), owned()) is None
    assert GUARD.judge(seat(focused("us_ssn")), owned()) is None


def test_a_selection_that_holds_a_class_of_the_rule_is_seized_wherever_it_came_from() -> None:
    did = actions(GUARD, seat(owned(1, NOTES)), read(1.1, NOTES, card_number=2, us_ssn=1))
    assert kinds(did) == ["SeizeSelection", "WriteEntry", "Notify"]
    assert bodies(did)[0].application == "mousepad"
    assert bodies(did)[0].data_classes == {"card_number": 2}


def test_a_selection_without_a_class_of_the_rule_is_left() -> None:
    assert GUARD.judge(seat(owned()), read(us_ssn=1)) is None
    assert GUARD.judge(seat(owned()), read()) is None


def test_what_was_seized_when_it_was_taken_is_not_told_again_when_it_was_read() -> None:
    session = seat(focused("card_number"), owned(1))
    assert actions(GUARD, session, read(1.1, card_number=1)) == (SEIZE,)
    assert actions(GUARD, session.after(focused(None, 1.05)), read(1.1, card_number=1)) == (SEIZE,)


def test_the_next_taking_is_told_again() -> None:
    session = seat(focused("card_number"), owned(1), focused(None, 2), owned(3))
    assert bodies(actions(GUARD, session, read(3.1, card_number=1)))


def test_a_selection_that_grows_under_the_mouse_is_seized_each_time_and_told_once() -> None:
    session = seat(focused("card_number"), owned(1))
    assert actions(GUARD, session, owned(1.2)) == (SEIZE,)
    text = seat(owned(1), replace(read(1.1, card_number=1), reading=1), owned(1.2))
    assert actions(GUARD, text, replace(read(1.3, card_number=1), reading=2)) == (SEIZE,)


def test_a_taking_in_an_ordinary_field_does_not_hide_the_next_one_in_a_sensitive_field() -> None:
    session = seat(focused(None), owned(1), focused("card_number", 1.1), owned(1.2))
    assert bodies(actions(GUARD, session, ClockTicked(at=at(2))))


def test_another_program_that_takes_the_selection_is_told_at_once() -> None:
    assert bodies(actions(GUARD, seat(focused("card_number"), owned(1)), owned(1.1, NOTES)))


DRAGGED = SelectionOwned(at=at(3), selection="XdndSelection", program=NOTES)
FORGETFUL: dict[str, Observation] = {
    "the end of a call": CallChanged(at=at(2), on_call=False),
    "another policy": PolicyChanged(at=at(2), policy="x"),
    "another program that selects": owned(2, BROWSER),
    "being emptied": SelectionSeized(at=at(2), selection="PRIMARY", serves="nothing"),
}


@pytest.mark.parametrize("happens", FORGETFUL.values(), ids=FORGETFUL)
def test_what_is_dragged_is_taken_for_what_the_same_program_has_selected(happens: Observation) -> None:
    session = seat(owned(1, NOTES), read(1.1, NOTES, card_number=1), happens)
    did = actions(GUARD, session, DRAGGED)
    assert did[0] == SeizeSelection(selection="XdndSelection")
    assert bodies(did)[0].details == {"selection": "XdndSelection"}


def test_what_is_dragged_after_something_else_was_selected_is_left() -> None:
    for selected in ((), (read(1.1, NOTES, us_ssn=1),), (read(1.1, BROWSER, card_number=1),)):
        assert GUARD.judge(seat(owned(1, NOTES), *selected), DRAGGED) is None
    assert GUARD.judge(seat(read(1, NOTES, card_number=1), owned(2, NOTES), read(2, NOTES)), DRAGGED) is None


def test_what_was_taken_in_a_field_that_no_rule_is_about_is_told_once_it_was_read() -> None:
    elsewhere = ClipboardRule(
        id="crm", classes=("us_ssn",), scope=PlaceScope(applications=(Application(executable="/opt/crm"),))
    )
    judge = ClipboardGuard(rules(elsewhere, ClipboardRule(id="all", classes=("card_number",))))
    taken = replace(field("us_ssn"), place=Place(executable="/opt/other"))
    session = seat(FieldFocused(at=at(0), field=taken), owned(1))
    assert bodies(actions(judge, session, read(1.1, card_number=1)))


def test_what_cannot_be_read_is_seized_and_nobody_is_blamed() -> None:
    did = actions(GUARD, seat(owned()), read(1.1, unreadable=1))
    assert kinds(did) == ["SeizeSelection", "WriteEntry"]
    assert bodies(did)[0].severity is Severity.CUSTODY
    assert bodies(did)[0].data_classes == {"unreadable": 1}


def test_a_covered_seat_is_guarded_as_well() -> None:
    assert SEIZE in actions(GUARD, seat(truth=Truth.LOCKED), read(card_number=1))


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(), ClockTicked(at=at(1))) is None

"""No chord prints or saves what a rule is about, where the focus is; every other program keeps its chords."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace

import pytest

from tests.core.seats import START, actions, at, bodies, focused, mark, notices, rules, seat
from workstation.facts.actions import HoldPrinting, WatchWindows
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    UNREADABLE,
    CallChanged,
    ChordSwallowed,
    Observation,
    Paper,
    PolicyChanged,
    ScreenRead,
    SeatStarted,
    WindowsSeen,
)
from workstation.facts.pagefacts import PageClosed, PageOpened, PageShown
from workstation.facts.place import Page, Place, Rect, ShownWindow
from workstation.facts.session import Session
from workstation.guards.printing import PrintingGuard
from workstation.policy.rules import PrintingRule
from workstation.policy.scope import Application, PlaceScope

BROWSER, OFFICE = Place(executable="/usr/bin/chromium"), Place(executable="/usr/bin/soffice")
GUARD = PrintingGuard(rules(PrintingRule(id="paper", classes=("card_number",))))
OPENED = PageOpened(at=at(0), key="a", page=Page(application="chromium", place=BROWSER))


def windows(*focused: tuple[Place, bool]) -> WindowsSeen:
    rect = Rect(0, 0, 9, 9)
    shown = (
        ShownWindow(application="", place=place, rect=rect, visible=(rect,), has_focus=has) for place, has in focused
    )
    return WindowsSeen(at=at(0), windows=tuple(shown))


def shows(data_class: str, place: Place = BROWSER) -> ScreenRead:
    return ScreenRead(at=at(1), marks=(replace(mark(data_class), place=place),))


def pages(count: int) -> PageShown:
    return PageShown(at=at(1), key="a", data_classes={"card_number": count})


def chord(name: str, purpose: Paper, seconds: float = 2) -> ChordSwallowed:
    return ChordSwallowed(at=at(seconds), chord=name, purpose=purpose)


def held(guard: PrintingGuard, *observations: Observation) -> tuple[Paper, ...]:
    """Return what is held once `observations` happened, by what the guard had done at each."""
    session, chords = seat(), tuple[Paper, ...]()
    for observation in observations:
        for action in actions(guard, session, observation):
            if isinstance(action, HoldPrinting):
                chords = action.chords
        session = session.after(observation)
    return chords


FOCUSED = windows((OFFICE, False), (BROWSER, True))
BESIDE = windows((BROWSER, False), (OFFICE, True))


def test_windows_are_watched_from_the_start() -> None:
    assert actions(GUARD, Session(now=START, policy=""), SeatStarted(at=at(0))) == (WatchWindows(),)


def test_chords_are_held_where_the_program_with_the_focus_shows_such_data() -> None:
    assert held(GUARD, FOCUSED, shows("card_number")) == ("print", "save")
    assert held(GUARD, shows("card_number"), FOCUSED) == ("print", "save")
    assert held(GUARD, FOCUSED, OPENED, pages(1)) == ("print", "save")
    assert held(GUARD, FOCUSED, focused("card_number")) == ("print", "save")


def test_every_other_program_keeps_its_chords() -> None:
    assert held(GUARD, BESIDE, shows("card_number")) == ()
    assert held(GUARD, FOCUSED, shows("card_number"), BESIDE) == ()
    assert held(GUARD, FOCUSED, shows("us_ssn")) == ()


def test_they_go_once_it_is_shown_no_more() -> None:
    assert held(GUARD, FOCUSED, shows("card_number"), ScreenRead(at=at(2), marks=())) == ()
    assert held(GUARD, FOCUSED, OPENED, pages(2), pages(0)) == ()
    assert held(GUARD, FOCUSED, OPENED, pages(2), PageClosed(at=at(3), key="a")) == ()


@pytest.mark.parametrize("unknown", [windows(), windows((BROWSER, False)), windows((Place(), True))])
def test_what_nobody_can_tell_counts_for_the_rule(unknown: WindowsSeen) -> None:
    assert held(GUARD, unknown, shows("card_number")) == ("print", "save")
    assert held(GUARD, BESIDE, shows("card_number", Place())) == ("print", "save")
    assert held(GUARD, FOCUSED, shows(UNREADABLE)) == ("print", "save")


def test_a_rule_may_leave_saving_alone_and_name_its_programs_and_hours() -> None:
    browsers = PlaceScope(applications=(Application(executable="*/chromium"),), call="on")
    guard = PrintingGuard(rules(PrintingRule(id="paper", chords=("print",), scope=browsers)))
    assert held(guard, FOCUSED, shows("card_number")) == ("print",)
    assert held(guard, BESIDE, shows("card_number", OFFICE)) == ()
    off = CallChanged(at=at(3), on_call=False)
    assert held(guard, FOCUSED, shows("card_number"), off) == ()


def test_another_policy_holds_what_it_says_of_the_same_screen() -> None:
    assert held(GUARD, FOCUSED, shows("card_number"), PolicyChanged(at=at(3), policy="next")) == ("print", "save")


def test_what_was_held_back_is_a_violation_that_names_program_class_and_chord() -> None:
    session = seat(FOCUSED, shows("card_number"))
    did = actions(GUARD, session, chord("Ctrl+S", "save"))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.SAVE_BLOCKED, Severity.VIOLATION, Outcome.BLOCKED)
    assert (body.application, body.data_classes, body.details) == ("chromium", {"card_number": 1}, {"chord": "Ctrl+S"})
    assert notices(did) == ["save_blocked"]
    (body,) = bodies(actions(GUARD, session, chord("Ctrl+P", "print")))
    assert body.kind is Kind.PRINT_BLOCKED


def test_a_key_that_is_held_down_is_one_entry() -> None:
    session = seat(FOCUSED, shows("card_number"), chord("Ctrl+P", "print", 2))
    assert actions(GUARD, session, chord("Ctrl+P", "print", 2.1)) == ()

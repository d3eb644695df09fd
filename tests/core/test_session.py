"""What the seat knows after each fact."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.core.seats import BROWSER, NOTES, SCROT, at, field, focused, mark, seat, told
from workstation.facts.observations import (
    ChordSwallowed,
    FieldFocused,
    InputIdled,
    InputResumed,
    PixelsRead,
    ScreenRead,
    SelectionOwned,
)
from workstation.facts.recent import repeats
from workstation.facts.truth import Truth

COPY = ChordSwallowed(at=at(1), chord="ctrl+c", purpose="copy")


def test_a_seat_is_what_the_keeper_says() -> None:
    session = seat(told(Truth.LOCKED, 5))
    assert (session.truth, session.agent) == (Truth.LOCKED, "maria")


def test_a_seat_knows_since_when_it_is_open_and_only_while_it_is() -> None:
    assert seat().active_since == at(0)
    assert seat(told(Truth.ACTIVE, 5)).active_since == at(0)
    assert seat(told(Truth.LOCKED, 5)).active_since is None
    assert seat(told(Truth.LOCKED, 5), told(Truth.ACTIVE, 7)).active_since == at(7)


def test_only_a_change_to_active_opens_a_seat() -> None:
    assert seat(truth=Truth.LOCKED).opens(told(Truth.ACTIVE))
    assert not seat(truth=Truth.LOCKED).opens(told(Truth.SIGNED_OUT))
    assert not seat().opens(told(Truth.ACTIVE))


def test_focus_and_marks_are_those_of_the_last_report() -> None:
    session = seat(focused("card_number"), ScreenRead(at=at(1), marks=(mark("us_ssn"),)))
    assert session.focus == field("card_number")
    assert session.marks == (mark("us_ssn"),)
    assert seat(focused("card_number"), FieldFocused(at=at(1), field=None)).focus is None


def test_a_seat_knows_since_when_nobody_uses_it() -> None:
    idle = InputIdled(at=at(60), idle=timedelta(seconds=30))
    assert seat(idle).idle_since == at(30)
    assert seat(idle, InputResumed(at=at(61))).idle_since is None


def test_a_selection_remembers_the_field_it_was_taken_in_until_it_is_taken_again() -> None:
    first = SelectionOwned(at=at(1), selection="PRIMARY", program=BROWSER)
    again = SelectionOwned(at=at(5), selection="PRIMARY", program=NOTES)
    known = field("us_ssn")
    assert seat(focused("us_ssn"), first).taken_in == {"PRIMARY": known}
    assert seat(focused("us_ssn"), first, focused(None)).taken_in == {"PRIMARY": known}
    assert seat(focused("us_ssn"), first, focused(None), again).taken_in == {"PRIMARY": field(None)}
    assert seat(again).taken_in == {"PRIMARY": None}


def test_a_gesture_goes_on_while_it_comes_again_within_a_second() -> None:
    held = ChordSwallowed(at=at(1.9), chord="ctrl+c", purpose="copy")
    assert repeats(seat(COPY).recent, held)
    later = ChordSwallowed(at=at(2.8), chord="ctrl+c", purpose="copy")
    assert repeats(seat(COPY, held).recent, later)
    assert not repeats(seat(COPY).recent, later)


def test_another_chord_or_the_same_in_another_field_is_another_gesture() -> None:
    assert not repeats(seat(COPY).recent, ChordSwallowed(at=at(1.1), chord="ctrl+x", purpose="copy"))
    moved = seat(COPY, focused("us_ssn", 1.1))
    assert not repeats(moved.recent, ChordSwallowed(at=at(1.2), chord="ctrl+c", purpose="copy"))


def test_a_film_of_the_screen_goes_on_when_the_focus_moves() -> None:
    frame = PixelsRead(at=at(1), program=SCROT)
    assert repeats(seat(frame, focused(None, 1.1)).recent, PixelsRead(at=at(1.2), program=SCROT))


def test_a_clock_that_is_wound_back_makes_no_gesture_go_on() -> None:
    assert not repeats(seat(COPY).recent, ChordSwallowed(at=at(0.5), chord="ctrl+c", purpose="copy"))


@given(seconds=st.lists(st.floats(-100, 100, allow_nan=False)))
def test_time_never_runs_back_and_memory_does_not_grow(seconds: list[float]) -> None:
    session = seat()
    for second in seconds:
        following = session.after(ChordSwallowed(at=at(second), chord="ctrl+c", purpose="copy"))
        assert following.now >= session.now
        assert len(following.recent) <= 1
        session = following

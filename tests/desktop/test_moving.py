"""From a gesture until the program told where the focus went, or a moment has passed, it may be on its way."""

# SPDX-License-Identifier: Apache-2.0

from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop.x11.moving import BOUND, CALM, Moving

TIMES = st.floats(0, 1e6)
NUMBERS = st.integers(1, 5)
JUST = 1e-3


def after(gestures: int, now: float) -> Moving:
    moving = Moving()
    for _ in range(gestures):
        moving.begin(now)
    return moving


@given(now=TIMES)
def test_nothing_moves_before_the_first_gesture(now: float) -> None:
    assert Moving().is_over(now)


@given(now=TIMES, gestures=NUMBERS)
def test_what_no_program_tells_of_is_over_after_the_bound(now: float, gestures: int) -> None:
    moving = after(gestures, now)
    assert not moving.is_over(now + BOUND - JUST)
    assert moving.is_over(now + BOUND)


@given(now=TIMES, gestures=NUMBERS)
def test_it_is_over_once_each_gesture_was_told_of_and_no_more_is_told(now: float, gestures: int) -> None:
    moving = after(gestures, now)
    for told in range(gestures):
        assert not moving.is_over(now + CALM), told
        moving.tell(now, is_sensitive=False)
    assert not moving.is_over(now + CALM - JUST)
    assert moving.is_over(now + CALM)


@given(now=TIMES, gestures=st.integers(0, 5), late=st.floats(0, 2 * BOUND))
def test_while_a_focus_is_looked_at_it_is_not_over_whenever_it_was_told(now: float, gestures: int, late: float) -> None:
    moving = after(gestures, now)
    moving.tell(now, is_sensitive=False)
    moving.come(now + late)
    assert not moving.is_over(now + late + BOUND - JUST)
    assert moving.is_over(now + late + BOUND)


@given(now=TIMES, late=st.floats(0, 2 * BOUND))
def test_once_it_was_looked_at_no_gesture_is_waited_for_that_was_over(now: float, late: float) -> None:
    moving = after(1, now)
    moving.come(now + BOUND + late)
    moving.tell(now + BOUND + late, is_sensitive=False)
    assert moving.is_over(now + BOUND + late + CALM)


@given(now=TIMES)
def test_what_is_told_in_steps_is_over_after_the_last_one(now: float) -> None:
    moving = after(1, now)
    moving.tell(now, is_sensitive=False)
    moving.tell(now + CALM / 2, is_sensitive=False)
    assert not moving.is_over(now + CALM)
    assert moving.is_over(now + 2 * CALM)


@given(now=TIMES, gestures=NUMBERS)
def test_of_a_sensitive_field_the_policy_has_the_last_word_for_as_long_again(now: float, gestures: int) -> None:
    moving = after(gestures, now)
    for _ in range(gestures):
        moving.tell(now, is_sensitive=False)
    told = now + CALM / 2
    moving.tell(told, is_sensitive=True)
    assert not moving.is_over(told + BOUND - JUST)
    assert moving.is_over(told + BOUND)


@given(now=TIMES)
def test_a_gesture_after_it_was_told_begins_anew(now: float) -> None:
    moving = after(1, now)
    moving.tell(now, is_sensitive=False)
    moving.begin(now)
    assert not moving.is_over(now + CALM)


@given(now=TIMES, told=NUMBERS)
def test_what_was_told_of_gestures_that_are_over_does_not_count(now: float, told: int) -> None:
    moving = after(1, now)
    for _ in range(told):
        moving.tell(now, is_sensitive=False)
    later = now + BOUND
    moving.begin(later)
    assert not moving.is_over(later + BOUND - JUST)

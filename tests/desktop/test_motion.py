"""While a page scrolls, columns are hidden; once its values have arrived, only they are."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace

import pytest

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.blocks import Span
from workstation.desktop.x11.motion import HELD, LATEST_WORD, LOADING, LONGEST, QUIET, Motion
from workstation.desktop.x11.shown import NOTHING, Reading, Shown
from workstation.desktop.x11.walking import Around
from workstation.desktop.x11.windows import Window
from workstation.facts.place import Rect

PAGE, BLOCK = Node("app", "page"), Node("app", "block")
VIEW = Rect(0, 100, 1000, 700)
WINDOW = Rect(0, 0, 1000, 800)
WHOLE, PART = Rect(0, 100, 1000, 700), Rect(0, 200, 1000, 50)
COLUMN = Rect(50, 100, 60, 700)
VALUE = Shown(data_class="card_number", block=BLOCK, spans=(Span(BLOCK, 0, 6),), document=PAGE, in_field=False)


def at(y: int) -> Reading:
    """Return a reading with the value `y` pixels down."""
    shown = replace(VALUE, rects=(Rect(50, y, 60, 20),))
    return replace(NOTHING, values={BLOCK: (shown,)}, documents={PAGE: VIEW}, place=WINDOW)


def hidden(motion: Motion, reading: Reading, window: Rect = WINDOW) -> tuple[Rect, ...]:
    (shown,) = reading.shown()
    return motion.hidden(shown, reading, window)


@pytest.fixture
def motion() -> Motion:
    """Rest on a page that was loaded a while ago."""
    made = Motion()
    made.follow(NOTHING, at(300), 0.0)
    return made


def test_at_rest_exactly_the_value_is_hidden(motion: Motion) -> None:
    assert hidden(motion, at(300)) == (Rect(50, 300, 60, 20),)


def test_a_painted_page_hides_the_column_at_once(motion: Motion) -> None:
    motion.paint(WHOLE, at(300), LOADING + 1)
    assert hidden(motion, at(300)) == (COLUMN,)


def test_a_value_that_reaches_out_of_what_was_painted_stays_hidden_there(motion: Motion) -> None:
    motion.paint(Rect(0, 100, 1000, 705), at(790), LOADING + 1)
    tall = replace(VALUE, document=None, rects=(Rect(50, 780, 60, 40),))
    assert motion.hidden(tall, at(790), WINDOW) == (Rect(50, 100, 60, 720),)


def test_a_value_out_of_view_hides_its_column_too(motion: Motion) -> None:
    motion.paint(WHOLE, at(2000), LOADING + 1)
    assert hidden(motion, at(2000)) == (COLUMN,)


def test_a_value_out_of_view_of_a_page_at_rest_hides_nothing(motion: Motion) -> None:
    assert hidden(motion, at(2000)) == ()
    assert hidden(motion, at(790)) == (Rect(50, 790, 60, 10),)


def test_a_small_painting_hides_no_column(motion: Motion) -> None:
    motion.paint(PART, at(300), LOADING + 1)
    assert hidden(motion, at(300)) == (Rect(50, 300, 60, 20),)


def test_the_column_stays_while_the_program_still_tells_old_places(motion: Motion) -> None:
    now = LOADING + 1
    motion.paint(WHOLE, at(300), now)
    motion.follow(at(300), at(298), now + 0.01)
    motion.paint(WHOLE, at(298), now + 0.02)
    motion.follow(at(298), at(298), now + 0.4)
    assert hidden(motion, at(298)) == (COLUMN,)


def test_the_column_goes_once_new_places_were_told_after_the_last_painting(motion: Motion) -> None:
    now = LOADING + 1
    motion.paint(WHOLE, at(300), now)
    motion.follow(at(300), at(180), now + 0.4)
    assert motion.is_sweeping()
    motion.follow(at(180), at(180), now + 0.41 + QUIET)
    assert motion.is_sweeping(), "what was told may be of a place on the way"
    motion.follow(at(180), at(180), now + HELD)
    assert not motion.is_sweeping()
    assert hidden(motion, at(180)) == (Rect(50, 180, 60, 20),)


def test_the_column_goes_when_nothing_was_told_for_long(motion: Motion) -> None:
    now = LOADING + 1
    motion.paint(WHOLE, at(300), now)
    motion.follow(at(300), at(300), now + LATEST_WORD + 0.01)
    assert not motion.is_sweeping()


def test_a_page_that_is_painted_all_the_time_is_let_be_until_it_moves(motion: Motion) -> None:
    now = LOADING + 1
    for step in range(12):
        motion.paint(WHOLE, at(300), now + step * LONGEST / 10)
        motion.follow(at(300), at(300), now + step * LONGEST / 10)
    assert not motion.is_sweeping()
    motion.follow(at(300), at(295), now + 1.11 * LONGEST)
    assert hidden(motion, at(295)) == (COLUMN,)


def test_the_column_stays_through_a_long_scroll(motion: Motion) -> None:
    now = LOADING + 1
    for step in range(30):
        motion.paint(WHOLE, at(300), now + step * LATEST_WORD / 10)
        motion.follow(at(300 - step // 4), at(300 - (step + 1) // 4), now + step * LATEST_WORD / 10)
        assert motion.is_sweeping()


def test_a_page_that_loads_hides_no_column() -> None:
    motion = Motion()
    motion.follow(NOTHING, at(300), 10.0)
    motion.paint(WHOLE, at(300), 10.1)
    assert not motion.is_sweeping()


def test_a_page_that_another_window_left_hides_no_column_unless_it_moves(motion: Motion) -> None:
    now = LOADING + 1
    motion.expose(now)
    motion.paint(WHOLE, at(300), now + 0.02)
    assert not motion.is_sweeping()
    motion.follow(at(300), at(298), now + 0.03)
    assert hidden(motion, at(298)) == (COLUMN,)


def test_a_part_that_scrolls_hides_the_column_of_that_part(motion: Motion) -> None:
    now = LOADING + 1
    box = Rect(0, 250, 1000, 200)
    motion.paint(box, at(300), now)
    motion.follow(at(300), at(290), now + 0.01)
    assert hidden(motion, at(290)) == (Rect(50, 250, 60, 200),)


def test_a_value_that_moved_is_hidden_where_it_was_as_well(motion: Motion) -> None:
    motion.follow(at(300), at(280), LOADING + 1)
    assert hidden(motion, at(280)) == (Rect(50, 280, 60, 20), Rect(50, 300, 60, 20))


def test_masks_move_with_the_window_before_the_program_tells(motion: Motion) -> None:
    motion.anchor(Rect(2, 20, 1000, 800), WINDOW)
    assert hidden(motion, at(300), Rect(2, 20, 1000, 800)) == (Rect(50, 300, 60, 20),)
    assert hidden(motion, at(300), Rect(12, 50, 1000, 800)) == (Rect(60, 330, 60, 20),)


def test_a_new_page_begins_without_columns(motion: Motion) -> None:
    motion.paint(WHOLE, at(300), LOADING + 1)
    other = replace(at(300), documents={Node("app", "other"): VIEW})
    motion.follow(at(300), other, LOADING + 1.1)
    assert not motion.is_sweeping()


def inside(*panes: Node) -> Reading:
    """Return a reading of a window of GTK 4, which tells all places from its own corner."""
    shown = replace(VALUE, document=None, rects=(Rect(50, 300, 60, 20),), around=Around(panes))
    return replace(NOTHING, values={BLOCK: (shown,)}, place=Rect(0, 0, 900, 700), panes={PAGE: Rect(0, 0, 900, 310)})


def test_a_place_from_the_corner_of_a_window_is_inside_of_the_shadow_that_it_tells(motion: Motion) -> None:
    place = Rect(200, 100, 950, 770)
    motion.anchor_inside(Window(1, 1, place, place, (), shadow=(20, 30, 10, 60)), inside().place)
    assert hidden(motion, inside(), place) == (Rect(270, 410, 60, 20),)


@pytest.mark.parametrize("shadow", [(0, 0, 0, 0), (500, 500, 10, 60)])
def test_where_the_shadow_is_not_told_the_place_is_anywhere_that_it_may_be(
    motion: Motion, shadow: tuple[int, ...]
) -> None:
    place = Rect(200, 100, 950, 770)
    motion.anchor_inside(Window(1, 1, place, place, (), shadow=shadow), inside().place)
    assert hidden(motion, inside(), place) == (Rect(250, 400, 110, 90),)


def test_what_scrolls_out_of_a_pane_is_cut_off(motion: Motion) -> None:
    place = Rect(0, 0, 900, 700)
    motion.anchor_inside(Window(1, 1, place, place, ()), inside().place)
    assert hidden(motion, inside(PAGE), place) == (Rect(50, 300, 60, 10),)
    assert hidden(motion, inside(BLOCK), place) == (Rect(50, 300, 60, 20),)

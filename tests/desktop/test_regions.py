"""Rectangles: what is left of one without others, and how alike two are."""

# SPDX-License-Identifier: Apache-2.0

from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop.x11.regions import around, covers, grown, likeness, meet, minus, moved
from workstation.facts.place import Rect

rects = st.builds(Rect, st.integers(0, 12), st.integers(0, 12), st.integers(1, 8), st.integers(1, 8))


def pixels(*some: Rect) -> list[tuple[int, int]]:
    return [(x, y) for r in some for x in range(r.x, r.x + r.width) for y in range(r.y, r.y + r.height)]


@given(rect=rects, others=st.lists(rects, max_size=4))
def test_what_is_left_is_every_pixel_that_no_other_has_and_each_once(rect: Rect, others: list[Rect]) -> None:
    left = pixels(*minus(rect, others))
    assert sorted(left) == sorted(set(pixels(rect)) - set(pixels(*others)))


@given(one=rects, other=rects)
def test_what_two_have_in_common_is_in_both(one: Rect, other: Rect) -> None:
    common = meet(one, other)
    assert set(pixels(common) if common else ()) == set(pixels(one)) & set(pixels(other))


@given(some=st.lists(rects, min_size=1, max_size=4))
def test_what_is_around_holds_all(some: list[Rect]) -> None:
    assert all(covers(around(some), rect) for rect in some)


@given(rect=rects, other=rects)
def test_likeness_is_one_for_the_same_and_nought_for_strangers(rect: Rect, other: Rect) -> None:
    assert likeness(rect, rect) == 1
    assert (likeness(rect, other) == 0) == (meet(rect, other) is None)
    assert likeness(rect, other) == likeness(other, rect)


@given(rect=rects)
def test_a_rectangle_moved_there_and_back_or_grown_and_met_is_itself(rect: Rect) -> None:
    assert moved(moved(rect, 3, -4), -3, 4) == rect
    assert meet(grown(rect, 2), rect) == rect

"""Told pixels become pixels of the screen: by a factor that explains both axes, and never smaller than they are."""

# SPDX-License-Identifier: Apache-2.0

from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop.x11.regions import covers
from workstation.desktop.x11.scaling import Scale, Scales, factor_between, scale_of, scaled
from workstation.facts.place import Rect

WINDOW = Rect(100, 60, 420, 400)


def test_equal_sizes_are_not_scaled() -> None:
    assert factor_between(WINDOW, Rect(0, 0, 420, 400)) == 1.0


def test_axes_that_disagree_are_no_scale() -> None:
    assert factor_between(WINDOW, Rect(0, 0, 840, 400)) is None
    assert factor_between(WINDOW, Rect(0, 0, 0, 0)) is None


def test_what_is_empty_stays_empty() -> None:
    assert scaled(Rect(5, 5, 0, 0), 2.0) == Rect(5, 5, 0, 0)


def test_pages_of_chromium_are_told_in_real_pixels_and_those_of_others_are_not() -> None:
    assert scale_of("Chromium", 2.0) == Scale(own=2.0, page=1.0)
    assert scale_of("Qt", 2.0) == Scale(own=2.0, page=2.0)


def test_a_program_keeps_the_scale_that_it_showed() -> None:
    scales = Scales()
    assert scales.of(":1.1") == Scale()
    assert scales.learn(":1.1", Scale(own=2.0, page=2.0))
    assert not scales.learn(":1.1", Scale(own=2.0, page=2.0))
    assert scales.of(":1.1").own == 2.0


@given(
    steps=st.integers(min_value=48, max_value=480),
    size=st.tuples(st.integers(min_value=200, max_value=3000), st.integers(min_value=200, max_value=3000)),
)
def test_the_scale_of_a_window_explains_its_size(steps: int, size: tuple[int, int]) -> None:
    factor = steps / 96
    real = Rect(0, 0, round(size[0] * factor), round(size[1] * factor))
    told = factor_between(Rect(0, 0, *size), real)
    assert told is not None
    assert max(abs(size[0] * told - real.width), abs(size[1] * told - real.height)) <= 1 + told


@given(
    real=st.builds(
        Rect,
        st.integers(min_value=0, max_value=4000),
        st.integers(min_value=0, max_value=4000),
        st.integers(min_value=8, max_value=900),
        st.integers(min_value=8, max_value=900),
    ),
    factor=st.sampled_from([1.25, 1.5, 1.75, 2.0, 3.0]),
)
def test_a_scaled_rectangle_covers_what_was_rounded(real: Rect, factor: float) -> None:
    left, top = round(real.x / factor), round(real.y / factor)
    right, bottom = round((real.x + real.width) / factor), round((real.y + real.height) / factor)
    assert covers(scaled(Rect(left, top, right - left, bottom - top), factor), real)

"""A program's window is known on the screen by its process and its place; a field's label by where it stands."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.labels import nearest_label
from workstation.desktop.x11.matching import matched, unclaimed
from workstation.desktop.x11.shown import Frame, Told
from workstation.desktop.x11.windows import Stack, Window
from workstation.facts.place import Rect

SCREEN = Rect(0, 0, 1280, 900)
PLACE = Rect(100, 100, 400, 300)
NO_TITLES: Mapping[int, str] = {}
NOT_BOUND: Mapping[Frame, int] = {}


def window(client: int, pid: int, rect: Rect = PLACE, *, hides: bool = True) -> Window:
    return Window(client=client, pid=pid, outer=rect, rect=rect, hides=(rect,) if hides else ())


def frame(name: str, pid: int, toolkit: str = "gtk") -> Frame:
    return Frame(Node(name, "/frame"), name, toolkit, pid)


def stack(*windows: Window) -> Stack:
    return Stack(SCREEN, windows)


def found(
    frames: Mapping[Frame, Rect | Told],
    of: Stack,
    titles: Mapping[int, str] = NO_TITLES,
    bound: Mapping[Frame, int] = NOT_BOUND,
) -> dict[Frame, list[int]]:
    """Return the windows that each frame may be."""
    told = {frame: about if isinstance(about, Told) else Told(about) for frame, about in frames.items()}
    matches = matched(told, of, titles, bound)
    return {frame: [window.client for window in match.windows] for frame, match in matches.items()}


def test_a_frame_is_the_window_of_the_same_process_at_the_same_place() -> None:
    mine = frame("crm", 7)
    screen = stack(window(1, 6), window(2, 7), window(3, 7, Rect(700, 500, 50, 50)))
    assert found({mine: PLACE}, screen) == {mine: [2]}


def test_a_decoration_around_the_window_does_not_matter() -> None:
    mine = frame("crm", 7)
    assert found({mine: Rect(99, 80, 402, 325)}, stack(window(2, 7))) == {mine: [2]}


def test_a_frame_that_is_not_on_the_screen_is_no_window() -> None:
    assert found({frame("crm", 7): Rect(600, 600, 100, 30)}, stack(window(2, 7))) == {}


def test_two_frames_are_never_the_same_window() -> None:
    first, second = frame("one", 7), frame("two", 7)
    assert list(found({first: PLACE, second: Rect(110, 110, 400, 300)}, stack(window(2, 7)))) == [first]


def test_a_frame_of_a_process_without_windows_is_known_by_its_place() -> None:
    proxied = frame("crm", 99)
    assert found({proxied: PLACE}, stack(window(2, 7))) == {proxied: [2]}


def test_a_window_that_is_bound_is_no_choice_for_another_frame_at_its_place() -> None:
    lower, upper = frame("one", 7), frame("two", 7)
    screen = stack(window(1, 7), window(2, 7))
    assert found({upper: PLACE, lower: PLACE}, screen, bound={lower: 1}) == {lower: [1], upper: [2]}


def test_windows_at_one_place_are_told_apart_by_their_titles() -> None:
    lower, upper = frame("one", 7), frame("two", 7)
    frames = {upper: Told(PLACE, "Card"), lower: Told(PLACE, "Order")}
    assert found(frames, stack(window(1, 7), window(2, 7)), {1: "Order", 2: "Card"}) == {lower: [1], upper: [2]}


def test_titles_correct_what_was_bound_wrong() -> None:
    lower, upper = frame("one", 7), frame("two", 7)
    frames = {upper: Told(PLACE, "Card"), lower: Told(PLACE, "Order")}
    screen, titles = stack(window(1, 7), window(2, 7)), {1: "Order", 2: "Card"}
    assert found(frames, screen, titles, bound={lower: 2, upper: 1}) == {lower: [1], upper: [2]}


def test_frames_that_nothing_tells_apart_are_both_windows() -> None:
    one, two = frame("one", 7), frame("two", 7)
    frames = {one: Told(PLACE, "Customer"), two: Told(PLACE, "Customer")}
    screen, titles = stack(window(1, 7), window(2, 7)), {1: "Customer", 2: "Customer"}
    assert found(frames, screen, titles) == {one: [1, 2], two: [1, 2]}


def test_a_frame_that_is_hidden_leaves_the_window_to_one_that_shows() -> None:
    hidden, showing = frame("one", 7), frame("two", 7)
    frames = {hidden: Told(PLACE, is_showing=False), showing: Told(PLACE)}
    assert found(frames, stack(window(1, 7))) == {showing: [1]}


def test_a_program_that_counts_in_larger_pixels_is_found_by_its_scale() -> None:
    mine = frame("crm", 7)
    screen = stack(window(1, 7, Rect(220, 57, 840, 800)))
    match = matched({mine: Told(Rect(110, 29, 420, 400))}, screen, {}, {})[mine]
    assert (match.windows[0].client, match.factor) == (1, 2.0)


def test_a_scale_is_seen_before_a_rough_likeness() -> None:
    mine = frame("crm", 7)
    screen = stack(window(1, 7, Rect(0, 0, 1280, 900)))
    assert matched({mine: Told(Rect(0, 0, 1024, 720))}, screen, {}, {})[mine].factor == 1.25


def test_a_decoration_is_scaled_too() -> None:
    mine = frame("crm", 7)
    decorated = Window(client=1, pid=7, outer=Rect(100, 120, 602, 325), rect=Rect(101, 140, 600, 300), hides=())
    assert matched({mine: Told(Rect(50, 60, 301, 163))}, stack(decorated), {}, {})[mine].factor == 2.0


def test_a_frame_that_knows_no_place_is_the_window_of_its_size_and_its_title() -> None:
    first, second = frame("one", 7, "GTK"), frame("two", 7, "GTK")
    inside = Rect(0, 0, 390, 290)
    screen, titles = stack(window(1, 7), window(2, 7, Rect(600, 50, 400, 300))), {1: "Order", 2: "Card"}
    assert found({first: Told(inside, "Card"), second: Told(inside, "Order")}, screen, titles) == {
        first: [2],
        second: [1],
    }


def test_a_frame_that_knows_no_place_is_scaled_by_whole_numbers_whatever_its_shadow() -> None:
    mine = frame("crm", 7, "GTK")
    screen = stack(window(1, 7, Rect(220, 57, 900, 860)))
    match = matched({mine: Told(Rect(0, 0, 420, 400))}, screen, {}, {})[mine]
    assert (match.windows[0].client, match.factor) == (1, 2.0)


def test_only_ordinary_windows_that_nobody_claims_are_left() -> None:
    lost = frame("crm", 7)
    screen = stack(window(1, 7), window(2, 7), window(3, 7), window(4, 6))
    assert [left.client for left in unclaimed(lost, screen, {1: "", 2: "", 4: ""}, [2])] == [1]


def test_what_a_window_above_hides_is_not_visible() -> None:
    both = stack(window(1, 1), window(2, 2, Rect(150, 100, 1000, 50)))
    assert both.visible(Rect(140, 110, 20, 10), 1) == (Rect(140, 110, 10, 10),)
    assert both.visible(Rect(200, 110, 20, 10), 1) == ()
    assert both.visible(Rect(200, 110, 20, 10), 2) == (Rect(200, 110, 20, 10),)


def test_what_shows_through_hides_nothing() -> None:
    both = stack(window(1, 1), window(2, 2, hides=False))
    assert both.visible(Rect(140, 110, 20, 10), 1) == (Rect(140, 110, 20, 10),)


def test_what_is_outside_the_window_or_the_screen_is_not_visible() -> None:
    half_out = stack(window(1, 1, Rect(-50, 100, 100, 100)))
    assert half_out.visible(Rect(-20, 110, 40, 10), 1) == (Rect(0, 110, 20, 10),)
    assert half_out.visible(Rect(45, 110, 40, 10), 1) == (Rect(45, 110, 5, 10),)


def test_a_window_that_is_not_on_the_screen_shows_nothing() -> None:
    assert stack().visible(PLACE, 1) == ()
    assert stack().window(1) is None


def test_the_label_left_of_a_field_in_its_line_is_its_label() -> None:
    field = Rect(200, 100, 150, 30)
    labels = {
        Node("a", "same line"): Rect(90, 108, 80, 14),
        Node("a", "farther"): Rect(10, 108, 40, 14),
        Node("a", "line above"): Rect(90, 68, 80, 14),
        Node("a", "right"): Rect(360, 108, 40, 14),
    }
    assert nearest_label(field, labels) == Node("a", "same line")


def test_the_label_right_above_is_its_label_where_none_is_left_of_it() -> None:
    field = Rect(200, 100, 150, 30)
    labels = {Node("a", "above"): Rect(200, 80, 80, 14), Node("a", "below"): Rect(200, 140, 80, 14)}
    assert nearest_label(field, labels) == Node("a", "above")
    assert nearest_label(field, {}) is None

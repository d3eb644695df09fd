"""A program's window is known on the screen by its process and its place; a field's label by where it stands."""

# SPDX-License-Identifier: Apache-2.0

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.frames import matched
from workstation.desktop.x11.labels import nearest_label
from workstation.desktop.x11.shown import Frame
from workstation.desktop.x11.windows import Stack, Window
from workstation.facts.place import Rect

SCREEN = Rect(0, 0, 1280, 900)
PLACE = Rect(100, 100, 400, 300)


def window(client: int, pid: int, rect: Rect = PLACE, *, hides: bool = True) -> Window:
    return Window(client=client, pid=pid, outer=rect, rect=rect, hides=(rect,) if hides else ())


def frame(name: str, pid: int) -> Frame:
    return Frame(Node(name, "/frame"), name, "gtk", pid)


def stack(*windows: Window) -> Stack:
    return Stack(SCREEN, windows)


def test_a_frame_is_the_window_of_the_same_process_at_the_same_place() -> None:
    mine = frame("crm", 7)
    found = matched({mine: PLACE}, stack(window(1, 6), window(2, 7), window(3, 7, Rect(700, 500, 50, 50))))
    assert found[mine].client == 2


def test_a_decoration_around_the_window_does_not_matter() -> None:
    mine = frame("crm", 7)
    found = matched({mine: Rect(99, 80, 402, 325)}, stack(window(2, 7)))
    assert found[mine].client == 2


def test_a_frame_that_is_not_on_the_screen_is_no_window() -> None:
    assert matched({frame("crm", 7): Rect(600, 600, 100, 30)}, stack(window(2, 7))) == {}


def test_two_frames_are_never_the_same_window() -> None:
    first, second = frame("one", 7), frame("two", 7)
    found = matched({first: PLACE, second: Rect(102, 102, 400, 300)}, stack(window(2, 7)))
    assert list(found) == [first]


def test_a_frame_of_a_process_without_windows_is_known_by_its_place() -> None:
    proxied = frame("crm", 99)
    assert matched({proxied: PLACE}, stack(window(2, 7)))[proxied].client == 2


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

"""The covering window's own promises: what it says it holds, and what a key means."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from collections.abc import Callable, Iterator

import pytest
import xcffib
import xcffib.shape
import xcffib.xproto
from xcffib.shape import SK, SO
from xcffib.xproto import CW, Atom, ClipOrdering, ConfigWindow, GrabMode, GrabStatus, PropMode, StackMode, WindowClass

from tests.desktop.bed import Bed, eventually
from tests.desktop.screen import Screen
from tests.desktop.sink import Sink, xdotool
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.cover import Clicked, Cover, Held, Input, KeyPressed
from workstation.desktop.x11.inquiry import OPAQUE, ask_words, words
from workstation.desktop.x11.sheet import COLOUR
from workstation.desktop.x11.windows import SHIELD_PROPERTY

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

ALL = Held(covered=True, keyboard=True, pointer=True)
ACUTE_E, CYRILLIC_ES, AT, KEYPAD_7, KEYPAD_HOME = 0xE9, 0x6D3, ord("@"), 0xFFB7, 0xFF95
MODIFIERS = range(0xFFE1, 0xFFEF)
LEVEL_THREE, NUM_LOCK = 0xFE03, 0xFF7F


@pytest.fixture
def cover() -> Iterator[Cover]:
    """Make a cover that knows this process as its only relative."""
    connection = Connection()
    made = Cover(connection, lambda pid: pid == os.getpid())
    yield made
    made.uncover()
    connection.close()


@pytest.fixture
def twin() -> Iterator[Cover]:
    """Make a second cover that this process could have started."""
    connection = Connection()
    made = Cover(connection, lambda pid: pid == os.getpid())
    yield made
    made.uncover()
    connection.close()


def hold_keyboard(program: Sink) -> None:
    """Have a program hold the keyboard, as an open menu does."""
    held = program.connection.core.GrabKeyboard(
        owner_events=False,
        grab_window=program.window,
        time=xcffib.CurrentTime,
        pointer_mode=GrabMode.Async,
        keyboard_mode=GrabMode.Async,
    )
    assert held.reply().status == GrabStatus.Success


@pytest.fixture
def layout(bed: Bed) -> Iterator[Callable[[str], None]]:
    """Change the keyboard's layout, and change it back at the end."""

    def change(name: str) -> None:
        subprocess.run(["setxkbmap", name], env=bed.environment, check=True)

    yield change
    change("us")


def inputs_after(cover: Cover, *act: str) -> list[Input]:
    """Return what reached the cover by an act of the person, modifier keys left out."""
    found: list[Input] = []
    xdotool(*act)

    def came() -> bool:
        found.extend(cover.inputs())
        return any(is_told(one) for one in found)

    eventually(came, f"{act} reaches the cover")
    return [one for one in found if is_told(one)]


def is_told(one: Input) -> bool:
    return isinstance(one, Clicked) or one.keysym not in (*MODIFIERS, LEVEL_THREE, NUM_LOCK)


def shapes_it_to_one_pixel(foreign: Connection, window: int) -> None:
    pixel = xcffib.xproto.RECTANGLE.synthetic(0, 0, 1, 1)
    shape = foreign.extension(xcffib.shape.key, "SHAPE")
    shape.Rectangles(SO.Set, SK.Bounding, ClipOrdering.Unsorted, window, 0, 0, 1, [pixel])


def makes_it_faint(foreign: Connection, window: int) -> None:
    atom = foreign.atom("_NET_WM_WINDOW_OPACITY")
    foreign.core.ChangeProperty(PropMode.Replace, window, atom, Atom.CARDINAL, 32, 1, [0])


def spoils_the_opacity_with_bytes(foreign: Connection, window: int) -> None:
    atom = foreign.atom("_NET_WM_WINDOW_OPACITY")
    foreign.core.ChangeProperty(PropMode.Replace, window, atom, Atom.STRING, 8, 4, b"\xff\xff\xff\xff")


def takes_the_mark_away(foreign: Connection, window: int) -> None:
    foreign.core.DeleteProperty(window, foreign.atom(SHIELD_PROPERTY))


def hands_it_to_the_window_manager(foreign: Connection, window: int) -> None:
    foreign.core.ChangeWindowAttributes(window, CW.OverrideRedirect, [0])
    foreign.core.UnmapWindow(window)


def puts_it_into_another_window(foreign: Connection, window: int) -> None:
    inner = int(foreign.raw.generate_id())
    foreign.core.CreateWindow(
        0, inner, foreign.root, 0, 0, 9, 9, 0, WindowClass.InputOutput, 0, CW.OverrideRedirect, [1]
    )
    foreign.core.ReparentWindow(window, inner, 0, 0)


TAMPERINGS = [
    shapes_it_to_one_pixel,
    makes_it_faint,
    spoils_the_opacity_with_bytes,
    takes_the_mark_away,
    hands_it_to_the_window_manager,
    puts_it_into_another_window,
]


def is_settled(cover: Cover) -> bool:
    cover.keep()
    cover.inputs()
    return not cover.disturbed


def untouched(foreign: Connection, window: int) -> bool:
    """Say whether the window is a top one, opaque, marked and without a shape, as another program sees it."""
    tops = list(foreign.core.QueryTree(foreign.root).reply().children)
    shape = foreign.extension(xcffib.shape.key, "SHAPE").QueryExtents(window).reply()
    told = {
        name: words(ask_words(foreign, window, name).reply()) for name in ("_NET_WM_WINDOW_OPACITY", SHIELD_PROPERTY)
    }
    whole = not shape.bounding_shaped and not shape.clip_shaped
    return window in tops and whole and told == {"_NET_WM_WINDOW_OPACITY": (OPAQUE,), SHIELD_PROPERTY: (1,)}


def test_what_it_holds_it_says(cover: Cover) -> None:
    assert cover.cover() == ALL
    with Screen() as screen:
        assert screen.corners_and_middle() == {COLOUR}


def test_covering_again_changes_nothing(cover: Cover) -> None:
    assert cover.cover() == ALL
    assert cover.cover() == ALL
    assert cover.keep() == ALL


def test_it_does_not_claim_a_keyboard_that_another_program_holds(cover: Cover) -> None:
    other = Sink()
    hold_keyboard(other)
    assert cover.cover() == Held(covered=True, keyboard=False, pointer=True)
    assert cover.input_missing
    other.close()
    eventually(lambda: cover.keep() == ALL, "it holds the keyboard that was let go")
    assert not cover.input_missing


def test_a_pointer_that_was_taken_without_the_keyboard_goes_to_the_twin_that_has_it(cover: Cover, twin: Cover) -> None:
    other = Sink()
    hold_keyboard(other)
    assert cover.cover() == Held(covered=True, keyboard=False, pointer=True)
    other.close()
    with_keyboard = Held(covered=True, keyboard=True, pointer=False)
    eventually(lambda: twin.cover() == with_keyboard, "the twin takes the keyboard that was let go")
    assert cover.keep() == Held(covered=True, keyboard=False, pointer=False)
    assert not cover.input_missing
    assert twin.keep() == ALL


@pytest.mark.parametrize("tampered", TAMPERINGS, ids=lambda tampered: tampered.__name__)
def test_what_another_program_does_to_the_window_is_undone_before_it_says_that_it_covers(
    cover: Cover, tampered: Callable[[Connection, int], None]
) -> None:
    assert cover.cover() == ALL
    with Screen() as screen:
        eventually(lambda: is_settled(cover), "the cover has nothing left to look at")
        tampered(screen.connection, cover.window)
        screen.connection.core.GetInputFocus().reply()
        eventually(lambda: cover.inputs() or cover.disturbed, "it is told")
        assert cover.keep() == ALL
        assert screen.corners_and_middle() == {COLOUR}
        assert untouched(screen.connection, cover.window)


def test_a_prompt_that_was_there_before_it_was_told_of_comes_above(cover: Cover) -> None:
    assert cover.cover() == ALL
    with Screen() as screen:
        foreign = screen.connection
        prompt = int(foreign.raw.generate_id())
        size = (0, 0, 90, 90, 0)
        inputs = WindowClass.InputOutput
        foreign.core.CreateWindow(
            0, prompt, foreign.root, *size, inputs, 0, CW.BackPixel | CW.OverrideRedirect, [0xFF00, 1]
        )
        foreign.core.MapWindow(prompt, is_checked=True).check()
        eventually(lambda: is_settled(cover), "the cover has nothing left to look at")
        foreign.core.ConfigureWindow(prompt, ConfigWindow.StackMode, [StackMode.Below], is_checked=True).check()
        cover.prompt = prompt
        assert cover.keep() == ALL
        assert screen.pixel(9, 9) == 0xFF00


def test_uncovered_it_lets_keys_through_again(cover: Cover) -> None:
    sink = Sink()
    cover.cover()
    xdotool("key", "a")
    assert sink.reached() == []
    cover.uncover()
    xdotool("key", "b")
    assert sink.reached() == [ord("b")]
    sink.close()


@pytest.mark.parametrize(
    ("layout_name", "keys", "keysym"),
    [
        ("us", ["a"], ord("a")),
        ("us", ["shift+a"], ord("A")),
        ("us", ["Return"], 0xFF0D),
        ("fr", ["eacute"], ACUTE_E),
        ("de", ["at"], AT),
        ("ru", ["Cyrillic_es"], CYRILLIC_ES),
    ],
)
def test_a_key_means_what_the_layout_says(
    cover: Cover, layout: Callable[[str], None], layout_name: str, keys: list[str], keysym: int
) -> None:
    layout(layout_name)
    cover.cover()
    assert [one.keysym for one in inputs_after(cover, "key", *keys) if isinstance(one, KeyPressed)] == [keysym]


def test_the_keypad_types_digits_under_num_lock_only(cover: Cover) -> None:
    cover.cover()
    keypad_seven = "79"
    assert inputs_after(cover, "key", keypad_seven) == [KeyPressed(keysym=KEYPAD_HOME, state=0)]
    xdotool("key", "Num_Lock")
    try:
        (pressed,) = inputs_after(cover, "key", keypad_seven)
        assert isinstance(pressed, KeyPressed)
        assert pressed.keysym == KEYPAD_7
    finally:
        xdotool("key", "Num_Lock")


def test_caps_lock_turns_letters_and_nothing_else(cover: Cover) -> None:
    cover.cover()
    xdotool("key", "Caps_Lock")
    try:
        typed = inputs_after(cover, "key", "38") + inputs_after(cover, "key", "10")
        assert [one.keysym for one in typed if isinstance(one, KeyPressed)] == [ord("A"), ord("1")]
    finally:
        xdotool("key", "Caps_Lock")


def test_a_click_is_told_in_pixels_of_the_screen_and_the_wheel_is_not(cover: Cover) -> None:
    cover.cover()
    assert inputs_after(cover, "mousemove", "700", "500", "click", "4", "click", "1") == [Clicked(x=700, y=500)]

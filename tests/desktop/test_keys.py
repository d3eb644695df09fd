"""Held chords, buttons and capture keys reach no program; freed ones do."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from xcffib import CurrentTime
from xcffib.xproto import CW, EventMask, GrabMode, GrabStatus, ModMask

from tests.desktop.bed import Bed, eventually
from tests.desktop.reports import Reports
from tests.desktop.shared import Launch
from tests.desktop.sink import PLACE, Sink, xdotool
from workstation.desktop.x11.chords import COPYING
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.foreigngrab import LASTING, ForeignGrab
from workstation.desktop.x11.keygrabs import KeyGrabs
from workstation.desktop.x11.keys import Keys
from workstation.errors import DesktopError
from workstation.facts.observations import ChordSwallowed, KeyboardTaken
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

CARD = "4111111111111111"
LETTER_C, LETTER_A = ord("c"), ord("a")
KEY_C = 54
CHORDS = [
    ("ctrl+c", "Ctrl+C", "copy"),
    ("ctrl+shift+c", "Ctrl+Shift+C", "copy"),
    ("ctrl+x", "Ctrl+X", "copy"),
    ("ctrl+Insert", "Ctrl+Insert", "copy"),
    ("shift+Delete", "Shift+Delete", "copy"),
    ("XF86Copy", "Copy key", "copy"),
    ("XF86Cut", "Cut key", "copy"),
    ("ctrl+v", "Ctrl+V", "paste"),
    ("ctrl+shift+v", "Ctrl+Shift+V", "paste"),
    ("shift+Insert", "Shift+Insert", "paste"),
    ("XF86Paste", "Paste key", "paste"),
    ("Menu", "Menu key", "menu"),
    ("shift+F10", "Shift+F10", "menu"),
]


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def keys(reports: Reports) -> Iterator[Keys]:
    made = Keys(reports.post)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.close()


def test_every_chord_in_the_list_is_tried_here() -> None:
    assert {name for _, name, _ in CHORDS} == {chord.name for chord in COPYING}


@pytest.mark.parametrize(("pressed", "name", "purpose"), CHORDS)
def test_a_chord_reaches_the_window_unless_it_is_held(
    keys: Keys, reports: Reports, sink: Sink, pressed: str, name: str, purpose: str
) -> None:
    xdotool("key", pressed)
    assert len(sink.reached_by(pressed.count("+") + 1)) == pressed.count("+") + 1
    keys.hold_copying(PLACE)
    xdotool("key", pressed)
    swallowed = reports.next(ChordSwallowed)
    assert (swallowed.chord, swallowed.purpose) == (name, purpose)
    assert len(sink.reached()) == pressed.count("+")
    keys.free_copying()
    xdotool("key", pressed)
    assert len(sink.reached_by(pressed.count("+") + 1)) == pressed.count("+") + 1


def test_other_keys_reach_the_window_while_chords_are_held(keys: Keys, sink: Sink) -> None:
    keys.hold_copying(PLACE)
    xdotool("key", "a", "c", "ctrl+a", "Delete", "Insert")
    reached = sink.reached()
    assert reached.count(LETTER_A) == 2
    assert LETTER_C in reached


@pytest.mark.parametrize("lock", ["Num_Lock", "Caps_Lock"])
def test_lock_keys_do_not_let_a_chord_through(keys: Keys, reports: Reports, sink: Sink, lock: str) -> None:
    keys.hold_copying(PLACE)
    xdotool("key", lock)
    try:
        sink.reached()
        xdotool("key", "ctrl+c")
        assert reports.next(ChordSwallowed).chord == "Ctrl+C"
        assert LETTER_C not in sink.reached()
    finally:
        xdotool("key", lock)


@pytest.fixture
def layout(bed: Bed) -> Iterator[Callable[[str], None]]:
    """Change the keyboard's layout, and change it back at the end."""

    def change(name: str) -> None:
        subprocess.run(["setxkbmap", name], env=bed.environment, check=True)

    yield change
    change("us")


@pytest.mark.parametrize("name", ["fr", "de,ru", "ru", "us(dvorak)"])
def test_a_chord_is_held_on_whichever_key_a_layout_puts_it(
    keys: Keys, reports: Reports, layout: Callable[[str], None], name: str
) -> None:
    keys.hold_copying(PLACE)
    layout(name)

    def swallowed() -> bool:
        xdotool("key", "--clearmodifiers", "ctrl+c")
        return not reports.are_over()

    eventually(swallowed, "the chord is swallowed under the new layout")
    assert reports.next(ChordSwallowed).chord == "Ctrl+C"


@pytest.mark.parametrize(("button", "name", "purpose"), [(2, "middle button", "paste"), (3, "right button", "menu")])
def test_a_button_reaches_the_window_outside_the_field_only(
    keys: Keys, reports: Reports, sink: Sink, button: int, name: str, purpose: str
) -> None:
    keys.hold_copying(Rect(100, 100, 200, 50))
    xdotool("mousemove", "400", "300", "click", str(button))
    eventually(lambda: sink.reached() == [button], "the click outside the field reaches the window")
    xdotool("mousemove", "150", "120", "click", str(button), "click", "1")
    swallowed = reports.next(ChordSwallowed)
    assert (swallowed.chord, swallowed.purpose) == (name, purpose)
    assert sink.reached() == [1]
    keys.free_copying()
    xdotool("click", str(button))
    eventually(lambda: sink.reached() == [button], "once freed, the click inside reaches it too")


def test_the_buttons_follow_the_field(keys: Keys, reports: Reports, sink: Sink) -> None:
    keys.hold_copying(Rect(0, 0, 50, 50))
    keys.hold_copying(Rect(100, 100, 50, 50))
    xdotool("mousemove", "120", "120", "click", "3")
    assert reports.next(ChordSwallowed).chord == "right button"
    xdotool("mousemove", "20", "20", "click", "3")
    eventually(lambda: sink.reached() == [3], "where the field was, the click reaches the window")


def running(bed: Bed, name: str) -> bool:
    """Say whether a program of that name runs in the bed."""
    marks = (f"DISPLAY={bed.environment['DISPLAY']}".encode(), name.encode())
    return any(_matches(process, *marks) for process in Path("/proc").glob("[0-9]*"))


def _matches(process: Path, display: bytes, name: bytes) -> bool:
    with suppress(OSError):
        environment = (process / "environ").read_bytes().split(b"\0")
        return display in environment and (process / "comm").read_bytes().strip() == name
    return False


def pictures(bed: Bed) -> set[Path]:
    return set((bed.folder / "home").glob("*.png"))


def test_the_print_key_that_the_window_manager_had_bound_takes_no_picture_any_more(
    bed: Bed, keys: Keys, reports: Reports
) -> None:
    def takes_one() -> bool:
        xdotool("key", "Print")
        return len(pictures(bed)) > len(before)

    before = pictures(bed)
    eventually(takes_one, "openbox has scrot take a picture")
    eventually(lambda: not running(bed, "scrot"), "every scrot is done")
    taken = pictures(bed)
    keys.hold_capture_keys()
    for chord in ("Print", "alt+Print", "ctrl+Print", "Sys_Req"):
        xdotool("key", chord)
        swallowed = reports.next(ChordSwallowed)
        assert (swallowed.chord, swallowed.purpose) == ("Print", "capture")
    assert pictures(bed) == taken


def test_the_print_key_is_ours_again_soon_after_another_program_grabs_it(
    bed: Bed, keys: Keys, reports: Reports
) -> None:
    keys.hold_capture_keys()
    subprocess.run(["openbox", "--reconfigure"], env=bed.environment, check=True)

    def swallowed() -> bool:
        xdotool("key", "Print")
        return not reports.are_over()

    eventually(swallowed, "our grab comes before the window manager's new one")


@pytest.fixture
def other() -> Iterator[Connection]:
    """Be another program."""
    connection = Connection()
    yield connection
    connection.close()


def hold_ctrl_c(connection: Connection) -> None:
    """Grab Ctrl+C by the input extension, as some desktops do with their own keys."""
    KeyGrabs(connection).hold_keys([(KEY_C, COPYING[0].masks())])


def test_a_chord_that_another_program_holds_in_one_way_is_held_in_the_other(
    keys: Keys, reports: Reports, sink: Sink, other: Connection
) -> None:
    hold_ctrl_c(other)
    keys.hold_copying(PLACE)
    xdotool("key", "ctrl+c")
    assert reports.next(ChordSwallowed).chord == "Ctrl+C"
    keys.free_copying()
    other.close()
    sink.reached()
    xdotool("key", "ctrl+c")
    assert LETTER_C in sink.reached()


def test_a_chord_that_others_hold_in_every_way_is_refused_aloud(keys: Keys, other: Connection) -> None:
    hold_ctrl_c(other)
    other.core.GrabKey(
        owner_events=False,
        grab_window=other.root,
        modifiers=ModMask.Any,
        key=KEY_C,
        pointer_mode=GrabMode.Async,
        keyboard_mode=GrabMode.Async,
        is_checked=True,
    ).check()
    with pytest.raises(DesktopError):
        keys.hold_copying(PLACE)


def test_no_chord_reaches_the_field_while_another_program_holds_the_whole_keyboard(
    keys: Keys, reports: Reports, sink: Sink, other: Connection
) -> None:
    keys.hold_copying(PLACE)
    other.core.GrabKeyboard(
        owner_events=False,
        grab_window=other.root,
        time=CurrentTime,
        pointer_mode=GrabMode.Async,
        keyboard_mode=GrabMode.Async,
    ).reply()
    xdotool("key", "ctrl+c")
    assert sink.reached() == []
    other.core.UngrabKeyboard(CurrentTime)
    other.core.GetInputFocus().reply()
    xdotool("key", "ctrl+c")
    assert reports.next(ChordSwallowed).chord == "Ctrl+C"


def text_field(launch: Launch) -> subprocess.Popen[bytes]:
    """Open a program of somebody else's whose field holds a card number, all of it selected."""
    process = launch("zenity", "--entry", "--title", "field", "--entry-text", CARD)
    found = ["xdotool", "search", "--onlyvisible", "--name", "field"]
    eventually(lambda: subprocess.run(found, check=False, capture_output=True).stdout, "the field is shown")
    xdotool(*found[1:], "windowactivate", "--sync")
    return process


def clipboard_of(bed: Bed) -> str:
    command = ["xclip", "-o", "-selection", "clipboard"]
    asked = subprocess.run(command, env=bed.environment, check=False, capture_output=True, text=True, timeout=60)
    return asked.stdout


def set_clipboard(bed: Bed, text: str) -> None:
    subprocess.run(
        ["xclip", "-i", "-selection", "clipboard"], env=bed.environment, check=True, input=text.encode(), timeout=60
    )


@pytest.mark.parametrize("chord", ["ctrl+c", "ctrl+x", "ctrl+Insert", "shift+Delete"])
def test_no_copying_chord_gets_a_number_out_of_a_real_field(
    bed: Bed, keys: Keys, reports: Reports, launch: Launch, chord: str
) -> None:
    set_clipboard(bed, "before")
    text_field(launch)

    def leaked() -> bool:
        xdotool("key", "ctrl+a", chord)
        return clipboard_of(bed) == CARD

    eventually(leaked, "without a guard the number is copied")
    set_clipboard(bed, "before")
    text_field(launch)
    keys.hold_copying(Rect(0, 0, 1, 1))
    xdotool("key", "ctrl+a", chord, "End", "space")
    assert reports.next(ChordSwallowed).purpose == "copy"
    assert clipboard_of(bed) == "before"


def hold_keyboard(other: Connection) -> None:
    grab = other.core.GrabKeyboard(
        owner_events=True,
        grab_window=other.root,
        time=CurrentTime,
        pointer_mode=GrabMode.Async,
        keyboard_mode=GrabMode.Async,
    )
    assert grab.reply().status == GrabStatus.Success


def let_keyboard_go(other: Connection) -> None:
    other.core.UngrabKeyboard(CurrentTime)
    other.core.GetInputFocus().reply()


def test_a_program_that_keeps_the_keyboard_is_told_once_and_again_after_it_let_go(
    keys: Keys, reports: Reports, sink: Sink, other: Connection
) -> None:
    keys.hold_copying(PLACE)
    for _ in range(2):
        hold_keyboard(other)
        reports.first(KeyboardTaken)
        let_keyboard_go(other)
        xdotool("key", "ctrl+c")
        assert reports.next(ChordSwallowed).chord == "Ctrl+C"
        assert LETTER_C not in sink.reached()
        keys.free_copying()
        keys.hold_copying(PLACE)


def test_looking_for_who_holds_the_keyboard_takes_nothing_from_anybody(sink: Sink, other: Connection) -> None:
    foreign = ForeignGrab(Connection())
    other.core.ChangeWindowAttributes(sink.window, CW.EventMask, [EventMask.FocusChange])
    xdotool("keydown", "a")
    assert not foreign.is_held()
    xdotool("keyup", "a", "key", "c")
    assert {LETTER_A, LETTER_C} <= set(sink.reached())
    other.core.GetInputFocus().reply()
    assert list(other.events()) == []
    hold_keyboard(other)
    assert foreign.is_held()
    let_keyboard_go(other)
    assert not foreign.is_held()


def test_a_menu_that_is_open_for_a_moment_is_no_program_that_keeps_the_keyboard(other: Connection) -> None:
    foreign = ForeignGrab(Connection())
    hold_keyboard(other)
    assert not foreign.lasts(10.0)
    assert not foreign.lasts(10.0 + LASTING - 0.1)
    let_keyboard_go(other)
    assert not foreign.lasts(10.0 + LASTING)
    hold_keyboard(other)
    told = [foreign.lasts(20.0 + second) for second in range(6)]
    assert told == [False, False, False, True, False, False]


def test_a_chord_of_ours_that_is_kept_down_is_no_program_that_keeps_the_keyboard(sink: Sink) -> None:
    connection = Connection()
    grabs, foreign = KeyGrabs(connection), ForeignGrab(connection)
    grabs.hold_keys([(KEY_C, (ModMask.Control,))])
    connection.flush()
    xdotool("keydown", "ctrl", "keydown", "c")
    try:
        assert LETTER_C not in sink.reached()
        assert not foreign.is_held()
        assert ForeignGrab(Connection()).is_held()
    finally:
        xdotool("keyup", "c", "keyup", "ctrl")

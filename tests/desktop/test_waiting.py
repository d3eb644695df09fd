"""Chords that are pressed while the focus may be on its way wait for it; nothing else does, and not for ever."""

# SPDX-License-Identifier: Apache-2.0

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bench.hand import Hand
from tests.desktop.bed import Bed, eventually
from tests.desktop.reports import Reports
from tests.desktop.sink import PLACE, Sink, xdotool
from workstation.desktop.x11 import holding, moving, thaw
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.keys import Keys
from workstation.desktop.x11.thaw import Thaw
from workstation.desktop.x11.waiting import Waiting
from workstation.facts.observations import ChordSwallowed, SensorFailed
from workstation.facts.place import Field, Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

CONTROL, TAB = 0xFFE3, 0xFF09
C, V, X, Y = map(ord, "cvxy")
NEVER = 600.0
"""Longer than any test: what is over by then was not ended by time."""
ORDINARY = Field(application="notes", role="entry", data_class=None, rect=Rect(0, 0, 9, 9))


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def keys(reports: Reports) -> Iterator[Keys]:
    made = Keys(reports.post)
    made.start()
    made.await_focus()
    yield made
    made.stop()


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.close()


@pytest.fixture
def hand(bed: Bed) -> Iterator[Hand]:
    made = Hand(bed.environment["DISPLAY"])
    made.press(CONTROL)  # the server takes the hand's keyboard for the one that counts from now on
    yield made
    made.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time alone decide nothing."""
    monkeypatch.setattr(moving, "BOUND", NEVER)
    monkeypatch.setattr(moving, "CALM", 0.0)
    monkeypatch.setattr(thaw, "WITHIN", NEVER)
    monkeypatch.setattr(holding, "FINDS_BACK", NEVER)


def held_ahead(keys: Keys) -> None:
    """Have chords held before anything moves, and return once they are."""
    keys.shown(is_sensitive=True)
    keys.hold_capture_keys()  # asked after that, and answered by the server
    keys.free_capture_keys()


def reached_by(sink: Sink, last: int, told: Callable[[], object] = lambda: None) -> list[int]:
    """Return the keys that reached the window, up to `last`, while it is `told` where the focus is."""
    found: list[int] = []

    def is_complete() -> bool:
        told()
        found.extend(sink.reached())
        return bool(found) and found[-1] == last

    eventually(is_complete, f"key {last} comes")
    return found


@pytest.mark.usefixtures("patient")
def test_a_chord_right_after_a_gesture_is_swallowed_where_the_focus_comes_to_a_sensitive_field(
    keys: Keys, reports: Reports, sink: Sink, hand: Hand
) -> None:
    held_ahead(keys)
    sink.reached()
    hand.press(TAB)
    hand.chord(CONTROL, C)
    hand.press(X)
    keys.hold_copying(PLACE)
    assert reports.next(ChordSwallowed).chord == "Ctrl+C"
    assert reached_by(sink, X) == [TAB, CONTROL, X]


@pytest.mark.usefixtures("patient")
def test_a_chord_right_after_a_gesture_arrives_in_order_where_the_focus_comes_to_an_ordinary_one(
    keys: Keys, reports: Reports, sink: Sink, hand: Hand
) -> None:
    held_ahead(keys)
    sink.reached()
    hand.press(TAB)
    hand.chord(CONTROL, V)
    hand.chord(CONTROL, C)
    hand.press(X)
    assert reached_by(sink, CONTROL) == [TAB, CONTROL]
    assert reached_by(sink, X, lambda: keys.focus_told(ORDINARY)) == [V, CONTROL, C, X]
    assert reports.are_over()


def test_a_chord_after_a_gesture_that_no_program_tells_of_arrives_all_the_same(
    keys: Keys, reports: Reports, sink: Sink, hand: Hand
) -> None:
    held_ahead(keys)
    hand.press(TAB)
    hand.chord(CONTROL, C)
    hand.press(X)
    assert C in reached_by(sink, X)
    assert reports.are_over()


def test_clicks_do_not_hold_up_a_chord_that_waits(keys: Keys, reports: Reports, sink: Sink, hand: Hand) -> None:
    held_ahead(keys)
    hand.press(TAB)
    hand.chord(CONTROL, V)
    hand.press(X)
    found: list[int] = []

    def came() -> bool:
        hand.click(PLACE.x + 10, PLACE.y + 10)
        found.extend(sink.reached())
        return X in found

    eventually(came, "the keyboard goes on")
    assert V in found
    assert reports.are_over()


@pytest.mark.usefixtures("patient")
def test_where_no_rule_blocks_no_chord_waits(keys: Keys, reports: Reports, sink: Sink, hand: Hand) -> None:
    keys.await_focus(is_wanted=False)
    held_ahead(keys)
    sink.reached()
    hand.press(TAB)
    hand.chord(CONTROL, C)
    assert reached_by(sink, C) == [TAB, CONTROL, C]
    keys.await_focus()
    held_ahead(keys)
    hand.press(TAB)
    hand.chord(CONTROL, C)
    hand.press(X)
    keys.hold_copying(PLACE)
    assert reports.next(ChordSwallowed).chord == "Ctrl+C"


def test_what_is_told_to_a_hand_that_is_gone_holds_nobody_up(keys: Keys) -> None:
    keys.stop()
    for _ in range(5000):
        keys.shown(is_sensitive=True)
        keys.focus_told(ORDINARY)


@pytest.mark.usefixtures("patient")
def test_a_click_is_a_gesture_and_what_is_shown_need_not_be_known(
    keys: Keys, reports: Reports, sink: Sink, hand: Hand
) -> None:
    def waits() -> bool:
        hand.chord(CONTROL, C)
        hand.click(PLACE.x + 10, PLACE.y + 10)
        return C not in reached_by(sink, 1)

    eventually(waits, "a chord after a click waits")
    keys.hold_copying(PLACE)
    assert reports.next(ChordSwallowed).chord == "Ctrl+C"
    hand.press(X)
    assert C not in reached_by(sink, X)


@pytest.mark.usefixtures("patient")
def test_chords_without_a_gesture_arrive_whatever_is_shown(
    keys: Keys, reports: Reports, sink: Sink, hand: Hand
) -> None:
    for is_sensitive in (False, True, False):
        keys.shown(is_sensitive=is_sensitive)
        sink.reached()
        for chord in (C, V, X):
            hand.chord(CONTROL, chord)
        hand.press(Y)
        assert reached_by(sink, Y, lambda: keys.focus_told(ORDINARY)) == [CONTROL, C, CONTROL, V, CONTROL, X, Y]
    assert reports.are_over()


@pytest.mark.usefixtures("patient")
def test_a_chord_that_is_kept_down_repeats_in_an_ordinary_field(keys: Keys, sink: Sink) -> None:
    held_ahead(keys)
    sink.reached()
    xdotool("keydown", "Control_L", "keydown", "v")
    found: list[int] = []

    def repeats() -> bool:
        keys.focus_told(ORDINARY)  # in case that a window which came up was a gesture
        found.extend(sink.reached())
        return len(found) > 3

    try:
        eventually(repeats, "it repeats")
        assert found[:4] == [CONTROL, V, V, V]
    finally:
        xdotool("keyup", "v", "keyup", "Control_L")


@pytest.mark.usefixtures("patient")
def test_what_is_held_stays_so_while_a_program_loses_its_focus_to_the_swallowed_key(
    keys: Keys, reports: Reports, sink: Sink, hand: Hand
) -> None:
    keys.hold_copying(PLACE)
    for _ in range(2):
        hand.chord(CONTROL, C)
        assert reports.next(ChordSwallowed).chord == "Ctrl+C"
        keys.free_copying()

    def arrives() -> bool:
        hand.press(TAB)
        hand.chord(CONTROL, C)
        hand.press(X)
        return C in reached_by(sink, X, lambda: keys.focus_told(ORDINARY))

    eventually(arrives, "after a gesture it is let go, and the chord comes")


def test_a_hand_that_keeps_the_keyboard_too_long_loses_it_and_says_so(
    keys: Keys, reports: Reports, sink: Sink, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "BOUND", NEVER)
    monkeypatch.setattr(thaw, "WITHIN", 0.1)
    held_ahead(keys)
    hand.press(TAB)
    hand.chord(CONTROL, C)
    hand.press(X)
    assert reached_by(sink, X)[-1] == X
    failed = reports.next(SensorFailed)
    assert (failed.sensor, failed.reason) == ("keys", "the seat took too long over a key")


def test_a_stopped_process_gives_the_keyboard_back_once_it_is_ended(bed: Bed, sink: Sink, hand: Hand) -> None:
    ready = bed.folder / "ready"
    ready.unlink(missing_ok=True)
    command = (sys.executable, "-m", "tests.desktop.waitinghands", str(ready))
    process = bed.start(command, {"PYTHONPATH": str(Path.cwd())})
    eventually(ready.exists, "the chords are held in another process")
    process.send_signal(signal.SIGSTOP)
    hand.chord(CONTROL, C)
    hand.press(X)
    hand.click(PLACE.x + 10, PLACE.y + 10)
    assert X not in reached_by(sink, 1)
    process.kill()
    assert X in reached_by(sink, X)


def test_where_nothing_waits_and_nothing_moves_nobody_is_woken() -> None:
    connection, woken = Connection(), list[float]()
    waiting = Waiting(connection, woken.append, Thaw(connection))
    waiting.decide(lambda _: None)
    connection.close()
    assert woken == []

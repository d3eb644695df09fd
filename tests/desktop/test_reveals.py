"""Clicks on masks: with the modifier they are a wish to see, without it and elsewhere they reach the program."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

import pytest
import xcffib.xproto
from xcffib.xproto import EventMask, GrabMode, ModMask

from tests.desktop.bed import eventually
from tests.desktop.reports import Reports
from tests.desktop.sink import Sink, xdotool
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.reveals import Reveals
from workstation.facts.actions import Modifier
from workstation.facts.observations import RevealAsked
from workstation.facts.place import Mark, Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

FIRST = Mark(application="crm", data_class="us_ssn", hidden=(Rect(100, 100, 80, 20), Rect(100, 130, 40, 20)))
SECOND = Mark(application="crm", data_class="card_number", hidden=(Rect(300, 100, 80, 20),))
MODIFIERS: list[Modifier] = ["ctrl", "alt", "shift", "super"]


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def reveals(reports: Reports) -> Iterator[Reveals]:
    made = Reveals(reports.post)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.close()


def click(x: int, y: int, modifier: str = "") -> None:
    held = ["keydown", modifier] if modifier else []
    let_go = ["keyup", modifier] if modifier else []
    xdotool("mousemove", str(x), str(y), *held, "click", "1", *let_go)


def clicks(sink: Sink) -> list[int]:
    return [reached for reached in sink.reached() if reached < 10]


@pytest.mark.parametrize("modifier", MODIFIERS)
def test_a_click_with_the_modifier_on_a_mark_asks_for_it_and_reaches_no_program(
    reveals: Reveals, reports: Reports, sink: Sink, modifier: Modifier
) -> None:
    reveals.offer((FIRST, SECOND), modifier)
    for x, y, wanted in ((110, 110, FIRST), (110, 140, FIRST), (350, 110, SECOND)):
        click(x, y, modifier)
        assert reports.next(RevealAsked).mark == wanted
    assert clicks(sink) == []


def test_every_other_click_reaches_the_program(reveals: Reveals, reports: Reports, sink: Sink) -> None:
    reveals.offer((FIRST,), "ctrl")
    click(110, 110)
    click(110, 110, "shift")
    click(350, 110, "ctrl")
    xdotool("keydown", "shift")
    click(110, 110, "ctrl")
    xdotool("keyup", "shift")
    assert clicks(sink) == [1, 1, 1, 1]
    assert reports.are_over()


def test_what_is_no_longer_offered_is_no_longer_held(reveals: Reveals, reports: Reports, sink: Sink) -> None:
    reveals.offer((FIRST,), "ctrl")
    reveals.offer((SECOND,), "ctrl")
    click(110, 110, "ctrl")
    assert clicks(sink) == [1]
    reveals.offer((), "ctrl")
    click(350, 110, "ctrl")
    assert clicks(sink) == [1]
    assert reports.are_over()


@pytest.mark.parametrize("lock", ["Num_Lock", "Caps_Lock"])
def test_lock_keys_change_nothing(reveals: Reveals, reports: Reports, sink: Sink, lock: str) -> None:
    reveals.offer((FIRST,), "ctrl")
    xdotool("key", lock)
    try:
        click(110, 110, "ctrl")
        assert reports.next(RevealAsked).mark == FIRST
        assert clicks(sink) == []
    finally:
        xdotool("key", lock)


def test_a_window_manager_that_bound_the_same_click_gets_it_elsewhere_only(
    reveals: Reveals, reports: Reports, sink: Sink
) -> None:
    other = Connection()
    other.core.GrabButton(
        False, sink.window, EventMask.ButtonPress, GrabMode.Async, GrabMode.Async, 0, 0, 1, ModMask._1
    )
    other.flush()
    try:
        reveals.offer((FIRST,), "alt")
        click(110, 110, "alt")
        assert reports.next(RevealAsked).mark == FIRST
        click(350, 110, "alt")
        eventually(lambda: any(isinstance(each, xcffib.xproto.ButtonPressEvent) for each in other.events()), "it has")
    finally:
        other.close()
    assert clicks(sink) == []

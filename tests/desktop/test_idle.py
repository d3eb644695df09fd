"""Idle input is told at the limit, the next input at once, again and again."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.desktop.reports import Reports
from tests.desktop.sink import xdotool
from workstation.desktop.x11.idle import Idle
from workstation.facts.observations import InputIdled, InputResumed

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

LIMIT = timedelta(milliseconds=300)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def idle(reports: Reports) -> Iterator[Idle]:
    made = Idle(reports.post)
    made.start()
    yield made
    made.stop()


def test_idling_and_input_take_turns(idle: Idle, reports: Reports) -> None:
    xdotool("mousemove", "5", "5")
    idle.watch((LIMIT,))
    for act in (("key", "Shift_L"), ("mousemove", "7", "7"), ("click", "1")):
        idled = reports.next(InputIdled)
        assert idled.idle >= LIMIT
        xdotool(*act)
        assert reports.next(InputResumed).at >= idled.at


def test_each_limit_is_told_in_its_turn_and_all_of_them_again_after_input(idle: Idle, reports: Reports) -> None:
    xdotool("mousemove", "5", "5")
    idle.watch((2 * LIMIT, LIMIT))
    for place in ("6", "7"):
        assert LIMIT <= reports.next(InputIdled).idle < 2 * LIMIT
        assert reports.next(InputIdled).idle >= 2 * LIMIT
        xdotool("mousemove", place, place)
        reports.next(InputResumed)


def test_a_seat_that_is_idle_already_is_told_at_once(idle: Idle, reports: Reports) -> None:
    xdotool("mousemove", "5", "5")
    idle.watch((LIMIT,))
    reports.next(InputIdled)
    idle.watch((LIMIT / 2,))
    assert reports.next(InputIdled).idle >= LIMIT


def test_the_last_limit_counts(idle: Idle, reports: Reports) -> None:
    idle.watch((timedelta(hours=1),))
    xdotool("mousemove", "5", "5")
    idle.watch((LIMIT,))
    assert LIMIT <= reports.next(InputIdled).idle < timedelta(hours=1)


def test_a_longer_limit_is_not_met_by_a_shorter_idling(idle: Idle, reports: Reports) -> None:
    idle.watch((timedelta(hours=1),))
    shorter = Idle(reports.post)
    shorter.start()
    xdotool("mousemove", "5", "5")
    shorter.watch((LIMIT,))
    reports.next(InputIdled)
    assert reports.are_over()
    shorter.stop()

"""The countdown to a lock: there while one is near, gone once it is taken back, never in the keyboard's way."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.countdown import Countdown
from workstation.facts.actions import LockWarning, WarnOfLock
from workstation.facts.truth import Truth
from workstation.seat.engine import utc_now


@pytest.fixture
def countdown(qtbot: QtBot) -> Iterator[Countdown]:
    made = Countdown()
    qtbot.addWidget(made)
    made.follow(samples.session(Truth.ACTIVE))
    yield made
    made.hide()


def warn(countdown: Countdown, reason: LockWarning, seconds: float) -> None:
    countdown.warn(WarnOfLock(reason=reason, at=utc_now() + timedelta(seconds=seconds)))


def reads(countdown: Countdown) -> list[str]:
    return [label.text() for label in countdown.findChildren(QLabel) if label.isVisible() and label.text()]


def button(countdown: Countdown) -> QPushButton:
    return countdown.findChildren(QPushButton)[0]


def test_an_idle_agent_reads_when_the_seat_locks_and_how_to_stay(countdown: Countdown, qtbot: QtBot) -> None:
    warn(countdown, "idle", 30)
    assert reads(countdown) == ["This seat locks in 0:30.", "Nobody uses it. Move the mouse or press a key to stay."]
    assert countdown.accessibleName() == " ".join(reads(countdown))
    assert not button(countdown).isVisible()
    qtbot.waitUntil(lambda: reads(countdown)[0] == "This seat locks in 0:29.")


def test_a_warning_that_is_taken_back_leaves_the_other_one(countdown: Countdown) -> None:
    warn(countdown, "reauth", 120)
    warn(countdown, "idle", 30)
    assert reads(countdown)[0].startswith("This seat locks")
    countdown.warn(WarnOfLock(reason="idle", at=None))
    assert reads(countdown)[0] == "You are asked to confirm your sign-in in 2:00."
    countdown.warn(WarnOfLock(reason="reauth", at=None))
    assert not countdown.isVisible()


def test_a_second_factor_can_be_given_before_it_is_time(countdown: Countdown, qtbot: QtBot) -> None:
    warn(countdown, "reauth", 90)
    with qtbot.waitSignal(countdown.confirm_wanted):
        QTest.mouseClick(button(countdown), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("signs_out", "instead"),
    [
        (False, "The seat locks then. What you work on stays as it is."),
        (True, "Save what you work on: you are signed out then."),
    ],
)
def test_the_end_of_a_shift_is_told_with_what_happens_then(
    countdown: Countdown, instead: str, *, signs_out: bool
) -> None:
    at = utc_now() + timedelta(seconds=120)
    countdown.warn(WarnOfLock(reason="shift_over", at=at, signs_out=signs_out))
    assert reads(countdown) == ["Your shift ends in 2:00.", instead]
    assert not button(countdown).isVisible()


def test_a_closed_seat_shows_none(countdown: Countdown) -> None:
    warn(countdown, "idle", 30)
    countdown.follow(samples.session(Truth.LOCKED, "idle"))
    assert not countdown.isVisible()


def test_another_policy_warns_by_itself(countdown: Countdown) -> None:
    warn(countdown, "reauth", 90)
    countdown.follow(replace(samples.session(), policy="another"))
    assert not countdown.isVisible()
    warn(countdown, "reauth", 60)
    assert countdown.isVisible()


def test_it_takes_no_focus_and_no_key(countdown: Countdown) -> None:
    warn(countdown, "reauth", 90)
    assert countdown.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert button(countdown).focusPolicy() is Qt.FocusPolicy.NoFocus

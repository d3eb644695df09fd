"""The reason of a reveal: asked beside the mask, answered by a click or two keys, gone when nobody waits for it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.samples import MASK, REASONS
from ui.reason import ReasonWindow
from ui.reasons import Reasons
from workstation.facts.truth import Truth


class Asked:
    """The question on the screen, and what came of it."""

    def __init__(self) -> None:
        self.answers: list[object] = []
        self.reasons = Reasons()
        self.reasons.chosen.connect(self._on_chosen)
        self.reasons.declined.connect(self.answers.append)
        self.reasons.ask(samples.question())
        self.reasons.follow(samples.asking())

    @property
    def window(self) -> ReasonWindow:
        assert self.reasons.showing is not None
        return self.reasons.showing

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.window.focusWidget() or self.window, key)

    def _on_chosen(self, number: int, reason: str) -> None:
        self.answers.append((number, reason))


@pytest.fixture
def asked(qtbot: QtBot) -> Iterator[Asked]:
    assert qtbot
    made = Asked()
    yield made
    made.reasons.dismiss()


def test_it_says_what_is_asked_which_reasons_there_are_and_what_follows(asked: Asked) -> None:
    assert [label.text() for label in asked.window.findChildren(QLabel)] == [
        "Why do you need to see this? (social security number)",
        *REASONS,
        "It is shown for 30 seconds. That and your reason are recorded.",
    ]
    assert tuple(button.accessibleName() for button in asked.window.reasons) == REASONS
    assert asked.window.accessibleName().startswith("Why do you need")


def test_past_the_number_of_a_shift_it_says_that_the_supervisor_is_told(asked: Asked) -> None:
    asked.reasons.ask(samples.question(2, is_told=True))
    assert asked.window.accessibleDescription().endswith("so your supervisor is told.")


def test_two_keys_choose_a_reason(asked: Asked) -> None:
    asked.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert asked.answers == [(1, REASONS[1])]
    assert asked.reasons.showing is None


def test_a_click_chooses_a_reason(asked: Asked) -> None:
    QTest.mouseClick(asked.window.reasons[2], Qt.MouseButton.LeftButton)
    assert asked.answers == [(1, REASONS[2])]


def test_without_a_reason_enter_chooses_nothing(asked: Asked) -> None:
    asked.press(Qt.Key.Key_Return)
    assert asked.answers == []
    assert asked.window.isVisible()


def test_escape_is_no_answer(asked: Asked) -> None:
    asked.press(Qt.Key.Key_Down, Qt.Key.Key_Escape)
    assert asked.answers == [1]
    assert asked.reasons.showing is None


def test_a_seat_that_no_longer_waits_takes_the_question_away(asked: Asked) -> None:
    asked.reasons.follow(samples.session(Truth.LOCKED, "idle"))
    assert asked.answers == [1]
    assert asked.reasons.showing is None


def test_another_question_takes_the_place_of_the_first(asked: Asked) -> None:
    asked.reasons.ask(samples.question(2))
    asked.reasons.follow(samples.asking(2))
    assert asked.answers == [1]
    asked.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert asked.answers == [1, (2, REASONS[0])]


def test_it_lies_under_the_mask_and_whole_on_the_screen(asked: Asked) -> None:
    place = asked.window.geometry()
    assert place.top() > MASK.y + MASK.height
    assert asked.window.screen().availableGeometry().contains(place)


def test_of_a_page_it_lies_under_the_pointer(asked: Asked) -> None:
    QCursor.setPos(QPoint(300, 120))
    asked.reasons.ask(replace(samples.question(2), places=()))
    place = asked.window.geometry()
    assert 120 < place.top() < 160
    assert place.left() <= 300 <= place.right()


def test_every_reason_is_read_in_full(asked: Asked) -> None:
    heights = [button.height() for button in asked.window.reasons]
    assert heights[1] > heights[0]
    for button in asked.window.reasons:
        (words,) = button.findChildren(QLabel)
        assert words.height() >= words.heightForWidth(words.width())

"""The reason of a reveal: asked beside the mask, answered by a click or two keys, gone when nobody waits for it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
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
        self.reasons = Reasons(samples.holds_data)
        self.reasons.chosen.connect(self._on_chosen)
        self.reasons.typed.connect(self._on_typed)
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

    def may_type(self) -> QLineEdit:
        """Ask once more, for a reason of one's own as well, and return where it is written."""
        self.reasons.ask(samples.question(2, may_type=True))
        self.reasons.follow(samples.asking(2))
        self.answers.clear()
        assert self.window.own is not None
        return self.window.own.field

    def reads(self) -> str:
        return "\n".join(label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def _on_typed(self, number: int, reason: str) -> None:
        self.answers.append((number, "typed", reason))

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


def test_what_is_still_written_when_it_is_over_stays_in_the_window(asked: Asked) -> None:
    field = asked.may_type()
    field.setFocus()
    QTest.keyClicks(field, "The caller")
    asked.reasons.follow(samples.session())
    assert "This is over, the mask stays. Press Escape." in asked.reads()
    assert field.text() == ""
    asked.press(Qt.Key.Key_A, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert asked.window.isVisible()
    assert field.text() == ""
    asked.press(Qt.Key.Key_Escape)
    assert asked.reasons.showing is None
    assert asked.answers == []


def test_what_is_over_goes_at_once_when_the_seat_closes(asked: Asked) -> None:
    asked.reasons.follow(samples.session())
    asked.reasons.follow(samples.session(Truth.LOCKED, "idle"))
    assert asked.reasons.showing is None


def test_where_no_reason_is_listed_the_words_tell_of_no_other(asked: Asked) -> None:
    asked.reasons.ask(replace(samples.question(2, may_type=True), reasons=()))
    assert "Your reason, in your own words:" in asked.reads()
    assert asked.window.own is not None
    QTest.keyClick(asked.window.own.field, Qt.Key.Key_Return)
    assert "Write a reason first." in asked.reads()
    assert "choose" not in asked.reads()
    assert "another" not in asked.reads()


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


def test_without_the_rules_word_nothing_can_be_written(asked: Asked) -> None:
    assert asked.window.own is None
    assert asked.window.findChildren(QLineEdit) == []


def test_keys_alone_write_a_reason_of_ones_own(asked: Asked) -> None:
    field = asked.may_type()
    asked.press(*[Qt.Key.Key_Down] * 4)
    assert asked.window.focusWidget() is field
    QTest.keyClicks(field, "  He moved, and compares the letter. ")
    asked.press(Qt.Key.Key_Return)
    assert asked.answers == [(2, "typed", "He moved, and compares the letter.")]
    assert asked.reasons.showing is None


def test_from_the_field_up_leads_back_to_the_reasons(asked: Asked) -> None:
    asked.may_type()
    asked.press(*[Qt.Key.Key_Down] * 4, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert asked.answers == [(2, REASONS[2])]


def test_escape_in_the_field_is_no_answer(asked: Asked) -> None:
    field = asked.may_type()
    field.setFocus()
    QTest.keyClicks(field, "He moved")
    asked.press(Qt.Key.Key_Escape)
    assert asked.answers == [2]
    assert asked.reasons.showing is None


def test_it_says_before_anybody_writes_that_it_is_recorded_word_for_word(asked: Asked) -> None:
    assert "word for word" not in asked.reads()
    field = asked.may_type()
    assert "What you write is recorded word for word." in asked.reads()
    assert field.accessibleName() == "Or another reason, in your own words:"
    assert field.accessibleName() in asked.reads()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("It is 4539 5787 6362 1486.", "holds what looks like customer data"),
        ("SSN 219-09-9999", "holds what looks like customer data"),
        ("She reads ana@example.com out", "holds what looks like customer data"),
        ("", "Write a reason first"),
        (" . ", "needs words"),
        ("He\u202emoved", "signs that can be seen"),
        ("He\tmoved", "signs that can be seen"),
    ],
)
def test_what_may_not_be_recorded_is_refused_in_the_window_and_goes_nowhere(
    asked: Asked, typed: str, said: str
) -> None:
    field = asked.may_type()
    field.setFocus()
    field.setText(typed)
    asked.press(Qt.Key.Key_Return)
    assert asked.answers == []
    assert said in asked.reads()
    assert typed.strip() in {"", "."} or typed not in asked.reads()
    assert said in field.accessibleDescription()
    assert asked.window.screen().availableGeometry().contains(asked.window.geometry())
    field.setText("He moved.")
    asked.press(Qt.Key.Key_Return)
    assert asked.answers == [(2, "typed", "He moved.")]


def test_no_more_can_be_written_than_the_record_takes(asked: Asked) -> None:
    field = asked.may_type()
    QTest.keyClicks(field, "long " * 30)
    assert len(field.text()) == 80

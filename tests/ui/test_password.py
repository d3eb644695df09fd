"""An agent changes their password: by the keyboard alone, with every error at its field, and nothing stays behind."""

# SPDX-License-Identifier: Apache-2.0

import gc
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.password import PasswordWindow
from ui.present import password as words
from ui.present.prompt import VERDICTS
from workstation.facts.factor import Factor
from workstation.facts.truth import Truth
from workstation.link.messages import PasswordAnswered, PasswordOffered

PASSWORD, NEXT, CODE = "blue kite over manila", "seven green umbrellas", "314159"


class Desk:
    """The window, what it handed over, and a keeper that answers when a test says so."""

    def __init__(self, factors: tuple[Factor, ...] = ("totp", "password")) -> None:
        self.offers: list[PasswordOffered] = []
        self.tells: list[Callable[[PasswordAnswered], None]] = []
        self.window = PasswordWindow(self._change, count(5), factors, "j.cruz")
        self.window.show()
        self.window.activateWindow()
        self.window.current.setFocus()

    def _change(self, offer: PasswordOffered, tell: Callable[[PasswordAnswered], None]) -> None:
        self.offers.append(offer)
        self.tells.append(tell)

    def types(self, current: str = PASSWORD, new: str = NEXT, again: str | None = None, proof: str = CODE) -> None:
        """Type into one field after the other by the keyboard alone, and hand in."""
        for field, word in ((self.window.current, current), (self.window.new, new)):
            self._enters(field, word)
        self._enters(self.window.again, new if again is None else again)
        assert self.window.focusWidget() is self.window.shown
        QTest.keyClick(self.window.shown, Qt.Key.Key_Tab)
        QTest.keyClicks(self.window.focusWidget(), proof)
        QTest.keyClick(self.window.proof, Qt.Key.Key_Return)

    def _enters(self, field: QLineEdit, word: str) -> None:
        assert self.window.focusWidget() is field
        QTest.keyClicks(field, word)
        QTest.keyClick(field, Qt.Key.Key_Tab)

    def answers(self, reason: str) -> None:
        self.tells[-1](PasswordAnswered(number=self.offers[-1].number, reason=reason))
        QApplication.processEvents()

    def says(self) -> list[tuple[str, str]]:
        """Return every sentence on the screen that says what is wrong, and where it stands."""
        return [(where, label.text()) for where, label in self.window.troubles.items() if label.isVisible()]

    def typed(self) -> tuple[str, str, str, str]:
        window = self.window
        return window.current.text(), window.new.text(), window.again.text(), window.proof.text()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk()
    qtbot.addWidget(desk.window)
    return desk


def test_it_says_before_what_a_new_password_has_to_be(desk: Desk) -> None:
    said = " ".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())
    for part in ("12 characters", "Common passwords", "none of your last 4"):
        assert part in said
        assert part in desk.window.new.accessibleDescription()


def test_by_the_keyboard_alone_it_goes_to_the_keeper_and_nothing_stays(desk: Desk) -> None:
    desk.types()
    assert desk.offers == [PasswordOffered(number=5, code=CODE, password=PASSWORD, new=NEXT, ends_elsewhere=True)]
    assert desk.says() == [("whole", "The audit store is asked…")]
    QTest.keyClick(desk.window, Qt.Key.Key_Return)
    assert len(desk.offers) == 1
    desk.answers("ok")
    assert desk.says() == [("whole", "Your password is changed. The old one counts no more.")]
    assert desk.typed() == ("", "", "", "")
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    assert not desk.window.isVisible()


def test_the_other_seats_stay_open_only_where_the_agent_says_so(desk: Desk) -> None:
    assert desk.window.elsewhere.isChecked()
    QTest.keyClick(desk.window.elsewhere, Qt.Key.Key_Space)
    desk.types()
    assert [offer.ends_elsewhere for offer in desk.offers] == [False]


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ({"current": ""}, "current", "Enter your current password."),
        ({"new": "short"}, "new", "This has fewer than 12 characters."),
        ({"new": "Password2026!"}, "new", "This is one of those that are tried first. Choose something of your own."),
        ({"new": "j.cruz j.cruz 2026"}, "new", words.trouble("password_common").sentence),
        ({"again": "seven green umbrella"}, "again", "This is not the same as above."),
        ({"proof": "3141"}, "proof", "The code has six digits."),
    ],
)
def test_what_is_wrong_by_itself_is_said_at_its_field_and_nobody_is_asked(
    desk: Desk, typed: dict[str, str], where: str, said: str
) -> None:
    desk.types(**typed)
    assert desk.says() == [(where, said)]
    fields = {
        "current": desk.window.current,
        "new": desk.window.new,
        "again": desk.window.again,
        "proof": desk.window.proof,
    }
    assert desk.window.focusWidget() is fields[where]
    assert fields[where].accessibleDescription() == said
    assert desk.offers == []


@pytest.mark.parametrize(
    ("reason", "where"),
    [
        ("password_reused", "new"),
        ("password_common", "new"),
        ("wrong_code", "proof"),
        ("locked_out", "proof"),
        ("access_ended", "whole"),
        ("busy", "whole"),
        ("too_late", "whole"),
        ("a_word_of_tomorrow", "whole"),
    ],
)
def test_what_the_store_says_stands_at_its_field_and_only_the_code_is_typed_again(
    desk: Desk, reason: str, where: str
) -> None:
    desk.types()
    desk.answers(reason)
    ((place, said),) = desk.says()
    assert (place, bool(said)) == (where, True)
    assert desk.typed() == (PASSWORD, NEXT, NEXT, "")
    desk.window.proof.setFocus()
    QTest.keyClicks(desk.window.proof, "271828")
    QTest.keyClick(desk.window.proof, Qt.Key.Key_Return)
    assert [(offer.number, offer.code) for offer in desk.offers] == [(5, CODE), (6, "271828")]


def test_no_answer_tells_which_part_of_the_proof_was_wrong(desk: Desk) -> None:
    desk.types()
    desk.answers("wrong_code")
    assert desk.says() == [("proof", "Code or current password is not right. Check both, and wait for the next code.")]


def test_where_the_store_is_away_nothing_that_was_typed_is_lost(desk: Desk) -> None:
    desk.types()
    desk.answers("store_away")
    assert desk.typed() == (PASSWORD, NEXT, NEXT, CODE)
    ((place, said),) = desk.says()
    assert (place, "did not answer" in said) == ("whole", True)


def test_where_nothing_answers_it_says_so_and_takes_no_answer_to_that_any_more(desk: Desk) -> None:
    desk.types()
    desk.window._unanswered.timeout.emit()
    assert "did not answer" in desk.says()[0][1]
    desk.answers("ok")
    assert "did not answer" in desk.says()[0][1]
    assert desk.typed() == (PASSWORD, NEXT, NEXT, CODE)


def test_an_answer_comes_from_any_thread(desk: Desk, qtbot: QtBot) -> None:
    desk.types()
    answer = PasswordAnswered(number=5, reason="ok")
    thread = threading.Thread(target=desk.tells[0], args=(answer,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: desk.says() == [("whole", words.changed())])


@pytest.mark.parametrize("how", ["escape", "lock"])
def test_whatever_takes_it_away_leaves_nothing_in_it(desk: Desk, how: str) -> None:
    desk.types(proof="3141")
    desk.window.shown.setChecked(True)
    if how == "escape":
        QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    else:
        desk.window.follow(samples.session(Truth.LOCKED, "idle"))
    assert not desk.window.isVisible()
    assert desk.typed() == ("", "", "", "")
    assert not desk.window.shown.isChecked()


def test_what_was_typed_is_there_when_a_minimized_window_comes_back(desk: Desk) -> None:
    desk.types(proof="3141")
    desk.window.showMinimized()
    QApplication.processEvents()
    desk.window.showNormal()
    assert desk.typed() == (PASSWORD, NEXT, NEXT, "3141")
    desk.window.showMinimized()
    desk.window.follow(samples.session(Truth.LOCKED, "idle"))
    assert desk.typed() == ("", "", "", "")


def test_passwords_are_dots_until_they_are_asked_for(desk: Desk) -> None:
    fields = (desk.window.current, desk.window.new, desk.window.again)
    assert {field.echoMode() for field in (*fields, desk.window.proof)} == {QLineEdit.EchoMode.Password}
    QTest.keyClick(desk.window.shown, Qt.Key.Key_Space)
    assert {field.echoMode() for field in fields} == {QLineEdit.EchoMode.Normal}
    assert desk.window.proof.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClick(desk.window.shown, Qt.Key.Key_Space)
    assert {field.echoMode() for field in fields} == {QLineEdit.EchoMode.Password}


@pytest.mark.parametrize("shown", [True, False])
def test_a_password_may_be_pasted_and_not_copied(desk: Desk, shown: bool) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(NEXT)
    desk.window.shown.setChecked(shown)
    desk.window.new.setFocus()
    QTest.keyClick(desk.window.new, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert desk.window.new.text() == NEXT
    clipboard.setText("")
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X):
        QTest.keyClick(desk.window.new, key, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseDClick(desk.window.new, Qt.MouseButton.LeftButton)
    assert clipboard.text() == ""
    if clipboard.supportsSelection():
        assert NEXT not in clipboard.text(QClipboard.Mode.Selection)


def test_where_a_key_is_asked_for_its_pin_goes_along(qtbot: QtBot) -> None:
    desk = Desk(("security_key", "password"))
    qtbot.addWidget(desk.window)
    desk.types(proof="2580")
    assert desk.offers == [
        PasswordOffered(number=5, code="", password=PASSWORD, new=NEXT, ends_elsewhere=True, pin="2580")
    ]
    desk.answers("key_wrong_pin")
    assert desk.says() == [("proof", VERDICTS["key_wrong_pin"])]


def test_where_an_account_elsewhere_is_asked_for_it_says_who_changes_it(qtbot: QtBot) -> None:
    desk = Desk(("openid", "password"))
    qtbot.addWidget(desk.window)
    assert not desk.window.current.isVisible()
    assert "IT changes your password" in desk.says()[0][1]


@pytest.mark.parametrize("reason", [*words.NEW, *words.PROOF, *words.WHOLE])
def test_every_reason_has_a_sentence_that_is_filled(reason: str) -> None:
    said = words.trouble(reason).sentence
    assert said.endswith(".")
    assert "{" not in said


def test_an_answer_to_a_window_that_is_gone_harms_nobody(qapp: QApplication) -> None:
    desk = Desk()
    desk.types()
    offered, tell, is_there = desk.offers.pop(), desk.tells.pop(), weakref.ref(desk.window)
    desk.window.close()
    del desk
    gc.collect()
    assert is_there() is None
    receiver = ThreadPoolExecutor(1)
    receiver.submit(tell, PasswordAnswered(number=offered.number, reason="ok")).result()
    receiver.shutdown()
    qapp.processEvents()

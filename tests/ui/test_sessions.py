"""Where an agent is signed in: read at once, ended by the keyboard alone, and nothing stays behind."""

# SPDX-License-Identifier: Apache-2.0

import gc
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from itertools import count

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.present import sessions as words
from ui.sessions import SessionsWindow
from workstation.facts.factor import Factor
from workstation.facts.truth import Truth
from workstation.link.messages import ElsewhereAnswered, ElsewhereOffered, MySessions, MySessionsWanted

CODE, PASSWORD, PIN = "314159", "blue kite over manila", "2580"


class Desk:
    """The window, what it asked and handed over, and a keeper that answers when a test says so."""

    def __init__(self, qtbot: QtBot) -> None:
        self.offers: list[ElsewhereOffered] = []
        self.asked: list[MySessionsWanted] = []
        self.tells: list[Callable[[MySessions], None]] = []
        self.answers_to: list[Callable[[ElsewhereAnswered], None]] = []
        self.window = SessionsWindow(self._ask, self._end, count(5))
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()

    def _ask(self, asked: MySessionsWanted, tell: Callable[[MySessions], None]) -> None:
        self.asked.append(asked)
        self.tells.append(tell)

    def _end(self, offer: ElsewhereOffered, tell: Callable[[ElsewhereAnswered], None]) -> None:
        self.offers.append(offer)
        self.answers_to.append(tell)

    def hears(self, told: MySessions) -> None:
        self.tells[-1](replace(told, number=self.asked[-1].number))
        QApplication.processEvents()

    def answers(self, reason: str) -> None:
        self.answers_to[-1](ElsewhereAnswered(number=self.offers[-1].number, reason=reason))
        QApplication.processEvents()

    def types(self, text: str, key: Qt.Key) -> None:
        """Type into whatever has the focus."""
        field = self.window.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)
        QTest.keyClick(field, key)

    def says(self) -> str:
        return self.window.told.text() if self.window.told.isVisible() else ""

    def lists(self) -> list[str]:
        listed = self.window.sessions
        return [listed.item(row).text() for row in range(listed.count())] if listed.isVisible() else []


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_it_says_that_it_asks_and_then_where_the_agent_is(desk: Desk) -> None:
    assert desk.says() == "The audit store is asked…"
    desk.hears(samples.my_sessions(1))
    first, second, third = desk.lists()
    assert first.startswith("This workstation (3f2a9c1b), since ")
    assert first.endswith(": open")
    assert second.startswith("Workstation 7c01d4e2, since ")
    assert second.endswith(": locked")
    assert third.endswith(": open")
    assert desk.says() == ""


def test_a_session_is_told_in_local_time() -> None:
    (here,) = samples.my_sessions(1, others=0).sessions
    assert words.session_sentence(here, UTC) == "This workstation (3f2a9c1b), since Sun 22 Nov at 12:00: open"


def test_by_the_keyboard_alone_the_others_are_ended_and_nothing_stays(desk: Desk) -> None:
    desk.hears(samples.my_sessions(1))
    desk.types(CODE, Qt.Key.Key_Return)
    assert desk.offers == [ElsewhereOffered(number=6, code=CODE)]
    QTest.keyClick(desk.window, Qt.Key.Key_Return)
    assert len(desk.offers) == 1
    desk.answers("ok")
    assert desk.says() == words.ended()
    assert desk.lists() == []
    assert desk.window.proof is not None
    assert desk.window.proof.text() == ""
    assert not desk.window.hand_in.isVisible()


@pytest.mark.parametrize(
    ("factors", "offered"),
    [
        (("totp", "password"), ElsewhereOffered(number=6, code=CODE, password=PASSWORD)),
        (("security_key",), ElsewhereOffered(number=6, code="", pin=PIN)),
    ],
)
def test_what_the_policy_asks_for_is_asked_for(
    desk: Desk, factors: tuple[Factor, ...], offered: ElsewhereOffered
) -> None:
    desk.hears(samples.my_sessions(1, factors=factors))
    if "password" in factors:
        desk.types(PASSWORD, Qt.Key.Key_Tab)
    desk.types(PIN if "security_key" in factors else CODE, Qt.Key.Key_Return)
    assert desk.offers == [offered]


def test_what_is_missing_is_said_and_nobody_is_asked(desk: Desk) -> None:
    desk.hears(samples.my_sessions(1, factors=("totp", "password")))
    desk.window.hand_in.click()
    assert desk.says() == words.password_missing()
    desk.types(PASSWORD, Qt.Key.Key_Tab)
    desk.types("12", Qt.Key.Key_Return)
    assert desk.says() == words.code_incomplete()
    assert desk.offers == []


@pytest.mark.parametrize("reason", [*words.REASONS, "of_tomorrow"])
def test_what_came_to_nothing_says_why_and_the_code_is_typed_anew(desk: Desk, reason: str) -> None:
    desk.hears(samples.my_sessions(1))
    desk.types(CODE, Qt.Key.Key_Return)
    desk.answers(reason)
    assert desk.says() == words.reason_sentence(reason)
    assert desk.window.proof is not None
    assert desk.window.proof.text() == ""
    assert desk.window.focusWidget() is desk.window.proof
    assert desk.window.proof.accessibleDescription() == desk.says()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (samples.my_sessions(1, others=0), words.nowhere_else()),
        (samples.my_sessions(1, factors=("openid",)), words.reason_sentence("openid_wanted")),
        (samples.my_sessions(1, reason="store_away"), words.reason_sentence("store_away")),
        (MySessions(number=1, reason="ok"), words.nothing_known()),
    ],
)
def test_where_nothing_can_be_ended_here_it_says_so_and_asks_for_nothing(
    desk: Desk, told: MySessions, says: str
) -> None:
    desk.hears(told)
    assert desk.says() == says
    assert not desk.window.hand_in.isVisible()
    assert desk.window.proof is None


def test_an_answer_that_comes_late_or_twice_changes_nothing(desk: Desk) -> None:
    desk.tells[-1](samples.my_sessions(99))
    QApplication.processEvents()
    assert desk.lists() == []
    desk.hears(samples.my_sessions(1))
    desk.types(CODE, Qt.Key.Key_Return)
    desk.answers("wrong_code")
    desk.answers("ok")
    assert desk.says() == words.reason_sentence("wrong_code")


def test_no_answer_at_all_says_what_is_known(desk: Desk, qtbot: QtBot) -> None:
    desk.hears(samples.my_sessions(1))
    desk.types(CODE, Qt.Key.Key_Return)
    desk.window._unanswered.setInterval(0)
    qtbot.waitUntil(lambda: desk.says() == words.reason_sentence("store_away"))


def test_an_answer_to_a_window_that_is_gone_harms_nobody() -> None:
    tells: list[Callable[[MySessions], None]] = []
    window = SessionsWindow(lambda _, tell: tells.append(tell), lambda *_: None, count(5))
    is_there = weakref.ref(window)
    window.close()
    del window
    gc.collect()
    assert is_there() is None
    receiver = ThreadPoolExecutor(1)
    receiver.submit(tells.pop(), samples.my_sessions(5)).result()
    receiver.shutdown()
    QApplication.processEvents()


def test_it_closes_with_the_seat_and_forgets_what_was_typed(desk: Desk) -> None:
    desk.hears(samples.my_sessions(1))
    assert desk.window.proof is not None
    desk.window.proof.setText(CODE)
    desk.window.follow(samples.session())
    assert desk.window.isVisible()
    desk.window.follow(samples.session(Truth.LOCKED, "idle"))
    assert not desk.window.isVisible()
    assert desk.window.proof.text() == ""

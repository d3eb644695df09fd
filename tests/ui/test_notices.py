"""Notices: seen, counted, gone; never in the way."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.notice import NoticeWindow
from ui.notices import Notices
from workstation.facts.truth import Truth

COPY, PASTE = samples.notice("copy_blocked"), samples.notice("paste_blocked")
KEY, MEDIA = samples.notice("capture_key"), samples.notice("media_found")


@pytest.fixture
def notices(qtbot: QtBot) -> Iterator[Notices]:
    assert qtbot
    shown = Notices()
    shown.follow(samples.session(Truth.ACTIVE))
    yield shown
    for window in shown.showing():
        window.dismiss()


def run_out(window: NoticeWindow) -> None:
    """Let the notice's eight seconds pass at once."""
    window._clock.timeout.emit()


def reads(window: NoticeWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]


def test_a_notice_is_read_in_full(notices: Notices) -> None:
    notices.raise_notice(COPY)
    sentences = f"Copying is off in card number fields. {samples.INSTEAD}"
    assert reads(notices.showing()[0]) == [sentences]
    assert notices.showing()[0].accessibleName() == sentences


def test_the_same_notice_again_is_counted(notices: Notices) -> None:
    for _ in range(3):
        notices.raise_notice(COPY)
    assert len(notices.showing()) == 1
    assert reads(notices.showing()[0])[1] == "3 times"
    assert notices.showing()[0].accessibleName().endswith("3 times")


def test_at_most_three_notices_stand_and_the_oldest_leaves(notices: Notices) -> None:
    for notice in (COPY, PASTE, KEY, MEDIA):
        notices.raise_notice(notice)
    assert [window.notice for window in notices.showing()] == [PASTE, KEY, MEDIA]


def test_notices_stand_bottom_right_and_do_not_overlap(notices: Notices) -> None:
    for notice in (COPY, PASTE, KEY):
        notices.raise_notice(notice)
    room = QGuiApplication.primaryScreen().availableGeometry()
    oldest, middle, newest = (window.geometry() for window in notices.showing())
    assert oldest.bottom() < middle.top()
    assert middle.bottom() < newest.top()
    for place in (oldest, middle, newest):
        assert room.contains(place)
        assert place.center().x() > room.center().x()


def test_a_notice_leaves_after_its_time_and_the_others_move_down(notices: Notices) -> None:
    for notice in (COPY, PASTE):
        notices.raise_notice(notice)
    lowest = notices.showing()[1].geometry().bottom()
    run_out(notices.showing()[1])
    assert [window.notice for window in notices.showing()] == [COPY]
    assert notices.showing()[0].geometry().bottom() == lowest


def test_the_pointer_holds_a_notice(notices: Notices) -> None:
    notices.raise_notice(COPY)
    window = notices.showing()[0]
    assert not window.held()
    QApplication.sendEvent(window, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert window.held()
    notices.raise_notice(COPY)
    assert window.held()
    QApplication.sendEvent(window, QEvent(QEvent.Type.Leave))
    assert not window.held()


def test_a_click_ends_a_notice(notices: Notices) -> None:
    notices.raise_notice(COPY)
    QTest.mouseClick(notices.showing()[0], Qt.MouseButton.LeftButton)
    assert notices.showing() == ()


def test_a_notice_that_was_clicked_away_is_gone_for_good_once_the_pointer_leaves_it_too(notices: Notices) -> None:
    notices.raise_notice(COPY)
    window = notices.showing()[0]
    QTest.mouseClick(window, Qt.MouseButton.LeftButton)
    QApplication.sendEvent(window, QEvent(QEvent.Type.Leave))
    assert not window._clock.isActive()


def test_escape_ends_a_notice_and_other_keys_do_not(notices: Notices) -> None:
    notices.raise_notice(COPY)
    QTest.keyClick(notices.showing()[0], Qt.Key.Key_A)
    assert len(notices.showing()) == 1
    QTest.keyClick(notices.showing()[0], Qt.Key.Key_Escape)
    assert notices.showing() == ()


def test_a_closed_seat_shows_no_notice(notices: Notices) -> None:
    notices.raise_notice(COPY)
    notices.follow(samples.session(Truth.LOCKED, "idle"))
    assert notices.showing() == ()
    notices.raise_notice(PASTE)
    assert notices.showing() == ()


def test_a_seat_that_opens_again_shows_what_happens_then(notices: Notices) -> None:
    notices.follow(samples.session(Truth.LOCKED, "idle"))
    notices.raise_notice(COPY)
    notices.follow(samples.session(Truth.ACTIVE))
    notices.raise_notice(PASTE)
    assert [window.notice for window in notices.showing()] == [PASTE]


def test_a_notice_leaves_the_keyboard_where_it_is(notices: Notices, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    notices.raise_notice(COPY)
    flags = notices.showing()[0].windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert notices.showing()[0].testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)

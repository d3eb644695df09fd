"""The supervisor's inbox: what came in, newest first, and how much of it is unseen."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.feed import Feed
from ui.inbox import Inbox
from ui.inbox_model import AT_MOST, Column, InboxTable
from ui.inbox_window import InboxWindow
from workstation.errors import StoreError
from workstation.facts.kinds import Kind
from workstation.record.feeditem import FeedItem


def told(table: InboxTable) -> list[str]:
    return [str(table.data(table.index(row, Column.SENTENCE))) for row in range(table.rowCount())]


def reads(window: InboxWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]


def broken_after(*items: FeedItem) -> Iterator[FeedItem]:
    yield from items
    raise StoreError("the audit store refused the feed", hint="Is this the token of a supervisor?")


@pytest.fixture
def inbox(qtbot: QtBot) -> Inbox:
    made = Inbox(Feed(iter(())))
    qtbot.addWidget(made.window)
    return made


def test_what_came_in_last_stands_first() -> None:
    table = InboxTable()
    table.add(samples.feed_item(1, Kind.COPY_BLOCKED))
    table.add(samples.feed_item(2, Kind.MEDIA_FOUND))
    assert [line.split(" at ")[0] for line in told(table)] == [
        "A removable drive was connected",
        "J. Cruz tried to copy 3 card numbers and 1 security code from CRM",
    ]


def test_many_violations_that_are_counted_are_one_row_and_one_new_entry(inbox: Inbox) -> None:
    inbox.add(samples.feed_item(1))
    inbox.add(samples.digest(15))
    (counted, _) = told(inbox.table)
    assert counted.startswith("12 × card-clipboard by 4 agents of team blue between ")  # noqa: RUF001 - a count
    index = inbox.table.index(0, Column.SENTENCE)
    assert inbox.table.data(index, Qt.ItemDataRole.AccessibleTextRole) == counted
    assert inbox.table.data(inbox.table.index(0, Column.DAY)) == "Sun 22 Nov"
    assert "2 new entries." in inbox.icon.toolTip()


def test_a_row_says_its_day_and_its_sentence_to_a_screen_reader() -> None:
    table = InboxTable()
    table.add(samples.feed_item(1))
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.data(table.index(0, Column.DAY), role) == "Sun 22 Nov"
    assert str(table.data(table.index(0, Column.SENTENCE), role)).startswith("J. Cruz tried to copy")


def test_the_list_keeps_the_newest_ten_thousand() -> None:
    table = InboxTable()
    for number in range(AT_MOST + 5):
        table.add(samples.feed_item(number))
    assert table.rowCount() == AT_MOST


def test_the_table_keeps_what_qt_expects_of_a_model(qtmodeltester: object) -> None:
    table = InboxTable()
    for number in range(5):
        table.add(samples.feed_item(number))
    qtmodeltester.check(table)  # type: ignore[attr-defined]


def test_the_feed_is_read_in_a_thread_and_shown_in_the_windows(qtbot: QtBot) -> None:
    readers: list[str] = []

    def items() -> Iterator[FeedItem]:
        readers.append(threading.current_thread().name)
        yield samples.feed_item(1)

    feed = Feed(items())
    made = Inbox(feed)
    qtbot.addWidget(made.window)
    feed.start()
    qtbot.waitUntil(lambda: made.unread == 1)
    assert readers == ["feed"]
    assert "1 new entry." in made.icon.toolTip()


def test_opening_the_inbox_is_reading_it(inbox: Inbox) -> None:
    inbox.add(samples.feed_item(1))
    inbox.add(samples.feed_item(2))
    assert inbox.unread == 2
    inbox.open()
    assert inbox.unread == 0
    inbox.add(samples.feed_item(3))
    assert inbox.unread == 0
    assert len(told(inbox.table)) == 3


def test_a_feed_that_breaks_is_told_and_what_came_in_stays(qtbot: QtBot) -> None:
    feed = Feed(broken_after(samples.feed_item(1)))
    made = Inbox(feed)
    qtbot.addWidget(made.window)
    made.open()
    feed.start()
    said = "Nothing new comes in: the audit store refused the feed. Is this the token of a supervisor?"
    qtbot.waitUntil(lambda: said in reads(made.window))
    assert len(told(made.table)) == 1


def test_an_empty_inbox_says_so(inbox: Inbox) -> None:
    inbox.open()
    assert "Nothing has come in. New entries appear here within seconds." in reads(inbox.window)


def test_escape_closes_the_window_and_the_inbox_goes_on(inbox: Inbox) -> None:
    inbox.open()
    QTest.keyClick(inbox.window, Qt.Key.Key_Escape)
    assert not inbox.window.isVisible()
    inbox.add(samples.feed_item(1))
    assert inbox.unread == 1

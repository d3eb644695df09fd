"""The agent's own record: every line of it, and honest when it cannot be shown."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from datetime import UTC, timedelta, timezone

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTreeView
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.present.record import record_sentence
from ui.record import RecordWindow
from ui.record_model import Column, RecordTable
from workstation.facts.body import Body
from workstation.facts.truth import Truth
from workstation.link.messages import MyRecord

TOKYO = timezone(timedelta(hours=9), "JST")


def shown(table: RecordTable) -> list[list[str]]:
    """Return what each row shows."""
    return [[str(table.data(table.index(row, column)) or "") for column in Column] for row in range(table.rowCount())]


def reads(window: RecordWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]


def opened(qtbot: QtBot, *answers: MyRecord | None) -> RecordWindow:
    """Open the window over a keeper that gives `answers` in turn; None is no answer."""
    waiting = list(answers)

    def ask(_limit: int, tell: Callable[[MyRecord], None]) -> None:
        answer = waiting.pop(0)
        if answer is not None:
            tell(answer)

    window = RecordWindow(ask)
    qtbot.addWidget(window)
    window.show()
    return window


def listed(window: RecordWindow) -> QTreeView:
    return window.findChildren(QTreeView)[0]


def test_the_record_is_told_by_day_newest_first_in_local_time() -> None:
    lines = samples.record(3).lines
    across_midnight = MyRecord(lines=(*lines[:2], samples.record(1, samples.NOON - timedelta(days=1)).lines[0]))
    rows = shown(RecordTable(across_midnight, samples.NOON, TOKYO))
    assert rows == [
        ["Today, Sunday, 22 November 2026", "", ""],
        ["21:00", record_sentence(lines[0].body), "Waiting here"],
        ["20:53", record_sentence(lines[1].body), "Waiting here"],
        ["Yesterday, Saturday, 21 November 2026", "", ""],
        ["21:00", record_sentence(lines[0].body), "Waiting here"],
    ]


def test_the_day_is_the_readers_day_and_not_greenwichs() -> None:
    late = samples.record(1, samples.NOON.replace(hour=22))
    assert shown(RecordTable(late, samples.NOON, UTC))[0][0] == "Today, Sunday, 22 November 2026"
    assert shown(RecordTable(late, samples.NOON.replace(hour=23), TOKYO))[0][0] == "Today, Monday, 23 November 2026"


def test_each_line_says_whether_the_store_has_it() -> None:
    rows = shown(RecordTable(samples.record(6), samples.NOON, UTC))
    assert [row[Column.WHEREABOUTS] for row in rows] == ["", *["Waiting here"] * 5, "Sent to the audit store"]


def test_headings_are_passed_over_by_the_keyboard() -> None:
    table = RecordTable(samples.record(2), samples.NOON, UTC)
    assert table.headings() == [0]
    assert not table.flags(table.index(0, Column.SENTENCE)) & Qt.ItemFlag.ItemIsSelectable
    assert table.flags(table.index(1, Column.SENTENCE)) & Qt.ItemFlag.ItemIsSelectable


def test_a_screen_reader_is_told_what_a_row_shows() -> None:
    table = RecordTable(samples.record(1), samples.NOON, UTC)
    for row in range(table.rowCount()):
        for column in Column:
            index = table.index(row, column)
            assert str(table.data(index, Qt.ItemDataRole.AccessibleTextRole)) == str(table.data(index))


def test_a_long_sentence_can_be_read_in_full() -> None:
    table = RecordTable(samples.record(1), samples.NOON, UTC)
    sentence = table.index(1, Column.SENTENCE)
    assert str(table.data(sentence, Qt.ItemDataRole.ToolTipRole)) == str(table.data(sentence))


def test_ten_thousand_lines_are_worded_only_when_they_are_shown(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    worded: list[Body] = []

    def counting(body: Body) -> str:
        worded.append(body)
        return record_sentence(body)

    monkeypatch.setattr("ui.record_model.record_sentence", counting)
    window = opened(qtbot, samples.record(10_000))
    listed(window).grab()
    assert listed(window).model().rowCount() > 10_000
    assert 0 < len({id(body) for body in worded}) < 100


def test_the_table_keeps_what_qt_expects_of_a_model(qtmodeltester: object) -> None:
    qtmodeltester.check(RecordTable(samples.record(20), samples.NOON, UTC))  # type: ignore[attr-defined]


def test_the_window_says_how_much_waits(qtbot: QtBot) -> None:
    assert "40 entries. 5 wait here for the audit store." in reads(opened(qtbot, samples.record(40)))


def test_the_newest_line_is_where_the_keyboard_begins(qtbot: QtBot) -> None:
    window = opened(qtbot, samples.record(40))
    assert listed(window).currentIndex().row() == 1
    QTest.keyClick(listed(window), Qt.Key.Key_Down)
    assert listed(window).currentIndex().row() == 2


def test_days_stand_across_the_whole_row(qtbot: QtBot) -> None:
    assert listed(opened(qtbot, samples.record(3))).isFirstColumnSpanned(0, QModelIndex())


def test_an_empty_record_says_so(qtbot: QtBot) -> None:
    assert "Nothing is recorded about you yet." in reads(opened(qtbot, MyRecord(lines=())))


def test_a_keeper_that_does_not_answer_is_told_and_asked_again(qtbot: QtBot) -> None:
    window = opened(qtbot, None, samples.record(3))
    assert "Asking for your record…" in reads(window)
    window._unanswered.timeout.emit()
    failed = "The keeper does not answer, so the record cannot be shown. Nothing is lost; try again."
    assert failed in reads(window)
    refresh = next(button for button in window.findChildren(QPushButton) if button.text() == "Refresh")
    QTest.mouseClick(refresh, Qt.MouseButton.LeftButton)
    assert "3 entries. 3 wait here for the audit store." in reads(window)


def test_f5_asks_again(qtbot: QtBot) -> None:
    window = opened(qtbot, MyRecord(lines=()), samples.record(3))
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert "3 entries. 3 wait here for the audit store." in reads(window)


def test_an_answer_from_another_thread_is_shown(qtbot: QtBot) -> None:
    def ask(_limit: int, tell: Callable[[MyRecord], None]) -> None:
        teller = threading.Thread(target=tell, args=(samples.record(3),))
        teller.start()
        teller.join()

    window = RecordWindow(ask)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "3 entries. 3 wait here for the audit store." in reads(window))


def test_the_window_closes_with_the_seat_and_with_escape(qtbot: QtBot) -> None:
    window = opened(qtbot, MyRecord(lines=()), MyRecord(lines=()))
    window.follow(samples.session(Truth.ACTIVE))
    assert window.isVisible()
    window.follow(samples.session(Truth.LOCKED, "idle"))
    assert not window.isVisible()
    window.show()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()

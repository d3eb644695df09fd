"""The window "What is recorded about me": everything that the record says of the agent, in sentences."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedLayout,
    QTreeView,
    QVBoxLayout,
)

from ui import icons, tokens
from ui.present import record as words
from ui.present.status import Shape
from ui.present.words import close as close_word
from ui.present.words import zone_name
from ui.record_model import Column, RecordTable
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.link.messages import RECORD_LIMIT, MyRecord

ANSWER_WITHIN_MS = 5000

AskMyRecord = Callable[[int, Callable[[MyRecord], None]], None]
"""Ask for at most so many entries; the answer comes from any thread, or never."""


class RecordWindow(QDialog):
    """Asks for the record whenever it is opened or refreshed, and closes when the seat does."""

    _answered = Signal(object)

    def __init__(self, ask: AskMyRecord) -> None:
        super().__init__()
        self._ask = ask
        self._table: RecordTable | None = None
        self.setWindowTitle(words.title())
        self.setWindowIcon(icons.icon(Shape.PROTECTED))
        self.resize(880, 560)
        self._promise = tokens.label()
        self._summary = tokens.label()
        self._instead = tokens.label()
        self._instead.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._list = _list()
        self._refresh = QPushButton(words.refresh())
        self._close = QPushButton(close_word())
        self._middle = QStackedLayout()
        self._arrange()
        self._unanswered = QTimer(self, interval=ANSWER_WITHIN_MS, singleShot=True)
        self._unanswered.timeout.connect(self._on_unanswered)
        self._answered.connect(self._on_answered)
        self._refresh.clicked.connect(self.refresh)
        self._close.clicked.connect(self.close)

    @Slot()
    def refresh(self) -> None:
        """Ask for the record again."""
        self._say_instead(words.asking())
        self._unanswered.start()
        self._ask(RECORD_LIMIT, self._answered.emit)

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Close with the seat: the next person must not find this window."""
        if session.truth is not Truth.ACTIVE:
            self.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F5:
            self.refresh()
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _on_answered(self, record: MyRecord) -> None:
        self._unanswered.stop()
        now = datetime.now(UTC)
        self._promise.setText(words.about_the_record(zone_name(now)))
        if not record.lines:
            self._say_instead(words.nothing_recorded())
            return
        waiting = sum(not line.at_store for line in record.lines)
        self._summary.setText(words.summary(len(record.lines), waiting, RECORD_LIMIT))
        self._show_table(RecordTable(record, now))

    @Slot()
    def _on_unanswered(self) -> None:
        self._say_instead(words.record_unreachable())

    def _say_instead(self, sentence: str) -> None:
        self._summary.clear()
        self._instead.setText(sentence)
        self._middle.setCurrentIndex(1)

    def _show_table(self, table: RecordTable) -> None:
        before, self._table = self._table, table
        self._list.setModel(table)
        header = self._list.header()
        for column in Column:
            fits = column is not Column.SENTENCE
            mode = QHeaderView.ResizeMode.ResizeToContents if fits else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
        if before is not None:
            before.deleteLater()
        for row in table.headings():
            self._list.setFirstColumnSpanned(row, QModelIndex(), True)  # noqa: FBT003 - Qt takes no keyword
        self._list.setCurrentIndex(table.index(1, Column.SENTENCE))
        self._middle.setCurrentIndex(0)
        self._list.setFocus()

    def _arrange(self) -> None:
        heading = tokens.label(words.title(), tokens.HEADING, strong=True)
        self._middle.addWidget(self._list)
        self._middle.addWidget(self._instead)
        self._close.setDefault(True)
        bottom = QHBoxLayout()
        bottom.setSpacing(tokens.NEAR)
        bottom.addWidget(self._summary, 1)
        bottom.addWidget(self._refresh)
        bottom.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.MARGIN] * 4)
        column.setSpacing(tokens.GAP)
        column.addWidget(heading)
        column.addWidget(self._promise)
        column.addLayout(self._middle, 1)
        column.addLayout(bottom)


def _list() -> QTreeView:
    view = QTreeView()
    view.setAccessibleName(words.title())
    view.setHeaderHidden(True)
    view.setRootIsDecorated(False)
    view.setUniformRowHeights(True)
    view.setAllColumnsShowFocus(True)
    view.header().setStretchLastSection(False)
    view.header().setResizeContentsPrecision(0)  # the rows in view say how wide a column is, not a thousand of them
    return view

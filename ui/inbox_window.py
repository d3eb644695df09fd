"""The supervisor's window: all that came in, newest first."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QPushButton, QStackedLayout, QTreeView, QVBoxLayout

from ui import icons, tokens
from ui.inbox_model import Column, InboxTable
from ui.present import supervisor as words
from ui.present.status import Shape
from ui.present.words import close as close_word


class InboxWindow(QDialog):
    """Lists what came in; opening it is reading it."""

    read = Signal()

    def __init__(self, table: InboxTable) -> None:
        super().__init__()
        self._table = table
        self.setWindowTitle(words.inbox_title())
        self.setWindowIcon(icons.icon(Shape.PROTECTED))
        self.resize(880, 560)
        self._list = _list(table)
        self._instead = tokens.label(words.inbox_empty())
        self._instead.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._trouble = tokens.label()
        self._middle = QStackedLayout()
        self._arrange()
        table.rowsInserted.connect(self._on_rows)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read.emit()

    @Slot(str)
    def show_trouble(self, sentence: str) -> None:
        """Say why nothing more comes in; what is listed stays."""
        self._trouble.setText(sentence)

    @Slot()
    def _on_rows(self) -> None:
        self._middle.setCurrentIndex(0)
        if not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self._table.index(0, Column.SENTENCE))

    def _arrange(self) -> None:
        self._middle.addWidget(self._list)
        self._middle.addWidget(self._instead)
        self._middle.setCurrentIndex(1)
        close = QPushButton(close_word())
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(tokens.NEAR)
        bottom.addWidget(self._trouble, 1)
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.MARGIN] * 4)
        column.setSpacing(tokens.GAP)
        column.addWidget(tokens.label(words.inbox_title(), tokens.HEADING, strong=True))
        column.addLayout(self._middle, 1)
        column.addLayout(bottom)


def _list(table: InboxTable) -> QTreeView:
    view = QTreeView()
    view.setAccessibleName(words.inbox_title())
    view.setModel(table)
    view.setHeaderHidden(True)
    view.setRootIsDecorated(False)
    view.setUniformRowHeights(True)
    view.setAllColumnsShowFocus(True)
    view.header().setResizeContentsPrecision(0)  # the rows in view say how wide a column is, not a thousand of them
    view.header().setSectionResizeMode(Column.DAY, QHeaderView.ResizeMode.ResizeToContents)
    view.header().setSectionResizeMode(Column.SENTENCE, QHeaderView.ResizeMode.Stretch)
    return view

"""What came in for a supervisor, newest first, one sentence a row."""

# SPDX-License-Identifier: Apache-2.0

from collections import deque
from datetime import UTC, datetime, tzinfo
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QIcon

from ui import icons, tokens
from ui.present.status import Shape
from ui.present.supervisor import told_sentence
from ui.present.words import short_day
from workstation.facts.kinds import Severity
from workstation.record.digest import Digest, Told

Index = QModelIndex | QPersistentModelIndex
AT_MOST = 10_000
WIDE_DAY = datetime(2026, 9, 30, 12, tzinfo=UTC)


class Column(IntEnum):
    """What a row shows, from left to right."""

    DAY = 0
    SENTENCE = 1


class InboxTable(QAbstractTableModel):
    """Holds the newest ten thousand items; the store keeps them all."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        super().__init__()
        self._zone = zone
        self._items: deque[Told] = deque()
        metrics = QFontMetrics(tokens.font())
        day_width = metrics.horizontalAdvance(short_day(WIDE_DAY)) + 2 * tokens.NEAR
        self._day_size = QSize(day_width, metrics.height() + tokens.NEAR)
        self._attention, self._fault = icons.icon(Shape.ATTENTION), icons.icon(Shape.FAULT)

    @Slot(object)
    def add(self, item: Told) -> None:
        """Put `item` on top."""
        if len(self._items) == AT_MOST:
            self.beginRemoveRows(QModelIndex(), AT_MOST - 1, AT_MOST - 1)
            self._items.pop()
            self.endRemoveRows()
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._items.appendleft(item)
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | QIcon | QSize | None:
        item, column = self._items[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DecorationRole and column is Column.SENTENCE:
            is_failure = not isinstance(item, Digest) and item.severity is Severity.FAILURE
            return self._fault if is_failure else self._attention
        if role == Qt.ItemDataRole.SizeHintRole and column is Column.DAY:
            return self._day_size
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column is Column.DAY:
            return short_day(item.last if isinstance(item, Digest) else item.at, self._zone)
        return told_sentence(item, self._zone)

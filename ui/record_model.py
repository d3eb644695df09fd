"""The agent's record as rows of a table: a heading for every day, then its entries, newest first."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import IntEnum
from itertools import groupby

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon

from ui import icons, tokens
from ui.present.record import record_sentence, whereabouts
from ui.present.status import Shape
from ui.present.words import day, time_of_day
from workstation.link.messages import MyRecord, RecordLine

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """What a row shows, from left to right."""

    TIME = 0
    SENTENCE = 1
    WHEREABOUTS = 2


@dataclass(frozen=True, slots=True)
class DayHeading:
    """The row above the entries of one day."""

    words: str


Row = DayHeading | RecordLine


class RecordTable(QAbstractTableModel):
    """Holds one MyRecord; words are made when a row is shown, so that ten thousand rows cost nothing."""

    def __init__(self, record: MyRecord, now: datetime, zone: tzinfo | None = None) -> None:
        super().__init__()
        self._zone = zone
        self._rows = _rows(record, now, zone)
        self._heading_font = tokens.font(strong=True)
        self._row_size = QSize(0, QFontMetrics(self._heading_font).height() + tokens.NEAR)
        self._there, self._here = icons.icon(Shape.PROTECTED), icons.icon(Shape.ATTENTION)

    def headings(self) -> list[int]:
        """Return the rows that are headings."""
        return [number for number, row in enumerate(self._rows) if isinstance(row, DayHeading)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], DayHeading):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | QFont | QIcon | QSize | None:
        match self._rows[index.row()]:
            case DayHeading(words=words):
                return self._heading(words, Column(index.column()), role)
            case line:
                return self._entry(line, Column(index.column()), role)

    def _heading(self, words: str, column: Column, role: int) -> str | QFont | QSize | None:
        if role == Qt.ItemDataRole.FontRole:
            return self._heading_font
        if role == Qt.ItemDataRole.SizeHintRole:
            return self._row_size
        if column is Column.TIME and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words
        return None

    def _entry(self, line: RecordLine, column: Column, role: int) -> str | QIcon | None:
        if role == Qt.ItemDataRole.DecorationRole and column is Column.WHEREABOUTS:
            return self._there if line.at_store else self._here
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(line, column)
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.SENTENCE:
            return self._words(line, column)
        return None

    def _words(self, line: RecordLine, column: Column) -> str:
        match column:
            case Column.TIME:
                return time_of_day(line.at, self._zone)
            case Column.SENTENCE:
                return record_sentence(line.body)
            case Column.WHEREABOUTS:
                return whereabouts(at_store=line.at_store)


def _rows(record: MyRecord, now: datetime, zone: tzinfo | None) -> list[Row]:
    rows: list[Row] = []
    for _, lines in groupby(record.lines, key=lambda line: line.at.astimezone(zone).date()):
        todays = list(lines)
        rows.append(DayHeading(day(todays[0].at, now, zone)))
        rows.extend(todays)
    return rows

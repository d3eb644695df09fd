"""A Qt table with a million cells, of which one in view holds a card number."""

# SPDX-License-Identifier: Apache-2.0

import sys

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

CARD = "4539 5787 6362 1486"
NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class Cells(QAbstractTableModel):
    """Every fiftieth row holds a number."""

    def rowCount(self, _parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 100_000

    def columnCount(self, _parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 10

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        is_number = index.column() == 1 and index.row() % 50 == 3
        return CARD if is_number else f"row {index.row()}"


def main() -> int:
    application = QApplication(sys.argv)
    view, cells = QTableView(), Cells()
    view.setModel(cells)
    view.setColumnWidth(1, 180)
    view.setWindowTitle("Payment")
    view.resize(600, 400)
    view.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

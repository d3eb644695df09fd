"""A Qt window whose widgets show numbers in what they paint around, above and below of what they hold."""

# SPDX-License-Identifier: Apache-2.0

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QFormLayout,
    QGroupBox,
    QLabel,
    QMainWindow,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

CARD, ORDER = "4539 5787 6362 1486", "4539 5787 6362 1487"


def table() -> QTableWidget:
    """Return one with a number in a cell, over a column and before a row."""
    made = QTableWidget(1, 1)
    made.setItem(0, 0, QTableWidgetItem(CARD))
    made.setHorizontalHeaderLabels([CARD])
    made.setVerticalHeaderLabels([CARD])
    made.setColumnWidth(0, 200)
    made.setMaximumHeight(90)
    return made


def main() -> int:
    """Show it."""
    application = QApplication(sys.argv)
    window = QMainWindow()
    form = QFormLayout()
    choice = QComboBox()
    choice.addItems(["none", CARD, "other"])
    chosen = QComboBox()
    chosen.addItem(CARD)
    group = QGroupBox(f"Group {CARD}")
    QVBoxLayout(group).addWidget(QLabel("Inside"))
    tabs = QTabWidget()
    tabs.addTab(QLabel("Page"), CARD)
    tabs.setMaximumHeight(80)
    form.addRow("Choice", choice)
    form.addRow("Chosen", chosen)
    form.addRow("Order", QLabel(ORDER))
    for part in (group, tabs, table()):
        form.addRow(part)
    inside = QWidget()
    inside.setLayout(form)
    window.setCentralWidget(inside)
    window.statusBar().showMessage(f"Paid with {CARD}")
    window.menuBar().addMenu(f"Card {CARD}").addAction(f"Copy {CARD}")
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, QDockWidget(f"Last {CARD}"))
    window.setWindowTitle("Gallery")
    window.resize(460, 460)
    window.show()
    choice.setFocus()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

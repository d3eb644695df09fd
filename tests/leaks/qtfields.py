"""A Qt form with a card number and notes; its title tells where the number's field is."""

# SPDX-License-Identifier: Apache-2.0

import sys

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget

from tests.leaks.place import FIELD


def main() -> int:
    """Show the form until it is ended."""
    application = QApplication(sys.argv[:1])
    window, number, notes = QWidget(), QLineEdit(), QLineEdit(sys.argv[1])
    for field in (number, notes):
        field.setDragEnabled(True)
        field.setStyleSheet("font: 24px 'DejaVu Sans Mono'")
    form = QFormLayout(window)
    form.addRow("Card number", number)
    form.addRow("Notes", notes)
    window.setGeometry(FIELD.x, FIELD.y, FIELD.width, FIELD.height)
    window.show()

    def tell() -> None:
        at = number.mapToGlobal(QPoint(0, 0))
        window.setWindowTitle(f"Fields {at.x()} {at.y()} {number.width()} {number.height()}")

    clock = QTimer(interval=300)
    clock.timeout.connect(tell)
    clock.start()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

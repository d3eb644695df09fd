"""A Qt form with every kind of widget that shows text."""

# SPDX-License-Identifier: Apache-2.0

import sys

from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QLineEdit, QListWidget, QPlainTextEdit, QWidget

CARD, ORDER = "4539 5787 6362 1486", "4539 5787 6362 1487"


def main() -> int:
    application = QApplication(sys.argv)
    window = QWidget()
    form = QFormLayout(window)
    form.addRow("Card number", QLineEdit(CARD))
    form.addRow("CVV", QLineEdit("739"))
    hidden = QLineEdit("739")
    hidden.setEchoMode(QLineEdit.EchoMode.Password)
    form.addRow("CVV again", hidden)
    form.addRow("Order", QLineEdit(ORDER))
    form.addRow(QLabel(f"Stored {CARD} until 12/29"))
    form.addRow("Log", QPlainTextEdit(f"paid with {CARD}\non Monday"))
    listed = QListWidget()
    listed.addItems(["nothing", CARD])
    form.addRow("Cards", listed)
    window.setWindowTitle("Form")
    window.resize(420, 400)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

"""A Qt form with one field, to type a card number into."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget

app = QApplication([])
window = QWidget()
QFormLayout(window).addRow("Card number", QLineEdit())
window.setWindowTitle("Qt form")
window.setGeometry(1040, 500, 420, 60)
window.show()
app.exec()

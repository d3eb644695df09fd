"""What is left of a question that is over under the agent's fingers: the keys stay here, and mean nothing."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui import tokens
from ui.present.reveal import close_question, spent_sentence

RESTS_MS = 10_000


class Spent(QWidget):
    """Takes every key, and emits `left` at Escape, at a click on its button, or once no key came for a while.

    Enter does not leave: it may be the one that ends a password.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(spent_sentence())
        self.button = QPushButton(close_question())
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.left)
        self.rest = QTimer(self)
        self.rest.setSingleShot(True)
        self.rest.setInterval(RESTS_MS)
        self.rest.timeout.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.NEAR)
        column.addWidget(tokens.label(spent_sentence(), strong=True))
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignRight)

    def begin(self) -> None:
        """Take the keyboard from here on, and say why."""
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spent_sentence()))
        self.rest.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Drop every key but Escape."""
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            self.rest.start()

    def focusNextPrevChild(self, _forward: bool, /) -> bool:
        """Have Tab lead nowhere."""
        return False

"""The ways in beside the ordinary one, as quiet buttons that never have the focus: each has a key of its own."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.asking import Turn
from ui.present import prompt as words


class Ways(QWidget):
    """Break-glass (F1), a supervisor (F2), a key or a name (F3), back (Escape); shown are those that lead on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.turn = self._button(words.key_wanted())
        self.glass = self._button(words.glass_wanted())
        self.supervisor = self._button(words.supervisor_wanted())
        self.back = self._button(words.way_left())

    def show_for(self, *, is_ordinary: bool, is_beside: bool, may_be_vouched: bool, turn: Turn | None) -> None:
        """Show what leads on from an ordinary page, or back from one beside it."""
        self.turn.setText(words.name_wanted() if turn == "name" else words.key_wanted())
        self.turn.setVisible(turn is not None)
        self.glass.setVisible(is_ordinary)
        self.supervisor.setVisible(is_ordinary and may_be_vouched)
        self.back.setVisible(is_beside)
        self._column.activate()  # the window is measured before Qt would look at it
        self.updateGeometry()

    def _button(self, text: str) -> QPushButton:
        made = QPushButton(text)
        made.setFlat(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column.addWidget(made)
        return made

"""The field for a reason of one's own, and what is wrong with what was written."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui import tokens
from ui.present.reveal import own_words, typed_trouble
from workstation.facts.body import WORDS_LIMIT

STYLE = f"""
QLineEdit {{
    background: palette(base); border: 2px solid palette(mid); border-radius: {tokens.TIGHT}px;
    padding: {tokens.NEAR}px;
}}
QLineEdit:focus {{ border-color: palette(highlight); }}
"""


class ReasonField(QWidget):
    """Emits `typed` with a reason that may be recorded, `grew` where it says instead why it may not.

    One that `is_alone` stands below no reasons to choose from.
    """

    typed = Signal(str)
    grew = Signal()

    def __init__(self, holds_data: Callable[[str], bool], *, is_alone: bool) -> None:
        super().__init__()
        self._holds_data = holds_data
        self._is_alone = is_alone
        self.field = QLineEdit()
        self.field.setFont(tokens.font())
        self.field.setStyleSheet(STYLE)
        self.field.setMaxLength(WORDS_LIMIT)
        self.field.setAccessibleName(own_words(is_alone=is_alone))
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.field.returnPressed.connect(self._on_return_pressed)
        name = tokens.label(own_words(is_alone=is_alone))
        name.setBuddy(self.field)
        self.trouble = tokens.label()
        self.trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TIGHT)
        column.addWidget(name)
        column.addWidget(self.field)
        column.addWidget(self.trouble)

    @Slot()
    def _on_return_pressed(self) -> None:
        words = self.field.text().strip()
        if trouble := typed_trouble(words, self._holds_data, is_alone=self._is_alone):
            self._say(trouble)
        else:
            self.typed.emit(words)

    def _say(self, trouble: str) -> None:
        """Show it below the field, and have a screen reader read it out."""
        self.trouble.setText(trouble)
        self.trouble.show()
        self.field.setAccessibleDescription(trouble)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, trouble))
        self.grew.emit()

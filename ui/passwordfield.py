"""A field for a password that may be looked at, and of which nothing leaves it meanwhile."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from ui.prompt_fields import PasswordField


class ShownField(PasswordField):
    """Shows dots, or what they stand for. Then nothing in it can be selected: what is, X11 gives to every program."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.selectionChanged.connect(self._on_selection_changed)

    def show_text(self, *, shown: bool) -> None:
        """Show what was typed, or dots."""
        self.deselect()
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    @Slot()
    def _on_selection_changed(self) -> None:
        if self.echoMode() is QLineEdit.EchoMode.Normal and self.hasSelectedText():
            self.deselect()

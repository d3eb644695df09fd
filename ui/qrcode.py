"""A QR code (ISO/IEC 18004), dark on light whatever the palette: that is what cameras read."""

# SPDX-License-Identifier: Apache-2.0

import segno
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

QUIET = 4
"""Modules of light around it (§9.1)."""
MODULE = 5
"""Pixels, fewer where there is no room."""


class QrCode(QWidget):
    """Shows `text`, at most `widest` wide if that can be; `name` is for who does not see it."""

    def __init__(self, text: str, name: str, widest: int) -> None:
        super().__init__()
        self._rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        modules = len(self._rows) + 2 * QUIET
        self._module = max(2, min(MODULE, widest // modules))
        self.setFixedSize(modules * self._module, modules * self._module)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        for row, modules in enumerate(self._rows, QUIET):
            for column, is_dark in enumerate(modules, QUIET):
                if is_dark:
                    side = self._module
                    painter.fillRect(QRect(column * side, row * side, side, side), Qt.GlobalColor.black)

"""One reason to choose: a button whose words take as many lines as they need."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from ui import tokens

STYLE = f"""
QPushButton {{
    background: palette(base); border: 2px solid palette(base); border-radius: {tokens.TIGHT}px;
}}
QPushButton:hover, QPushButton:focus {{ border-color: palette(highlight); }}
QLabel {{ color: palette(text); background: transparent; }}
"""


class ReasonButton(QPushButton):
    """Says `reason` whole, `width` pixels wide."""

    def __init__(self, reason: str, width: int) -> None:
        super().__init__()
        self.reason = reason
        self.setStyleSheet(STYLE)
        self.setAutoDefault(False)
        self.setAccessibleName(reason)
        words = tokens.label(reason)
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(*[tokens.NEAR] * 4)
        inside.addWidget(words)
        self.setFixedSize(width, inside.totalHeightForWidth(width))

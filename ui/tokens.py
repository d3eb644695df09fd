"""The measures that every window shares: spacing, type sizes, and the shield's calm colours."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel

TIGHT = 4
NEAR = 8
GAP = 12
MARGIN = 24
TITLE = 1.25
HEADING = 1.6
SMALLEST_POINTS = 9.0


def font(scale: float = 1.0, *, strong: bool = False) -> QFont:
    """Return the system's font at one of the three sizes, never under 9 points, in one of the two weights."""
    scaled = QFont(QApplication.font())
    scaled.setPointSizeF(max(scaled.pointSizeF(), SMALLEST_POINTS) * scale)
    scaled.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return scaled


def label(words: str = "", scale: float = 1.0, *, strong: bool = False) -> QLabel:
    """Return words at one of the three sizes, over as many lines as they need."""
    shown = QLabel(words)
    shown.setFont(font(scale, strong=strong))
    shown.setTextFormat(Qt.TextFormat.PlainText)
    shown.setWordWrap(True)
    return shown


def shield_palette() -> QPalette:
    """Return the palette of the lock screen: one calm dark family, text at 4.5 : 1 and more, edges at 3 : 1."""
    palette = QPalette(QColor("#2c4257"), QColor("#1b2a38"))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(role, QColor("#e6edf3"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#101b26"))
    palette.setColor(QPalette.ColorRole.Mid, QColor("#8fa3b5"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#8fc1f0"))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#101b26"))
    return palette


SHIELD_STYLE = f"""
QLineEdit {{
    background: palette(base); border: 1px solid palette(mid); border-radius: {TIGHT}px; padding: {NEAR}px {GAP}px;
}}
QPushButton {{
    background: palette(highlight); color: palette(highlighted-text);
    border: none; border-radius: {TIGHT}px; padding: {NEAR}px {MARGIN}px;
}}
QPushButton:flat {{
    background: transparent; color: palette(window-text); padding: {TIGHT}px 0; text-align: left;
}}
"""

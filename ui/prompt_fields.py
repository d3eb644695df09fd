"""The parts of a prompt that never has the desktop's focus: it marks the current field itself."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSizePolicy, QWidget

from ui import tokens
from workstation.credentials.breakglass import glass_symbols
from workstation.credentials.recovery import recovery_symbols

CODE_DIGITS = 6
RECOVERY_LIMIT = 16
NAME_LIMIT = 128
PASSWORD_LIMIT = 256
LAST_KEY = 9


class NameField(QLineEdit):
    """Takes the agent's name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxLength(NAME_LIMIT)


class CodeField(QLineEdit):
    """Takes six digits, or a recovery code, which begins with a letter; shows dots, and takes nothing else."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(RECOVERY_LIMIT)
        spaced = tokens.font()
        spaced.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tokens.NEAR)
        self.setFont(spaced)
        self.textEdited.connect(self._on_text_edited)

    def wipe(self) -> None:
        """Forget what was typed, and how to undo that."""
        self.setText("")

    def complete(self) -> bool:
        """Say whether all six digits are in, or a whole recovery code."""
        text = self.text()
        return bool(recovery_symbols(text)) or (text.isdecimal() and len(text) == CODE_DIGITS)

    def _on_text_edited(self, text: str) -> None:
        if (kept := _of_a_code(text)) != text:
            self.setText(kept)


class GlassField(QLineEdit):
    """Takes a break-glass code, and shows it: it is worth nothing anywhere else, and was just heard on a telephone."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxLength(RECOVERY_LIMIT)
        spaced = tokens.font()
        spaced.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tokens.NEAR)
        self.setFont(spaced)

    def wipe(self) -> None:
        """Forget what was typed, and how to undo that."""
        self.setText("")

    def complete(self) -> bool:
        """Say whether a whole code is in."""
        return bool(glass_symbols(self.text()))


def _of_a_code(text: str) -> str:
    """Return what of a text can be a code: what begins with a digit is six digits."""
    kept = "".join(letter for letter in text if letter.isascii() and (letter.isalnum() or letter == "-")).lstrip("-")
    if kept[:1].isalpha():
        return kept
    return "".join(letter for letter in kept if letter.isdecimal())[:CODE_DIGITS]


class PasswordField(QLineEdit):
    """Takes a password, or the PIN of a security key, and shows dots."""

    def __init__(self, name: str, limit: int = PASSWORD_LIMIT) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(limit)

    def wipe(self) -> None:
        """Forget what was typed, and how to undo that."""
        self.setText("")


class Tick(QCheckBox):
    """One line of the checklist: a number where a key has it, its words over as many lines as they need, and a box."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__(words)
        self._number = str(number) if number <= LAST_KEY else ""
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        needed = QFontMetrics(self.font()).boundingRect(
            self._words_rect(QRect(0, 0, width, 10_000)), _WRAP, self.text()
        )
        return max(needed.height(), self._box_side()) + 2 * tokens.NEAR

    def sizeHint(self) -> QSize:
        return QSize(0, self._box_side() + 2 * tokens.NEAR)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter, QRectF(1.5, tokens.NEAR + 0.5, self._box_side() - 1, self._box_side() - 1))
        painter.setPen(self.palette().windowText().color())
        words = self._words_rect(self.rect())
        painter.drawText(words.translated(-self._number_width(), 0), Qt.AlignmentFlag.AlignTop, self._number)
        painter.drawText(words, _WRAP, self.text())

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(self.palette().mid(), 1))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(box, 2, 2)
        if self.isChecked():
            painter.setPen(QPen(self.palette().windowText(), 2))
            left, low, right = (
                QPointF(box.left() + box.width() * x, box.top() + box.height() * y)
                for x, y in ((0.2, 0.5), (0.42, 0.74), (0.8, 0.26))
            )
            painter.drawPolyline([left, low, right])

    def _words_rect(self, within: QRect) -> QRect:
        left = self._box_side() + tokens.GAP + self._number_width()
        return within.adjusted(left, tokens.NEAR, 0, -tokens.NEAR)

    def _number_width(self) -> int:
        return QFontMetrics(self.font()).horizontalAdvance("0") + tokens.GAP

    def _box_side(self) -> int:
        return QFontMetrics(self.font()).height()


class Ring(QWidget):
    """Lies over the window and marks its current field with a ring and, where there is text, a caret."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._round = QRect()

    def follow(self) -> None:
        """Mark what has the focus of the window now."""
        self.setGeometry(self.window().rect())
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        current = self.window().focusWidget()
        if current is None or not current.isVisible() or current.focusPolicy() == Qt.FocusPolicy.NoFocus:
            return
        shown = _in_view(current)
        if shown != self._round:  # where the field alone is painted anew, its ring is not, which goes round it
            self._round = shown
            self.update()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().highlight(), 2))
        painter.drawRoundedRect(shown.adjusted(-2, -2, 2, 2), tokens.TIGHT, tokens.TIGHT)
        if isinstance(current, QLineEdit) and not current.hasFocus():
            caret = current.cursorRect().translated(current.mapTo(self.window(), QPoint()))
            middle = caret.center().x()
            painter.drawLine(middle, caret.top(), middle, caret.bottom())


def _in_view(current: QWidget) -> QRect:
    """Return what is shown of a widget, in pixels of its window: what lies around may scroll."""
    rect, widget = current.rect(), current
    while not widget.isWindow() and (around := widget.parentWidget()) is not None:
        rect = rect.translated(widget.pos()).intersected(around.rect())
        widget = around
    return rect


_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

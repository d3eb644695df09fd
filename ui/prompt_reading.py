"""The prompt's page with a text to read: paragraph by paragraph, and a line to tick at its end."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui import tokens
from ui.present import policytext as words
from ui.present import prompt
from ui.present.policytext import Part
from ui.prompt_fields import LAST_KEY, Tick

NO_KEY = LAST_KEY + 1


class Paragraph(QLabel):
    """One sentence that the keyboard reaches: Down reads on, Up goes back."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.setFont(tokens.font())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAccessibleName(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContentsMargins(tokens.TIGHT, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)


class ReadingPage(QWidget):
    """Shows all parts of a text; it is read once the line at the end is ticked."""

    title = staticmethod(words.title)
    button = staticmethod(prompt.confirm_label)

    def __init__(self, parts: tuple[Part, ...]) -> None:
        super().__init__()
        self._paragraphs: list[Paragraph] = []
        self.tick = Tick(NO_KEY, words.have_read())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in self._filled(parts):
            column.addWidget(widget)

    def _filled(self, parts: tuple[Part, ...]) -> Iterator[QWidget]:
        for part in parts:
            heading = tokens.label(part.heading, strong=True)
            heading.setContentsMargins(tokens.TIGHT, tokens.GAP, tokens.TIGHT, tokens.TIGHT)
            yield heading
            for sentence in part.sentences:
                self._paragraphs.append(Paragraph(sentence))
                yield self._paragraphs[-1]
        yield self.tick

    def first(self) -> QWidget:
        """Return the sentence to begin with."""
        return self._paragraphs[0] if self._paragraphs else self.tick

    def clear(self) -> None:
        """Take the tick back, and begin anew."""
        self.tick.setChecked(False)
        self.first().setFocus()

    def is_read(self) -> bool:
        """Say whether the line at the end is ticked."""
        return self.tick.isChecked()

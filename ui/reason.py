"""The question before a mask is lifted: a small list of reasons beside it, for a click or two keys, or one typed."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import icons, tokens
from ui.beside import around, beside
from ui.present.reveal import question_sentence, what_follows
from ui.present.status import Shape
from ui.reasonbutton import ReasonButton
from ui.reasonfield import ReasonField
from ui.spent import Spent
from workstation.facts.actions import AskReason

WIDTH = 368
FLAGS = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint


class ReasonWindow(QWidget):
    """Asks `question` once. A reason ends it with `chosen` or `typed`, whatever else takes it away with `declined`.

    One that `holds_data` of a customer is not taken.
    """

    chosen = Signal(int, str)
    typed = Signal(int, str)
    declined = Signal(int)
    left = Signal()

    def __init__(self, question: AskReason, holds_data: Callable[[str], bool]) -> None:
        super().__init__(None, FLAGS)
        self.question = question
        self._is_answered = False
        self.spent: Spent | None = None
        self._mask = QRect()
        self.setAccessibleName(question_sentence(question))
        self.setAccessibleDescription(what_follows(question))
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reasons = tuple(ReasonButton(reason, WIDTH - 2 * tokens.GAP) for reason in question.reasons)
        for button in self.reasons:
            button.clicked.connect(self._on_clicked)
        self.own = ReasonField(holds_data, is_alone=not question.reasons) if question.may_type else None
        if self.own:
            self.own.typed.connect(self._on_typed)
            self.own.grew.connect(self._place)
        self._arrange()

    def ask(self) -> None:
        """Show it under the mask, above it where there is no room."""
        self._mask = around(self.question.places)
        self._place()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def spend(self) -> None:
        """Take no answer any more, but keep the keyboard from what is behind until the agent leaves."""
        if self.spent:
            return
        self._is_answered = True
        self.spent = Spent()
        self.spent.left.connect(self.close)
        for button in self.reasons:
            button.setEnabled(False)
        if self.own:
            self.own.field.clear()
            self.own.setEnabled(False)
        if column := self.layout():
            column.addWidget(self.spent)
        self.spent.begin()
        self._place()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.spent:
            self.left.emit()
        if not self._is_answered:
            self._is_answered = True
            self.declined.emit(self.question.number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setPen(QColor(icons.COLOURS[Shape.ATTENTION]))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let arrows go from reason to reason, from none of them to the first; Enter chooses one that has the focus.

        A field lets go of them as well, and of Escape.
        """
        focused = self.focusWidget()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if isinstance(focused, ReasonButton):
                focused.click()
            case Qt.Key.Key_Up if self.own and focused is self.own.field:
                self.focusPreviousChild()
            case Qt.Key.Key_Down if not isinstance(focused, ReasonButton):
                self._first().setFocus(Qt.FocusReason.TabFocusReason)
            case Qt.Key.Key_Escape:
                self.close()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ReasonButton) and not self._is_answered:
            self._is_answered = True
            self.chosen.emit(self.question.number, button.reason)
        self.close()

    @Slot(str)
    def _on_typed(self, reason: str) -> None:
        if not self._is_answered:
            self._is_answered = True
            self.typed.emit(self.question.number, reason)
        self.close()

    @Slot()
    def _place(self) -> None:
        """Lie beside the mask, as high as the words need."""
        column = self.layout()
        self.resize(WIDTH, column.totalHeightForWidth(WIDTH) if column else self.height())
        self.move(beside(self._mask, self.size()))

    def _first(self) -> QWidget:
        return self.reasons[0] if self.reasons or self.own is None else self.own.field

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.GAP] * 4)
        column.setSpacing(tokens.NEAR)
        column.addWidget(tokens.label(question_sentence(self.question), strong=True))
        for button in self.reasons:
            column.addWidget(button)
        if self.own:
            column.addWidget(self.own)
        column.addWidget(tokens.label(what_follows(self.question)))

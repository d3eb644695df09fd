"""The question who it is that wants to see: beside the mask, for the keyboard alone or a click."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui import icons, tokens
from ui.beside import around, beside
from ui.present.prompt import checking
from ui.present.proof import confirm, proof_sentence, proof_verdict, until_then
from ui.present.status import Shape
from ui.prompt_incomplete import Incomplete
from ui.prompt_openid import ElsewherePage, OpenidPage
from ui.prompt_pages import CodePage
from ui.spent import Spent
from workstation.facts.actions import AskProof
from workstation.facts.factor import Factor
from workstation.link.messages import CodeOffered, ConfirmElsewhere, ProofOffered, Verdict

WIDTH = 368
NARROW = 150
"""Pixels of a picture that words stand beside."""
FLAGS = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint


class ProofWindow(QWidget):
    """Asks `question` until the seat waits for it no more; `declined` tells that the agent left it.

    A code stays in its field only until it is handed over.
    """

    offered = Signal(object)
    declined = Signal(int)
    left = Signal()

    def __init__(self, question: AskProof) -> None:
        super().__init__(None, FLAGS)
        self.question = question
        self._is_checking = False
        self._is_over = False
        self.spent: Spent | None = None
        self._mask = around(question.places)
        self.setAccessibleName(proof_sentence(question))
        self.setAccessibleDescription(until_then())
        self.setFixedWidth(WIDTH)
        self.page = _page(question.factors)
        self.elsewhere: ElsewherePage | None = None
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._on_second)
        self.said = tokens.label()
        self.said.hide()
        self.button = QPushButton(confirm())
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._submit)
        self._arrange()

    def ask(self) -> None:
        """Show it under the mask, above it where there is no room."""
        self._place()
        self.show()
        self.page.first().setFocus(Qt.FocusReason.PopupFocusReason)

    def judged(self, verdict: Verdict) -> None:
        """Say what an answer meant, and take another; one that was accepted ends by what the session tells."""
        if verdict.accepted or self.spent:
            return
        self._is_checking = False
        self._leave_elsewhere()
        self._say(proof_verdict(verdict.reason))
        self.page.first().setFocus()

    def confirm_elsewhere(self, told: ConfirmElsewhere) -> None:
        """Show what is to be confirmed on another device, until the verdict; Escape leaves it."""
        if self.spent:
            return
        self._leave_elsewhere()
        self.elsewhere = ElsewherePage(told, NARROW)
        for widget in (self.page, self.said, self.button):
            widget.hide()
        if isinstance(column := self.layout(), QVBoxLayout):
            column.insertWidget(1, self.elsewhere)
        self.elsewhere.show()
        self._second.start()
        self._place()

    def spend(self) -> None:
        """Take no answer any more, but keep the keyboard from what is behind until the agent leaves."""
        if self.spent:
            return
        self._is_over = True
        self.spent = Spent()
        self.spent.left.connect(self.close)
        self._leave_elsewhere()
        self.page.clear()
        self.page.setEnabled(False)
        self.said.hide()
        self.button.hide()
        if column := self.layout():
            column.addWidget(self.spent)
        self.spent.begin()
        self._place()

    def end(self) -> None:
        """Leave the screen: nobody waits for an answer."""
        self._is_over = True
        self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.page.clear()
        if self.spent:
            self.left.emit()
        if not self._is_over:
            self._is_over = True
            self.declined.emit(self.question.number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setPen(QColor(icons.COLOURS[Shape.ATTENTION]))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter hand in, and Escape leave it."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._submit()
            case Qt.Key.Key_Escape:
                self.close()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _submit(self) -> None:
        if self._is_checking:
            return
        match self.page.answer():
            case CodeOffered() as offer:
                self._is_checking = True
                self._say(checking(self.question.factors))
                self.offered.emit(
                    ProofOffered(
                        number=self.question.number,
                        code=offer.code,
                        password=offer.password,
                        pin=offer.pin,
                        openid=offer.openid,
                    )
                )
            case Incomplete(sentence=sentence, field=field):
                field.setFocus()
                self._say(sentence)

    @Slot()
    def _on_second(self) -> None:
        if self.elsewhere:
            self.elsewhere.tick()

    def _leave_elsewhere(self) -> None:
        """Take away what was to be confirmed on another device, and ask as before."""
        self._second.stop()
        if self.elsewhere is None:
            return
        self.elsewhere.hide()
        self.elsewhere.deleteLater()
        self.elsewhere = None
        self.page.show()
        self.button.show()

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self._place()

    def _place(self) -> None:
        """Lie beside the mask, as high as the words need."""
        column = self.layout()
        if column:
            column.activate()
        self.resize(WIDTH, column.totalHeightForWidth(WIDTH) if column else self.height())
        self.move(beside(self._mask, self.size()))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.GAP] * 4)
        column.setSpacing(tokens.NEAR)
        column.addWidget(tokens.label(proof_sentence(self.question), strong=True))
        column.addWidget(self.page)
        column.addWidget(self.said)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignRight)
        column.addWidget(tokens.label(until_then()))


def _page(factors: tuple[Factor, ...]) -> CodePage | OpenidPage:
    """Return what asks for these; who it is stands nowhere, as at an unlock."""
    return OpenidPage(factors, signing_in=False) if "openid" in factors else CodePage(factors)

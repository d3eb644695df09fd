"""The question who it is that wants to see: beside the mask, for the keyboard alone or a click."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

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
from ui.present import elsewhere
from ui.present.prompt import checking
from ui.present.proof import confirm, proof_sentence, proof_verdict, until_then, until_then_aside
from ui.present.status import Shape
from ui.prompt_incomplete import Incomplete
from ui.prompt_openid import ElsewherePage, OpenidPage
from ui.prompt_pages import CodePage
from ui.proof_browser import BrowserPage
from ui.spent import Spent
from workstation.facts.actions import AskProof
from workstation.facts.factor import Factor
from workstation.link.messages import CodeOffered, ConfirmElsewhere, OpenBrowser, ProofOffered, Verdict

WIDTH = 368
NARROW = 150
"""Pixels of a picture that words stand beside."""
FLAGS = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint
ASIDE = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
"""Beside a browser, which has the keyboard."""


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
        self.elsewhere: ElsewherePage | BrowserPage | None = None
        self.is_aside = False
        self._is_moving = False
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._on_second)
        self.said = tokens.label()
        self.said.hide()
        self._how_to_leave = tokens.label(until_then())
        by_account = "openid" in question.factors
        self.button = _button(elsewhere.use_another_device() if by_account else confirm(), self._submit)
        self.browser = _button(elsewhere.open_browser(), self._browse) if by_account else None
        self._answering = [self.page, self.button, *([self.browser] if self.browser else [])]
        self.cancel = _button(elsewhere.cancel(), self.close)
        self.cancel.hide()
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
        if not self.is_aside:
            self.page.first().setFocus()

    def confirm_elsewhere(self, told: ConfirmElsewhere) -> None:
        """Show what is to be confirmed on another device, until the verdict; Escape leaves it."""
        if not self.spent:
            self._show_elsewhere(ElsewherePage(told, NARROW))

    def step_aside(self, told: OpenBrowser) -> None:
        """Leave keyboard and pointer to the browser, and say so, until the verdict.

        From then on a key may be the work's, and Cancel is how to leave it.
        """
        if self.spent:
            return
        self._is_moving, self.is_aside = True, True
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlags(ASIDE)
        self._is_moving = False
        self.cancel.show()
        self._how_to_leave.setText(until_then_aside())
        self._show_elsewhere(BrowserPage(told))
        self.show()

    def say_no_browser(self) -> None:
        """Say that none opened."""
        self._say(elsewhere.no_browser())

    def spend(self) -> None:
        """Take no answer any more, but keep the keyboard from what is behind until the agent leaves.

        Who is in a browser has it there, and sees there what came of it.
        """
        if self.is_aside and not self._is_over:
            self.end()
            self.left.emit()
            return
        if self.spent:
            return
        self._is_over = True
        self.spent = Spent()
        self.spent.left.connect(self.close)
        self._leave_elsewhere()
        self.page.clear()
        self.page.setEnabled(False)
        self.said.hide()
        for button in self._answering[1:]:
            button.hide()
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
        if self._is_moving:
            return
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
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.focusWidget() is not self.cancel:
                self._offer(in_browser=self.browser is not None and self.browser.hasFocus())
            case Qt.Key.Key_Escape | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.close()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _submit(self) -> None:
        self._offer(in_browser=False)

    @Slot()
    def _browse(self) -> None:
        self._offer(in_browser=True)

    def _offer(self, *, in_browser: bool) -> None:
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
                        browser=in_browser,
                    )
                )
            case Incomplete(sentence=sentence, field=field):
                field.setFocus()
                self._say(sentence)

    @Slot()
    def _on_second(self) -> None:
        if self.elsewhere:
            self.elsewhere.tick()

    def _show_elsewhere(self, page: ElsewherePage | BrowserPage) -> None:
        self._leave_elsewhere()
        self.elsewhere = page
        for widget in (*self._answering, self.said):
            widget.hide()
        if isinstance(column := self.layout(), QVBoxLayout):
            column.insertWidget(1, page)
        page.show()
        self._second.start()
        self._place()

    def _leave_elsewhere(self) -> None:
        """Take away what was to be confirmed on another device or in a browser, and ask as before."""
        self._second.stop()
        if self.elsewhere is None:
            return
        self.elsewhere.hide()
        self.elsewhere.deleteLater()
        self.elsewhere = None
        for widget in self._answering:
            widget.show()

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
        for button in (*self._answering[1:], self.cancel):
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignRight)
        column.addWidget(self._how_to_leave)


def _page(factors: tuple[Factor, ...]) -> CodePage | OpenidPage:
    """Return what asks for these; who it is stands nowhere, as at an unlock."""
    return OpenidPage(factors, signing_in=False, in_browser=True) if "openid" in factors else CodePage(factors)


def _button(text: str, clicked: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(clicked)
    return button

"""The question before a mask is lifted: a small list of reasons beside it, for a click or two keys."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QCursor, QGuiApplication, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import icons, tokens
from ui.present.reveal import question_sentence, what_follows
from ui.present.status import Shape
from ui.reasonbutton import ReasonButton
from workstation.facts.actions import AskReason

WIDTH = 368
POINTED = 24
FLAGS = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint


class ReasonWindow(QWidget):
    """Asks `question` once. A reason ends it with `chosen`, whatever else takes it away with `declined`."""

    chosen = Signal(int, str)
    declined = Signal(int)

    def __init__(self, question: AskReason) -> None:
        super().__init__(None, FLAGS)
        self.question = question
        self._is_answered = False
        self.setAccessibleName(question_sentence(question))
        self.setAccessibleDescription(what_follows(question))
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reasons = tuple(ReasonButton(reason, WIDTH - 2 * tokens.GAP) for reason in question.reasons)
        for button in self.reasons:
            button.clicked.connect(self._on_clicked)
        self._arrange()

    def ask(self) -> None:
        """Show it under the mask, above it where there is no room."""
        column = self.layout()
        self.resize(WIDTH, column.totalHeightForWidth(WIDTH) if column else self.height())
        self.move(_beside(_around(self.question), self.height()))
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self._is_answered:
            self._is_answered = True
            self.declined.emit(self.question.number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setPen(QColor(icons.COLOURS[Shape.ATTENTION]))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let arrows go from reason to reason, from none of them to the first; Enter chooses one that has the focus."""
        focused = self.focusWidget()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if isinstance(focused, ReasonButton):
                focused.click()
            case Qt.Key.Key_Down if not isinstance(focused, ReasonButton):
                self.reasons[0].setFocus(Qt.FocusReason.TabFocusReason)
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

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.GAP] * 4)
        column.setSpacing(tokens.NEAR)
        column.addWidget(tokens.label(question_sentence(self.question), strong=True))
        for button in self.reasons:
            column.addWidget(button)
        column.addWidget(tokens.label(what_follows(self.question)))


def _around(question: AskReason) -> QRect:
    """Return the mask in the coordinates of windows, which a scaled screen counts anew from its own corner.

    Where a page took the click, nobody says where the mask is: it is under the pointer.
    """
    if not question.places:
        return QRect(QCursor.pos() - QPoint(POINTED, POINTED) / 2, QSize(POINTED, POINTED))
    whole = QRect()
    for place in question.places:
        whole = whole.united(QRect(place.x, place.y, place.width, place.height))
    for screen in QGuiApplication.screens():
        corner, ratio = screen.geometry().topLeft(), screen.devicePixelRatio()
        if QRect(corner, screen.geometry().size() * ratio).contains(whole.center()):
            return QRect(corner + (whole.topLeft() - corner) / ratio, whole.size() / ratio)
    return whole


def _beside(mask: QRect, height: int) -> QPoint:
    """Return where a window of this height lies near `mask`, whole on its screen and not over it where it can."""
    screen = QGuiApplication.screenAt(mask.center()) or QGuiApplication.primaryScreen()
    room = screen.availableGeometry()
    below, above = mask.bottom() + tokens.TIGHT, mask.top() - tokens.TIGHT - height
    y = below if below + height <= room.bottom() else max(above, room.top())
    x = max(min(mask.left(), room.right() - WIDTH), room.left())
    return QPoint(x, y)

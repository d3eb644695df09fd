"""One notice: a small window that says something and leaves the work alone."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import icons, tokens
from ui.present.notices import notice_sentences, times, why
from ui.present.status import Shape
from workstation.facts.actions import Notify

WIDTH = 368
SHOWN_MS = 8000
FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.X11BypassWindowManagerHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)


class NoticeWindow(QWidget):
    """Shows `notice` for eight seconds, longer under the pointer; a click ends it. Takes neither focus nor keys."""

    gone = Signal(object)

    def __init__(self, notice: Notify) -> None:
        super().__init__(None, FLAGS)
        self.notice = notice
        self.count = 1
        self._sentences = notice_sentences(notice)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAccessibleName(self._sentences)
        self.setAccessibleDescription(why(notice))
        self.setToolTip(why(notice))
        self.setFixedWidth(WIDTH)
        self._times = tokens.label(strong=True)
        self._times.hide()
        self._row = QHBoxLayout(self)
        self._arrange()
        self._clock = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._clock.timeout.connect(self.dismiss)
        self._clock.start()
        self._fit()

    def repeat(self) -> None:
        """Say that it happened once more, and stay for another eight seconds."""
        self.count += 1
        self._times.setText(times(self.count))
        self._times.show()
        self.setAccessibleName(f"{self._sentences} {times(self.count)}")
        self._fit()
        if self._clock.isActive():
            self._clock.start()

    @Slot()
    def dismiss(self) -> None:
        """Go away."""
        self._clock.stop()
        self.close()
        self.gone.emit(self)

    def held(self) -> bool:
        """Say whether the pointer keeps the notice from leaving."""
        return not self._clock.isActive()

    def announce(self) -> None:
        """Have a screen reader say it, politely, wherever the focus is."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._sentences))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._clock.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.isVisible():  # one that was clicked away leaves the pointer, too
            self._clock.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        painter.setPen(QColor(icons.COLOURS[Shape.ATTENTION]))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _fit(self) -> None:
        self._row.activate()
        self.resize(WIDTH, self._row.totalHeightForWidth(WIDTH))

    def _arrange(self) -> None:
        shape = QLabel()
        shape.setPixmap(icons.icon(Shape.ATTENTION).pixmap(22, 22))
        sentences = tokens.label(self._sentences)
        words = QVBoxLayout()
        words.setSpacing(tokens.TIGHT)
        words.addWidget(sentences)
        words.addWidget(self._times)
        row = self._row
        row.setContentsMargins(*[tokens.GAP] * 4)
        row.setSpacing(tokens.GAP)
        row.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

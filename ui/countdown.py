"""The countdown to a lock: what comes, when, and how to stay, without taking the keyboard."""

# SPDX-License-Identifier: Apache-2.0

from math import ceil

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QCursor,
    QGuiApplication,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import icons, tokens
from ui.notice import FLAGS
from ui.present.closing import closing_instead, closing_title, confirm_now
from ui.present.status import Shape
from workstation.facts.actions import LockWarning, WarnOfLock
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.seat.engine import utc_now

WIDTH = 440
EACH_MS = 200
SAID_AGAIN_AT = 10


class Countdown(QWidget):
    """Counts down to the first lock that is warned of, on the screen of the pointer, until it is taken back.

    A closed seat shows none. `confirm_wanted` is the agent's wish not to wait for a second factor.
    """

    confirm_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(None, FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFixedWidth(WIDTH)
        self._policy = ""
        self._warned: dict[LockWarning, WarnOfLock] = {}
        self._said: set[tuple[LockWarning, int]] = set()
        self._title = tokens.label(scale=tokens.TITLE, strong=True)
        self._instead = tokens.label()
        self._confirm = QPushButton(confirm_now())
        self._confirm.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._confirm.clicked.connect(self.confirm_wanted)
        self._arrange()
        self._clock = QTimer(self, interval=EACH_MS)
        self._clock.timeout.connect(self._count)

    @Slot(object)
    def warn(self, warning: WarnOfLock) -> None:
        """Begin to count down, or take that back."""
        if warning.at is None:
            self._warned.pop(warning.reason, None)
        else:
            self._warned[warning.reason] = warning
        self._count()

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Go away when the seat closes, and under another policy, which warns by itself."""
        if session.truth is not Truth.ACTIVE or session.policy != self._policy:
            self._policy = session.policy
            self._warned.clear()
            self._count()

    @Slot()
    def _count(self) -> None:
        left = {each.reason: (each.at - utc_now()).total_seconds() for each in self._warned.values() if each.at}
        if not left:
            self._clock.stop()
            self._said.clear()
            self.hide()
            return
        reason = min(left, key=left.__getitem__)
        seconds = max(0, ceil(left[reason]))
        self._show(reason, seconds)
        self._say(reason, seconds)

    def _show(self, reason: LockWarning, seconds: int) -> None:
        self._title.setText(closing_title(reason, seconds))
        self._instead.setText(closing_instead(reason, signs_out=self._warned[reason].signs_out))
        self._confirm.setVisible(reason == "reauth")
        self.setAccessibleName(f"{self._title.text()} {self._instead.text()}")
        if self.isVisible():
            return
        self._row.activate()
        self.resize(WIDTH, self._row.totalHeightForWidth(WIDTH))
        self._place()
        self.show()
        self._clock.start()

    def _place(self) -> None:
        """Stand at the top of the screen, in its middle."""
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self.move(room.x() + (room.width() - WIDTH) // 2, room.y() + tokens.MARGIN)

    def _say(self, reason: LockWarning, seconds: int) -> None:
        """Have a screen reader say it as it appears, and once more shortly before the end."""
        mark = reason, SAID_AGAIN_AT if seconds <= SAID_AGAIN_AT else 0
        if mark not in self._said:
            self._said.add(mark)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        painter.setPen(QColor(icons.COLOURS[Shape.LOCKED]))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _arrange(self) -> None:
        shape = QLabel()
        shape.setPixmap(icons.icon(Shape.LOCKED).pixmap(32, 32))
        words = QVBoxLayout()
        words.setSpacing(tokens.TIGHT)
        words.addWidget(self._title)
        words.addWidget(self._instead)
        words.addWidget(self._confirm, 0, Qt.AlignmentFlag.AlignRight)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(*[tokens.GAP] * 4)
        self._row.setSpacing(tokens.GAP)
        self._row.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(words, 1)

"""The notices on the screen: at most three, bottom right, repeats counted instead of stacked."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from ui import tokens
from ui.notice import NoticeWindow
from workstation.facts.actions import Notify
from workstation.facts.session import Session
from workstation.facts.truth import Truth

AT_MOST = 3


class Notices(QObject):
    """Shows notices while the seat is open; a closed seat shows none, its record tells them."""

    def __init__(self) -> None:
        super().__init__()
        self._windows: list[NoticeWindow] = []
        self._open = False

    def showing(self) -> tuple[NoticeWindow, ...]:
        """Return the notices on the screen, oldest first."""
        return tuple(self._windows)

    @Slot(object)
    def raise_notice(self, notice: Notify) -> None:
        """Show `notice`, or count it where the same one is on the screen; the oldest leaves for a fourth."""
        if not self._open:
            return
        same = next((window for window in self._windows if window.notice == notice), None)
        if same is not None:
            same.repeat()
        else:
            if len(self._windows) == AT_MOST:
                self._windows[0].dismiss()
            self._show(NoticeWindow(notice))
        self._stack()

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Take every notice away when the seat closes."""
        self._open = session.truth is Truth.ACTIVE
        if not self._open:
            for window in self.showing():
                window.dismiss()

    def _show(self, window: NoticeWindow) -> None:
        window.gone.connect(self._on_gone)
        self._windows.append(window)
        window.show()
        window.announce()

    @Slot(object)
    def _on_gone(self, window: NoticeWindow) -> None:
        self._windows.remove(window)
        window.deleteLater()
        self._stack()

    def _stack(self) -> None:
        """Put the newest lowest, each one gap above the next."""
        room = QGuiApplication.primaryScreen().availableGeometry()
        bottom = room.bottom() - tokens.MARGIN
        for window in reversed(self._windows):
            window.move(room.right() - tokens.MARGIN - window.width(), bottom - window.height())
            bottom -= window.height() + tokens.NEAR

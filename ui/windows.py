"""The seat's windows together: what the session shows, and what the agent asks for."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.about import AboutThis, AboutWindow
from ui.bridge import QtDisplay
from ui.notices import Notices
from ui.record import AskMyRecord, RecordWindow
from ui.tray import Tray
from workstation.facts.observations import LockWanted
from workstation.seat.engine import utc_now
from workstation.seat.ports import Post


class SeatWindows(QObject):
    """Joins `display` to tray, notices and record; what the agent wants is posted as an observation."""

    def __init__(self, display: QtDisplay, post: Post, ask: AskMyRecord, this: Callable[[], AboutThis]) -> None:
        super().__init__()
        self._post = post
        self._this = this
        self.tray = Tray(this().assurance)
        self.notices = Notices()
        self.record = RecordWindow(ask)
        self.about: AboutWindow | None = None
        for follower in (self.tray, self.notices, self.record):
            display.session_changed.connect(follower.follow)
        display.notice_raised.connect(self.notices.raise_notice)
        self.tray.lock_wanted.connect(self._on_lock_wanted)
        self.tray.record_wanted.connect(self._on_record_wanted)
        self.tray.about_wanted.connect(self._on_about_wanted)

    def hide(self) -> None:
        """Take everything off the screen."""
        self.tray.icon.hide()
        self.record.close()
        for notice in self.notices.showing():
            notice.dismiss()

    @Slot()
    def _on_lock_wanted(self) -> None:
        self._post(LockWanted(at=utc_now()))

    @Slot()
    def _on_record_wanted(self) -> None:
        _bring_up(self.record)

    @Slot()
    def _on_about_wanted(self) -> None:
        self.about = AboutWindow(self._this())
        _bring_up(self.about)


def _bring_up(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()

"""The seat's windows together: what the session shows, and what the agent asks for."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.about import AboutThis, AboutWindow
from ui.bridge import QtDisplay
from ui.notices import Notices
from ui.reasons import Reasons
from ui.record import AskMyRecord, RecordWindow
from ui.tray import Tray
from workstation.facts.observations import LockWanted, ReasonChosen, RevealEnded
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
        self.reasons = Reasons()
        self.record = RecordWindow(ask)
        self.about: AboutWindow | None = None
        for follower in (self.tray, self.notices, self.record, self.reasons):
            display.session_changed.connect(follower.follow)
        display.notice_raised.connect(self.notices.raise_notice)
        display.reason_asked.connect(self.reasons.ask)
        self.reasons.chosen.connect(self._on_reason_chosen)
        self.reasons.declined.connect(self._on_reason_declined)
        self.tray.lock_wanted.connect(self._on_lock_wanted)
        self.tray.record_wanted.connect(self._on_record_wanted)
        self.tray.about_wanted.connect(self._on_about_wanted)

    def hide(self) -> None:
        """Take everything off the screen."""
        self.tray.icon.hide()
        self.record.close()
        self.reasons.dismiss()
        for notice in self.notices.showing():
            notice.dismiss()

    @Slot()
    def _on_lock_wanted(self) -> None:
        self._post(LockWanted(at=utc_now()))

    @Slot(int, str)
    def _on_reason_chosen(self, number: int, reason: str) -> None:
        self._post(ReasonChosen(at=utc_now(), number=number, reason=reason))

    @Slot(int)
    def _on_reason_declined(self, number: int) -> None:
        self._post(RevealEnded(at=utc_now(), number=number))

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

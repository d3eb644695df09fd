"""The seat's windows together: what the session shows, and what the agent asks for."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.about import AboutThis, AboutWindow
from ui.bridge import QtDisplay
from ui.countdown import Countdown
from ui.notices import Notices
from ui.password import ChangePassword, PasswordWindow
from ui.present.status import lockable, may_change_password
from ui.proofs import Proofs, Prove
from ui.reasons import Reasons
from ui.record import AskMyRecord, RecordWindow
from ui.sessions import AskMySessions, EndElsewhere, SessionsWindow
from ui.tray import Tray
from workstation.facts.observations import LockWanted, ReasonChosen, ReasonTyped, RevealEnded, SignOffWanted
from workstation.facts.session import Session
from workstation.seat.engine import utc_now
from workstation.seat.ports import Post


class SeatWindows(QObject):
    """Joins `display` to tray, notices and record; what the agent wants is posted as an observation.

    Of what the agent writes, nothing is posted that `holds_data` of a customer. What they `prove` themself by goes to
    the keeper alone, and so does a new password, and what ends their sessions elsewhere.
    """

    def __init__(
        self,
        display: QtDisplay,
        post: Post,
        ask: AskMyRecord,
        this: Callable[[], AboutThis],
        *,
        holds_data: Callable[[str], bool],
        prove: Prove,
        change_password: ChangePassword,
        ask_my_sessions: AskMySessions,
        end_elsewhere: EndElsewhere,
    ) -> None:
        super().__init__()
        self._post = post
        self._this = this
        self.tray = Tray(this().assurance)
        self.notices = Notices()
        self.reasons = Reasons(holds_data)
        self.proofs = Proofs(prove)
        self.countdown = Countdown()
        self.record = RecordWindow(ask)
        self._change_password = change_password
        self._ask_my_sessions, self._end_elsewhere = ask_my_sessions, end_elsewhere
        self._numbers = count(1)
        self._session: Session | None = None
        self.password: PasswordWindow | None = None
        self.sessions: SessionsWindow | None = None
        self.about: AboutWindow | None = None
        display.session_changed.connect(self._follow)
        for follower in (self.tray, self.notices, self.record, self.reasons, self.proofs, self.countdown):
            display.session_changed.connect(follower.follow)
        display.notice_raised.connect(self.notices.raise_notice)
        display.lock_warned.connect(self.countdown.warn)
        self.countdown.confirm_wanted.connect(self._on_lock_wanted)
        display.reason_asked.connect(self.reasons.ask)
        self.reasons.chosen.connect(self._on_reason_chosen)
        self.reasons.typed.connect(self._on_reason_typed)
        self.reasons.declined.connect(self._on_reveal_declined)
        display.proof_asked.connect(self.proofs.ask)
        self.proofs.declined.connect(self._on_reveal_declined)
        self.tray.lock_wanted.connect(self._on_lock_wanted)
        self.tray.sign_off_wanted.connect(self._on_sign_off_wanted)
        self.tray.record_wanted.connect(self._on_record_wanted)
        self.tray.password_wanted.connect(self._on_password_wanted)
        self.tray.sessions_wanted.connect(self._on_sessions_wanted)
        self.tray.about_wanted.connect(self._on_about_wanted)

    def hide(self) -> None:
        """Take everything off the screen."""
        self.tray.icon.hide()
        self.record.close()
        for window in (self.password, self.sessions):
            if window:
                window.close()
        self.reasons.dismiss()
        self.proofs.dismiss()
        self.countdown.hide()
        for notice in self.notices.showing():
            notice.dismiss()

    @Slot()
    def _on_lock_wanted(self) -> None:
        self._post(LockWanted(at=utc_now()))

    @Slot()
    def _on_sign_off_wanted(self) -> None:
        self._post(SignOffWanted(at=utc_now()))

    @Slot(int, str)
    def _on_reason_chosen(self, number: int, reason: str) -> None:
        self._post(ReasonChosen(at=utc_now(), number=number, reason=reason))

    @Slot(int, str)
    def _on_reason_typed(self, number: int, reason: str) -> None:
        self._post(ReasonTyped(at=utc_now(), number=number, reason=reason))

    @Slot(int)
    def _on_reveal_declined(self, number: int) -> None:
        self._post(RevealEnded(at=utc_now(), number=number))

    @Slot()
    def _on_record_wanted(self) -> None:
        _bring_up(self.record)

    @Slot(object)
    def _follow(self, session: Session) -> None:
        self._session = session
        for window in (self.password, self.sessions):
            if window:
                window.follow(session)

    @Slot()
    def _on_password_wanted(self) -> None:
        """Ask for it all, unless that is asked already: what was typed stays."""
        if self._session is None or not may_change_password(self._session):
            return
        if self.password is None or not self.password.isVisible():
            factors, agent = self._session.changes_password_by, self._session.agent
            self.password = PasswordWindow(self._change_password, self._numbers, factors, agent)
        _bring_up(self.password)

    @Slot()
    def _on_sessions_wanted(self) -> None:
        """Ask anew where the agent is signed in, unless a window that tells that is there."""
        if not lockable(self._session):
            return
        if self.sessions is None or not self.sessions.isVisible():
            self.sessions = SessionsWindow(self._ask_my_sessions, self._end_elsewhere, self._numbers)
        _bring_up(self.sessions)

    @Slot()
    def _on_about_wanted(self) -> None:
        self.about = AboutWindow(self._this())
        _bring_up(self.about)


def _bring_up(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()

"""The icon in the panel: what the seat is, and the few things that an agent can ask for."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui import icons
from ui.present import about, password, record, sessions
from ui.present.status import Assurance, lock_now, lockable, may_change_password, sign_off, tray_words
from workstation.facts.session import Session


class Tray(QObject):
    """Shows the session and says what the agent asked for. A panel that starts later gets the icon then."""

    lock_wanted = Signal()
    sign_off_wanted = Signal()
    record_wanted = Signal()
    password_wanted = Signal()
    sessions_wanted = Signal()
    about_wanted = Signal()

    def __init__(self, assurance: Assurance) -> None:
        super().__init__()
        self._assurance = assurance
        self.menu = QMenu()
        self._status = self.menu.addAction("")
        self._status.triggered.connect(self.about_wanted)
        self._rules = self.menu.addAction("")
        self._rules.triggered.connect(self.about_wanted)
        self.menu.addSeparator()
        self._lock = self.menu.addAction(lock_now())
        self._lock.triggered.connect(self.lock_wanted)
        self._record = self.menu.addAction(record.title())
        self._record.triggered.connect(self.record_wanted)
        self._sessions = self.menu.addAction(sessions.menu())
        self._sessions.triggered.connect(self.sessions_wanted)
        self._password = self.menu.addAction(password.menu())
        self._password.triggered.connect(self.password_wanted)
        self._sign_off = self.menu.addAction(sign_off())
        self._sign_off.triggered.connect(self.sign_off_wanted)
        self.menu.addSeparator()
        self.menu.addAction(about.title()).triggered.connect(self.about_wanted)
        self.icon = QSystemTrayIcon()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self._render(None)
        self.icon.show()

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Show what the session is now."""
        self._render(session)

    def _render(self, session: Session | None) -> None:
        shown = tray_words(session, self._assurance)
        self.icon.setIcon(icons.icon(shown.shape))
        self.icon.setToolTip(shown.tooltip)
        self._status.setText(shown.line)
        self._status.setIcon(icons.icon(shown.shape))
        self._rules.setText(shown.rules)
        self._rules.setVisible(bool(shown.rules))
        self._lock.setEnabled(lockable(session))
        self._sign_off.setEnabled(lockable(session))
        self._record.setEnabled(lockable(session))
        self._sessions.setEnabled(lockable(session))
        self._password.setVisible(may_change_password(session))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.menu.popup(QCursor.pos())

"""From the engine's thread to the windows' thread: one signal a door, one frozen value a signal."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QObject, Signal

from workstation.facts.actions import AskReason, Notify
from workstation.facts.session import Session


class QtDisplay(QObject):
    """Implements seat.ports.Display. Lives in the windows' thread; connect its signals to slots of a QObject."""

    session_changed = Signal(object)
    notice_raised = Signal(object)
    reason_asked = Signal(object)

    def show(self, session: Session) -> None:
        """Hand `session` over to the windows; returns at once, from any thread."""
        self.session_changed.emit(session)

    def notify(self, notice: Notify) -> None:
        """Hand `notice` over to the windows; returns at once, from any thread."""
        self.notice_raised.emit(notice)

    def ask_reason(self, question: AskReason) -> None:
        """Hand `question` over to the windows; returns at once, from any thread."""
        self.reason_asked.emit(question)

"""From the engine's thread to the windows' thread: one signal a door, one frozen value a signal."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QObject, Signal

from workstation.facts.actions import AskProof, AskReason, Notify, WarnOfLock
from workstation.facts.session import Session


class QtDisplay(QObject):
    """Implements seat.ports.Display. Lives in the windows' thread; connect its signals to slots of a QObject."""

    session_changed = Signal(object)
    notice_raised = Signal(object)
    reason_asked = Signal(object)
    proof_asked = Signal(object)
    lock_warned = Signal(object)

    def show(self, session: Session) -> None:
        """Hand `session` over to the windows; returns at once, from any thread."""
        self.session_changed.emit(session)

    def notify(self, notice: Notify) -> None:
        """Hand `notice` over to the windows; returns at once, from any thread."""
        self.notice_raised.emit(notice)

    def ask_reason(self, question: AskReason) -> None:
        """Hand `question` over to the windows; returns at once, from any thread."""
        self.reason_asked.emit(question)

    def ask_proof(self, question: AskProof) -> None:
        """Hand `question` over to the windows; returns at once, from any thread."""
        self.proof_asked.emit(question)

    def warn(self, warning: WarnOfLock) -> None:
        """Hand `warning` over to the windows; returns at once, from any thread."""
        self.lock_warned.emit(warning)

"""The one question that may stand on the screen, for as long as the seat waits for its answer."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QObject, Signal, Slot

from ui.reason import ReasonWindow
from workstation.facts.actions import AskReason
from workstation.facts.session import Session


class Reasons(QObject):
    """Asks for the reason of a reveal. What the session no longer waits for leaves the screen."""

    chosen = Signal(int, str)
    declined = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.showing: ReasonWindow | None = None

    @Slot(object)
    def ask(self, question: AskReason) -> None:
        """Ask `question`, instead of one that is on the screen."""
        self.dismiss()
        self.showing = ReasonWindow(question)
        self.showing.chosen.connect(self._on_chosen)
        self.showing.declined.connect(self._on_declined)
        self.showing.ask()

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Take the question away once it is over."""
        asked = session.revealing
        if self.showing and not (asked and asked.stage == "asked" and asked.number == self.showing.question.number):
            self.dismiss()

    def dismiss(self) -> None:
        """Take the question away; that is no answer."""
        if self.showing:
            self.showing.close()

    @Slot(int, str)
    def _on_chosen(self, number: int, reason: str) -> None:
        self._forget()
        self.chosen.emit(number, reason)

    @Slot(int)
    def _on_declined(self, number: int) -> None:
        self._forget()
        self.declined.emit(number)

    def _forget(self) -> None:
        if self.showing:
            self.showing.deleteLater()
        self.showing = None

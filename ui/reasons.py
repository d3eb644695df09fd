"""The one question that may stand on the screen, for as long as the seat waits for its answer."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from ui.reason import ReasonWindow
from workstation.facts.actions import AskReason
from workstation.facts.session import Session
from workstation.facts.truth import Truth


class Reasons(QObject):
    """Asks for the reason of a reveal. What the session no longer waits for leaves the screen.

    A reason that was typed and `holds_data` of a customer goes no further than the window.
    """

    chosen = Signal(int, str)
    typed = Signal(int, str)
    declined = Signal(int)

    def __init__(self, holds_data: Callable[[str], bool]) -> None:
        super().__init__()
        self._holds_data = holds_data
        self.showing: ReasonWindow | None = None

    @Slot(object)
    def ask(self, question: AskReason) -> None:
        """Ask `question`, instead of one that is on the screen."""
        self.dismiss()
        self.showing = ReasonWindow(question, self._holds_data)
        self.showing.chosen.connect(self._on_chosen)
        self.showing.typed.connect(self._on_typed)
        self.showing.declined.connect(self._on_declined)
        self.showing.left.connect(self._forget)
        self.showing.ask()

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Take the question away once the seat closes; one that is over otherwise keeps the keys."""
        asked = session.revealing
        if self.showing is None:
            return
        if session.truth is not Truth.ACTIVE:
            self.dismiss()
        elif not (asked and asked.stage == "asked" and asked.number == self.showing.question.number):
            self.showing.spend()

    def dismiss(self) -> None:
        """Take the question away; that is no answer."""
        if self.showing:
            self.showing.close()

    @Slot(int, str)
    def _on_chosen(self, number: int, reason: str) -> None:
        self._forget()
        self.chosen.emit(number, reason)

    @Slot(int, str)
    def _on_typed(self, number: int, reason: str) -> None:
        self._forget()
        self.typed.emit(number, reason)

    @Slot(int)
    def _on_declined(self, number: int) -> None:
        self._forget()
        self.declined.emit(number)

    @Slot()
    def _forget(self) -> None:
        if self.showing:
            self.showing.deleteLater()
        self.showing = None

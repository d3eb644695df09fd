"""The one proof that may be asked for on the screen, for as long as the seat waits for it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from ui.browsing import open_in_browser
from ui.proof import ProofWindow
from workstation.facts.actions import AskProof
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.link.messages import ConfirmElsewhere, OpenBrowser, ProofOffered, ProofTold, Verdict

Prove = Callable[[ProofOffered, Callable[[ProofTold], None]], None]
"""Have this judged; what is to be confirmed elsewhere and the verdict come from any thread, or never."""


class Proofs(QObject):
    """Asks who it is. What the session no longer waits for leaves the screen."""

    declined = Signal(int)
    _judged = Signal(int, object)

    def __init__(self, prove: Prove, browse: Callable[[str], bool] = open_in_browser) -> None:
        super().__init__()
        self._prove = prove
        self._browse = browse
        self.showing: ProofWindow | None = None
        self._judged.connect(self._on_judged)

    @Slot(object)
    def ask(self, question: AskProof) -> None:
        """Ask `question`, instead of one that is on the screen."""
        self.dismiss()
        self.showing = ProofWindow(question)
        self.showing.offered.connect(self._on_offered)
        self.showing.declined.connect(self._on_declined)
        self.showing.left.connect(self._forget)
        self.showing.ask()

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Take the question away once it is answered or the seat closes; one that is over otherwise keeps the keys."""
        known = session.revealing
        if self.showing is None:
            return
        is_same = known is not None and known.number == self.showing.question.number
        if session.truth is not Truth.ACTIVE or (is_same and known and known.stage in {"recorded", "open"}):
            self.dismiss()
        elif not (is_same and known and known.stage == "proving"):
            self.showing.spend()

    def dismiss(self) -> None:
        """Take the question away; that is no answer, and nothing that the agent did."""
        if self.showing:
            self.showing.end()
            self._forget()

    @Slot(object)
    def _on_offered(self, offer: ProofOffered) -> None:
        self._prove(offer, partial(self._judged.emit, offer.number))

    @Slot(int, object)
    def _on_judged(self, number: int, told: ProofTold) -> None:
        if self.showing is None or self.showing.question.number != number:
            return
        match told:
            case ConfirmElsewhere():
                self.showing.confirm_elsewhere(told)
            case OpenBrowser(url=url):
                self.showing.step_aside(told)
                if self.showing.is_aside and not self._browse(url):
                    self.showing.say_no_browser()
            case Verdict():
                self.showing.judged(told)

    @Slot(int)
    def _on_declined(self, number: int) -> None:
        self._forget()
        self.declined.emit(number)

    @Slot()
    def _forget(self) -> None:
        if self.showing:
            self.showing.deleteLater()
        self.showing = None

"""A seat in a process of its own, with its windows: `python -m tests.desktop.askingseat`; prints what an agent sees.

With `proof` it asks for a code, which is 123456; with `browser` for what a browser brings, which SIGUSR1 says is there.
"""

# SPDX-License-Identifier: Apache-2.0

import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QApplication

from tests.desktop.realseat import PROVING, REVEALING, RealSeat
from ui.bridge import QtDisplay
from ui.proofs import Proofs
from ui.reasons import Reasons
from workstation.detect.scanner import Scanner
from workstation.facts.actions import AskProof, AskReason
from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.facts.session import Session
from workstation.link.messages import OpenBrowser, ProofOffered, ProofTold, Verdict


class AskingSeat(RealSeat):
    """Shows its question in a window, and takes the answer from there."""

    def __init__(self) -> None:
        super().__init__(PROVING if {"proof", "browser"} & set(sys.argv[1:]) else REVEALING)
        self.factors = ("openid",) if "browser" in sys.argv[1:] else ("totp",)
        self._pointed = ""
        self._display = QtDisplay()
        self._reasons = Reasons(lambda text: bool(Scanner()(text, "")))
        self._display.reason_asked.connect(self._reasons.ask)
        self._display.reason_asked.connect(self.say_asked)
        self._proofs = Proofs(self._judge, self._browse)
        self._display.proof_asked.connect(self._proofs.ask)
        self._display.proof_asked.connect(self.say_proof_asked)
        self._proofs.declined.connect(self.decline)
        for follower in (self._reasons, self._proofs):
            self._display.session_changed.connect(follower.follow)
        self._reasons.chosen.connect(self.answer)
        self._reasons.typed.connect(self.answer_typed)
        self._reasons.declined.connect(self.decline)

    def report(self, body: Body) -> None:
        super().report(body)
        if body.kind is Kind.REVEAL_OPENED:
            print("recorded", body.details.get("typed_reason", ""), flush=True)

    def show(self, session: Session) -> None:
        self._display.show(session)
        print(session.revealing.stage if session.revealing else "covered", flush=True)

    def ask_reason(self, question: AskReason) -> None:
        self._display.ask_reason(question)

    def ask_proof(self, question: AskProof) -> None:
        self._display.ask_proof(question)

    def drop_step_up(self, number: int) -> None:
        super().drop_step_up(number)
        print("dropped", flush=True)

    def _browse(self, url: str) -> bool:
        print("browsing", url, flush=True)
        return True

    def _judge(self, offer: ProofOffered, tell: Callable[[ProofTold], None]) -> None:
        """Do as a keeper does."""
        if offer.browser:
            self.go_to_browser(offer.number)
            tell(OpenBrowser(url="https://id.example/", seconds=119))
            return
        if accepted := offer.code == "123456":
            self.prove()
        tell(Verdict(accepted=accepted, reason="ok" if accepted else "wrong_code"))

    @Slot(object)
    def say_proof_asked(self, _question: AskProof) -> None:
        """Print that the question has the keyboard."""
        print("proof", flush=True)

    @Slot(object)
    def say_asked(self, _question: AskReason) -> None:
        """Print that the question has the keyboard."""
        print("question", flush=True)

    @Slot()
    def point_at_mask(self) -> None:
        """Print where a mask is, once it lies still."""
        rects = [rect for mark in self.marks for rect in mark.hidden]
        place = f"mask {rects[0].x + rects[0].width // 2} {rects[0].y + rects[0].height // 2}" if rects else ""
        if place and place == self._pointed:
            print(place, flush=True)
        self._pointed = place


def main() -> int:
    """Guard until the process is ended."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    seat = AskingSeat()
    signal.signal(signal.SIGUSR1, lambda *_: seat.prove())
    seat.open()
    print("open", flush=True)
    clock = QTimer(interval=300)
    clock.timeout.connect(seat.point_at_mask)
    clock.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())

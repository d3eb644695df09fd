"""A seat in a process of its own, with its windows: `python -m tests.desktop.askingseat`; prints what an agent sees."""

# SPDX-License-Identifier: Apache-2.0

import sys

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QApplication

from tests.desktop.realseat import REVEALING, RealSeat
from ui.bridge import QtDisplay
from ui.reasons import Reasons
from workstation.facts.actions import AskReason
from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.facts.session import Session


class AskingSeat(RealSeat):
    """Shows its question in a window, and takes the answer from there."""

    def __init__(self) -> None:
        super().__init__(REVEALING)
        self._pointed = ""
        self._display = QtDisplay()
        self._reasons = Reasons()
        self._display.reason_asked.connect(self._reasons.ask)
        self._display.reason_asked.connect(self.say_asked)
        self._display.session_changed.connect(self._reasons.follow)
        self._reasons.chosen.connect(self.answer)
        self._reasons.declined.connect(self.decline)

    def report(self, body: Body) -> None:
        super().report(body)
        if body.kind is Kind.REVEAL_OPENED:
            print("recorded", flush=True)

    def show(self, session: Session) -> None:
        self._display.show(session)
        print(session.revealing.stage if session.revealing else "covered", flush=True)

    def ask_reason(self, question: AskReason) -> None:
        self._display.ask_reason(question)

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
    seat.open()
    print("open", flush=True)
    clock = QTimer(interval=300)
    clock.timeout.connect(seat.point_at_mask)
    clock.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())

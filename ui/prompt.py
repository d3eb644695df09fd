"""The prompt process: a window over the shield that asks for a code and hands it to the keeper."""

# SPDX-License-Identifier: Apache-2.0

import os
import sys
from datetime import datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QPoint, QSocketNotifier, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from ui import tokens
from ui.asking import LinkLost, Offered, PromptFact, SupervisorSought, Turned, Unanswered, WayLeft, first
from ui.prompt_deadkeys import DeadKeys
from ui.prompt_input import Clicked, KeyPressed, is_caps_lock, parse_line
from ui.prompt_link import PromptLink
from ui.prompt_window import PromptWindow
from workstation.link.messages import Beat, CodeOffered, ConfirmElsewhere, GlassAsked, Message, Verdict, VouchTold

ANSWER_WITHIN_MS = 20_000
TOUCHED_WITHIN_MS = 90_000
LINE_LIMIT = 4096


class ShieldInput(QObject):
    """Reads what the shield passes on over a pipe: one key or click a line, until the pipe ends."""

    came = Signal(object)
    ended = Signal()

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._held = b""
        self._notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._on_readable)

    @Slot()
    def _on_readable(self) -> None:
        data = os.read(self._descriptor, LINE_LIMIT)
        if not data:
            self._notifier.setEnabled(False)
            self.ended.emit()
            return
        *lines, rest = (self._held + data).split(b"\n")
        self._held = rest if len(rest) < LINE_LIMIT else b""
        for line in lines:
            pressed = parse_line(line)
            if pressed is not None:
                self.came.emit(pressed)


class Prompt(QObject):
    """Joins window, keeper and shield: what came in makes the next Asking, and the window renders it."""

    def __init__(self, window: PromptWindow, link: PromptLink, shield: ShieldInput) -> None:
        super().__init__()
        self._window = window
        self._link = link
        self._asking = first()
        self._dead_keys = DeadKeys()
        self._unanswered = QTimer(self, singleShot=True)
        self._unanswered.timeout.connect(self._on_unanswered)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._on_second)
        self._second.start()
        window.answered.connect(self._on_answered)
        window.left.connect(self._on_left)
        window.sought.connect(self._on_sought)
        window.turned.connect(self._on_turned)
        link.heard.connect(self._on_heard)
        link.lost.connect(self._on_lost)
        shield.came.connect(self._on_input)
        self._on_second()

    def _happened(self, fact: PromptFact) -> None:
        before, self._asking = self._asking, self._asking.after(fact)
        if self._asking != before:
            self._window.render_asking(self._asking)

    @Slot(object)
    def _on_heard(self, message: Message) -> None:
        if isinstance(message, Verdict | GlassAsked | VouchTold):
            self._unanswered.stop()
        if isinstance(message, ConfirmElsewhere):
            self._unanswered.start(round(message.seconds * 1000) + ANSWER_WITHIN_MS)
        self._happened(message)

    @Slot()
    def _on_lost(self) -> None:
        self._unanswered.stop()
        self._happened(LinkLost())

    @Slot(object)
    def _on_answered(self, answer: Message) -> None:
        self._happened(Offered())
        waits_for_a_touch = isinstance(answer, CodeOffered) and answer.pin is not None
        self._unanswered.start(TOUCHED_WITHIN_MS if waits_for_a_touch else ANSWER_WITHIN_MS)
        self._link.say(answer)

    @Slot()
    def _on_left(self) -> None:
        self._happened(WayLeft())

    @Slot()
    def _on_sought(self) -> None:
        self._happened(SupervisorSought())

    @Slot()
    def _on_turned(self) -> None:
        self._happened(Turned())

    @Slot()
    def _on_unanswered(self) -> None:
        self._happened(Unanswered())

    @Slot(object)
    def _on_input(self, pressed: KeyPressed | Clicked) -> None:
        match pressed:
            case Clicked(x=x, y=y):
                self._window.click(QPoint(x, y))
            case KeyPressed():
                for event in self._dead_keys.keys(pressed):
                    self._window.type_key(event)
                self._window.show_caps_lock(is_on=is_caps_lock(pressed))

    @Slot()
    def _on_second(self) -> None:
        self._window.show_time(datetime.now().astimezone())
        self._link.say(Beat())


class Announcer(QObject):
    """Tells the shield which window is ours, once it is painted."""

    def __init__(self, window: PromptWindow) -> None:
        super().__init__()
        self._window = window
        window.appeared.connect(self._on_appeared)

    @Slot()
    def _on_appeared(self) -> None:
        told = msgspec.json.encode({"window": int(self._window.winId())})
        sys.stdout.write(f"{told.decode()}\n")
        sys.stdout.flush()


def main(socket: Path, slot: int) -> int:
    """Ask until the shield ends standard input; return the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationDisplayName("Deskwarden")
    app.setStyle("fusion")
    app.setPalette(tokens.shield_palette())
    app.setFont(tokens.font())
    window = PromptWindow()
    link = PromptLink(socket, slot)
    shield = ShieldInput(sys.stdin.fileno())
    prompt = Prompt(window, link, shield)
    announcer = Announcer(window)
    shield.ended.connect(app.quit)
    link.start()
    window.show()
    try:
        return app.exec()
    finally:
        link.stop()
        del prompt, announcer

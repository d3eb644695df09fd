"""A shield: covers the seat when the keeper says so, and by itself when nobody says anything."""

# SPDX-License-Identifier: Apache-2.0

import logging
import queue
import select
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.cover import Cover as CoverWindow
from workstation.desktop.x11.cover import Held
from workstation.desktop.x11.sheet import COLOUR
from workstation.desktop.x11.writing import Writing
from workstation.errors import DesktopError
from workstation.link.messages import Beat, Cover, Covering, Family, Farewell, Message, Uncover, Welcome
from workstation.shield.explaining import LINES, Explaining
from workstation.shield.kin import related
from workstation.shield.line import KeeperLine, LineBroken
from workstation.shield.prompt import Prompt

BEAT = 1.0
INK = 0xE6EDF3
RETRY = 0.005
DONE, FAILED, SURPLUS = 0, 1, 2
log = logging.getLogger(__name__)


def main(socket: Path, slot: int) -> int:
    """Shield the session `slot` until the keeper of a trial says farewell; return the exit code."""
    prompt = [sys.executable, "-m", "workstation", "prompt", "--socket", str(socket), "--slot", str(slot)]
    return shield(socket, slot, prompt)


def shield(path: Path, slot: int, prompt: Sequence[str]) -> int:
    """Shield the session `slot` with this `prompt`; return the exit code. An error of the desktop ends it."""
    try:
        with x_errors("shielding the seat"):
            return Shield(path, slot, Prompt(prompt)).run()
    except DesktopError as error:
        log.error("%s", error)  # noqa: TRY400 - one line; the keeper starts another shield
        return FAILED


class Shield:
    """One thread turns; the line's thread hands what it hears to it. Both SIGTERM and SIGKILL leave the cover."""

    def __init__(self, path: Path, slot: int, prompt: Prompt) -> None:
        connection = Connection()
        self._window = CoverWindow(connection, related)
        self._writing = Writing(connection, LINES, INK, COLOUR)
        self._explaining = Explaining()
        self._prompt = prompt
        self._line = KeeperLine(path, slot, self._hand_over)
        self._heard: queue.SimpleQueue[Message | LineBroken] = queue.SimpleQueue()
        self._bell, self._ring = socket.socketpair()
        self._covering = False
        self._assurance = ""
        self._held = Held()
        self._said: Covering | None = None
        self._shown_prompt = 0
        self._beat_due = 0.0
        self._exit: int | None = None

    def run(self) -> int:
        """Turn until it may leave; return the exit code."""
        self._line.start()
        try:
            while self._exit is None:
                self._wait()
                self._hear()
                self._beat()
                self._ask()
                self._guard()
                self._report()
            return self._exit
        finally:
            self._prompt.end()
            self._line.stop()
            self._bell.close()
            self._ring.close()

    def _hand_over(self, said: Message | LineBroken) -> None:
        self._heard.put(said)
        self._ring.send(b"\0")

    def _wait(self) -> None:
        descriptors = [self._window.fileno(), self._bell.fileno()]
        speaking = self._prompt.fileno()
        if speaking is not None:
            descriptors.append(speaking)
        ready, _, _ = select.select(descriptors, [], [], self._patience())
        if self._bell.fileno() in ready:
            self._bell.recv(4096)

    def _patience(self) -> float:
        waits = [max(0.0, self._beat_due - monotonic())]
        if self._covering and self._window.input_missing:
            waits.append(RETRY)
        restart = self._prompt.due_in(wanted=self._held.keyboard)
        if restart is not None:
            waits.append(restart)
        return min(waits)

    def _hear(self) -> None:
        while not self._heard.empty():
            match self._heard.get():
                case Welcome(assurance=assurance):
                    self._assurance = assurance
                    self._said = None
                case Cover() | LineBroken(refused=False):
                    self._cover()
                case LineBroken():
                    self._refused()
                case Uncover():
                    self._uncover()
                case Family(windows=windows):
                    self._window.allow_above(windows)
                    self._window.disturbed = True
                case Farewell() if self._assurance == "trial":
                    self._uncover()
                    self._exit = DONE

    def _refused(self) -> None:
        """Leave where the keeper never wanted us; cover where it once did."""
        if self._assurance:
            self._cover()
        else:
            self._exit = SURPLUS

    def _cover(self) -> None:
        if not self._covering:
            self._covering = True
            self._held = self._window.cover()
            self._report()

    def _uncover(self) -> None:
        self._covering = False
        self._held = Held()
        self._prompt.end()
        self._writing.hide()
        self._shown_prompt = self._window.prompt = 0
        self._window.uncover()

    def _beat(self) -> None:
        if monotonic() >= self._beat_due:
            self._beat_due = monotonic() + BEAT
            self._line.say(Beat())
            self._window.disturbed = True

    def _ask(self) -> None:
        """Keep the prompt as long as we hold the keyboard."""
        if self._shown_prompt and not self._window.prompt:
            if self._shown_prompt == self._writing.window:
                self._writing.lost()
            else:
                self._prompt.lost()
        self._prompt.listen()
        self._prompt.keep(wanted=self._held.keyboard)
        explained = self._explained()
        shown = self._prompt.window or explained
        if shown != self._shown_prompt:
            self._shown_prompt = self._window.prompt = shown
            self._window.disturbed = True

    def _explained(self) -> int:
        """Return the window that stands where a prompt should be that does not come up, 0 where none has to."""
        due = self._explaining.is_due(monotonic(), wanted=self._held.keyboard, is_shown=bool(self._prompt.window))
        if due:
            return self._writing.show()
        self._writing.hide()
        return 0

    def _guard(self) -> None:
        """Keep the cover, and pass the keys on; ends with all events taken in."""
        if self._covering and self._window.input_missing:
            self._window.take_input()
        while True:
            for pressed in self._window.inputs():
                self._prompt.pass_on(pressed)
            if not (self._covering and self._window.disturbed):
                return
            self._held = self._window.keep()

    def _report(self) -> None:
        """Tell the keeper what we hold, where that changed."""
        covering = Covering(
            covered=self._held.covered,
            keyboard=self._held.keyboard,
            pointer=self._held.pointer,
            window=self._window.window,
            prompt=self._shown_prompt,
        )
        if covering != self._said:
            self._said = covering
            self._line.say(covering)

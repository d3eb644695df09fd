"""The prompt that a shield shows: a process of its own, which gets the keys and shows a window."""

# SPDX-License-Identifier: Apache-2.0

import logging
import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import assert_never

import msgspec

from workstation.desktop.x11.cover import Clicked, Input, KeyPressed
from workstation.record.malformed import MALFORMED

FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0
SETTLED_AFTER = 10.0
LINE_LIMIT = 4096
log = logging.getLogger(__name__)


class Announced(msgspec.Struct, frozen=True):
    """What a prompt says: its window is there."""

    window: int


class Prompt:
    """Keeps the process running while it is wanted. Belongs to the shield's thread; nothing here blocks."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._said = b""
        self._started = 0.0
        self._delay = FIRST_DELAY
        self._again_at = 0.0
        self.window = 0
        """The prompt's window; 0 as long as it has none."""

    def fileno(self) -> int | None:
        """Return the descriptor on which the prompt speaks, None where none runs."""
        return self._process.stdout.fileno() if self._process and self._process.stdout else None

    def keep(self, *, wanted: bool) -> None:
        """Start, restart or end the process, so that it runs while it is `wanted`."""
        if not wanted:
            self.end()
            self._delay, self._again_at = FIRST_DELAY, 0.0
        elif self._process is None and monotonic() >= self._again_at:
            self._start()

    def due_in(self, *, wanted: bool) -> float | None:
        """Return the seconds until `keep` has to start a process again, None where it has not."""
        return max(0.0, self._again_at - monotonic()) if wanted and self._process is None else None

    def listen(self) -> None:
        """Take in what the prompt said; a prompt that is gone is ended, and started again after a pause."""
        descriptor = self.fileno()
        if descriptor is None:
            return
        try:
            data = os.read(descriptor, LINE_LIMIT)
        except BlockingIOError:
            return
        if not data:
            self.lost()
            return
        *lines, rest = (self._said + data).split(b"\n")
        self._said = rest[:LINE_LIMIT]
        for line in lines:
            with suppress(*MALFORMED):
                self.window = msgspec.json.decode(line, type=Announced).window

    def pass_on(self, pressed: Input) -> None:
        """Hand a key or a click to the prompt; one that does not read loses it."""
        if self._process is None or self._process.stdin is None:
            return
        with suppress(OSError):
            os.write(self._process.stdin.fileno(), _line(pressed))

    def lost(self) -> None:
        """End a prompt that asks no longer; it is started again after a pause, a longer one each time it fails soon."""
        self.end()
        if monotonic() - self._started > SETTLED_AFTER:
            self._delay = FIRST_DELAY
        self._again_at = monotonic() + self._delay
        self._delay = min(2 * self._delay, LONGEST_DELAY)

    def end(self) -> None:
        """End the process: its input closes, then it is killed by its id."""
        process, self._process = self._process, None
        self.window, self._said = 0, b""
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        process.kill()
        process.wait()

    def _start(self) -> None:
        self._started = monotonic()
        try:
            process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        except OSError as error:
            log.error("the prompt cannot be started: %s", error.strerror)  # noqa: TRY400 - one line; it is tried again
            self.lost()
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
        self._process = process


def _line(pressed: Input) -> bytes:
    match pressed:
        case KeyPressed(keysym=keysym, state=state):
            said = {"keysym": keysym, "state": state}
        case Clicked(x=x, y=y):
            said = {"x": x, "y": y}
        case _:
            assert_never(pressed)
    return msgspec.json.encode(said) + b"\n"

"""The security key at this workstation, asked through a short process of its own, and never for ever."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from workstation.credentials.keyprocess import KeyAsked, KeyTold
from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import NONCE_SIZE, KeyAnswer, KeyChallenge
from workstation.record.malformed import MALFORMED

ASK_KEY = (sys.executable, "-m", "workstation", "ask-security-key")
ANSWERED_WITHIN = 60.0
"""More than any key waits to be touched."""
LONGEST = 1 << 16
"""More than any answer has bytes."""


class KeyAsking:
    """Keeps keeper.ports.AskKey's promise; makes each challenge, for one answer. `clock` is the store's time.

    Safe to call from any thread. A key is asked one thing at a time: who asks anew ends what was asked before, which
    nobody touched it for.
    """

    def __init__(self, clock: Callable[[], datetime], command: Sequence[str] = ASK_KEY) -> None:
        self._clock = clock
        self._command = command
        self._lock = threading.Lock()
        self._asked: set[subprocess.Popen[bytes]] = set()
        self._dropped: set[subprocess.Popen[bytes]] = set()
        self._is_stopped = False

    def __call__(self, seat_id: str, agent: str, pin: str) -> KeyAnswer:
        """Return what the key answers; raise SecurityKeyError."""
        challenge = KeyChallenge(seat_id=seat_id, made=self._clock(), nonce=os.urandom(NONCE_SIZE))
        told = self._told(KeyAsked(agent=agent, challenge=challenge.bound, pin=pin))
        if told.assertion is None:
            raise SecurityKeyError(told.trouble or "failed")
        return KeyAnswer(challenge=challenge, assertion=told.assertion)

    def stop(self) -> None:
        """Wait for no key any more, now and from now on: whoever asks one is told that it failed."""
        with self._lock:
            self._is_stopped = True
            for process in self._asked:
                process.kill()

    def _told(self, asked: KeyAsked) -> KeyTold:
        try:
            return msgspec.msgpack.decode(self._said(msgspec.msgpack.encode(asked)), type=KeyTold)
        except (OSError, *MALFORMED):
            raise SecurityKeyError("failed") from None

    def _said(self, asked: bytes) -> bytes:
        """Return what the process says, up to LONGEST bytes; one that fails or is ended says nothing."""
        with subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            late = threading.Timer(ANSWERED_WITHIN, self._end, (process,))
            try:
                self._begin(process)
                late.start()
                assert process.stdin  # it was asked for, and so was the next
                assert process.stdout
                with suppress(BrokenPipeError), process.stdin as pipe:
                    pipe.write(asked)
                said = process.stdout.read(LONGEST)
                with self._lock:
                    if process in self._dropped:
                        raise SecurityKeyError("not_touched")
                return said
            finally:
                late.cancel()
                with self._lock:
                    self._asked.discard(process)
                    self._dropped.discard(process)
                process.kill()  # of no effect on one that ended

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """End what was asked for too long."""
        with self._lock:
            self._dropped |= self._asked & {process}
        process.kill()

    def _begin(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            for before in self._asked:
                before.kill()
            self._dropped |= self._asked
            self._asked.add(process)
            if self._is_stopped:
                process.kill()


def no_key(seat_id: str, agent: str, pin: str) -> KeyAnswer:  # noqa: ARG001 - as AskKey
    """Say that this keeper reaches no security key."""
    raise SecurityKeyError("unreachable")

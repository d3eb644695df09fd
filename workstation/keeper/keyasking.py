"""The security key at this workstation, asked through a short process of its own, and never for ever."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from workstation.credentials.keyprocess import KeyAsked, KeyTold
from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import NONCE_SIZE, KeyAnswer, KeyChallenge
from workstation.record.malformed import MALFORMED

ASK_KEY = (sys.executable, "-m", "workstation", "ask-security-key")
ANSWERED_WITHIN = 60.0
"""More than any key waits to be touched."""


class KeyAsking:
    """Keeps keeper.ports.AskKey's promise; makes each challenge, for one answer. `clock` is the store's time."""

    def __init__(self, clock: Callable[[], datetime], command: Sequence[str] = ASK_KEY) -> None:
        self._clock = clock
        self._command = command

    def __call__(self, seat_id: str, agent: str, pin: str) -> KeyAnswer:
        """Return what the key answers; raise SecurityKeyError."""
        challenge = KeyChallenge(seat_id=seat_id, made=self._clock(), nonce=os.urandom(NONCE_SIZE))
        told = self._told(KeyAsked(agent=agent, challenge=challenge.bound, pin=pin))
        if told.assertion is None:
            raise SecurityKeyError(told.trouble or "failed")
        return KeyAnswer(challenge=challenge, assertion=told.assertion)

    def _told(self, asked: KeyAsked) -> KeyTold:
        try:
            done = subprocess.run(
                self._command,
                input=msgspec.msgpack.encode(asked),
                stdout=subprocess.PIPE,
                timeout=ANSWERED_WITHIN,
                check=True,
            )
            return msgspec.msgpack.decode(done.stdout, type=KeyTold)
        except subprocess.TimeoutExpired:
            raise SecurityKeyError("not_touched") from None  # what it carries may not be shown
        except (OSError, subprocess.SubprocessError, *MALFORMED):
            raise SecurityKeyError("failed") from None


def no_key(seat_id: str, agent: str, pin: str) -> KeyAnswer:  # noqa: ARG001 - as AskKey
    """Say that this keeper reaches no security key."""
    raise SecurityKeyError("unreachable")

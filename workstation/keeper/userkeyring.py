"""The keyring of the user who runs a trial, asked through a short process of its own, and never for ever."""

# SPDX-License-Identifier: Apache-2.0

import base64
import binascii
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec

from workstation.credentials.keyringprocess import KeyringAnswered, KeyringAsked
from workstation.errors import KeyringAbsentError, KeyringError
from workstation.record.malformed import MALFORMED

ASK = (sys.executable, "-m", "workstation", "ask-keyring")
IN_BACKGROUND = 10.0
AT_A_DESK = 120.0
"""How long a keyring may take that shows its user a window, which somebody expects."""
SOON = 2.0
UNANSWERED = "The keyring has not answered yet: it may show a window that asks for its password."


class UserKeyring:
    """Keeps keeper.ports.Keyring's promises; asks a keyring that the system keeps for its user, and no plain file.

    A keyring that has not answered after `within` seconds is left alone. `slow` is called once where it takes a while.
    """

    def __init__(
        self,
        command: Sequence[str] = ASK,
        within: float = IN_BACKGROUND,
        slow: Callable[[], None] = lambda: None,
    ) -> None:
        self._command = command
        self._within = within
        self._slow = slow

    def key(self, name: str) -> bytes | None:
        """Return the key called `name`, None where the keyring has none; raise KeyringError otherwise."""
        secret = self._ask(KeyringAsked(name=name)).secret
        if secret is None:
            return None
        try:
            return base64.b64decode(secret.encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise KeyringError("what the keyring gave is no key") from None  # its text may be a secret

    def keep(self, name: str, key: bytes) -> None:
        """Keep `key` under `name`; raise KeyringError. Whether it is kept is only known once it was asked for again."""
        self._ask(KeyringAsked(name=name, secret=base64.b64encode(key).decode()))

    def _ask(self, asked: KeyringAsked) -> KeyringAnswered:
        try:
            answered = msgspec.msgpack.decode(self._said(msgspec.msgpack.encode(asked)), type=KeyringAnswered)
        except subprocess.TimeoutExpired:
            raise KeyringError("the keyring does not answer; it may be locked") from None
        except (OSError, *MALFORMED):
            raise KeyringError("the keyring could not be asked") from None
        match answered.trouble:
            case "absent":
                raise KeyringAbsentError("there is no keyring here")
            case "locked":
                raise KeyringError("the keyring is locked")
            case "refused":
                raise KeyringError("the keyring refused")
        return answered

    def _said(self, asked: bytes) -> bytes:
        """Return what the process says; one that fails says nothing, and what it wrote of that is for the log."""
        with subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            try:
                with suppress(subprocess.TimeoutExpired):
                    return process.communicate(asked, timeout=min(SOON, self._within))[0]
                self._slow()
                return process.communicate(timeout=max(self._within - SOON, 0))[0]
            finally:
                process.kill()  # of no effect on one that ended

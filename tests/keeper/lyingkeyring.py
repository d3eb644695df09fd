"""A keyring that passes for the system's and does as it likes: `python -m tests.keeper.lyingkeyring WAY FILE`."""

# SPDX-License-Identifier: Apache-2.0

import base64
import os
import sys
import threading
from pathlib import Path

import keyring
import msgspec
from keyring.backends import SecretService
from keyring.errors import InitError, KeyringLocked, PasswordSetError

from workstation.credentials.keyringprocess import main

WAY, FILE = sys.argv[1], Path(sys.argv[2])
SAID = {
    "another": base64.b64encode(os.urandom(32)).decode(),
    "garbage": "no key \N{SNOWMAN}",
    "empty": "",
    "gone": None,
}
RAISED = {
    "locked": KeyringLocked("Failed to unlock the collection!"),
    "dismissed": InitError("Failed to create the collection: Prompt dismissed."),
    "refusing": PasswordSetError("Cancelled by user"),
    "crashing": RuntimeError("a library gave up"),
}


class LyingKeyring(SecretService.Keyring):
    """Keeps secrets in a file as the real one does in its own, but for what it does instead."""

    def get_password(self, service: str, username: str) -> str | None:
        kept = self._kept().get(f"{service} {username}")
        match WAY:
            case "silent":
                threading.Event().wait()
            case "cut":
                return (kept or "")[:-4]
            case "rambling":
                print(kept, flush=True)
            case _ if WAY in RAISED:
                raise RAISED[WAY]
        return SAID.get(WAY, kept)

    def set_password(self, service: str, username: str, password: str) -> None:
        FILE.write_bytes(msgspec.json.encode(self._kept() | {f"{service} {username}": password}))

    def _kept(self) -> dict[str, str]:
        return msgspec.json.decode(FILE.read_bytes(), type=dict[str, str]) if FILE.exists() else {}


if __name__ == "__main__":
    keyring.set_keyring(LyingKeyring())  # type: ignore[no-untyped-call]
    main()

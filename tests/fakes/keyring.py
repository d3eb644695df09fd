"""A keyring in memory."""

# SPDX-License-Identifier: Apache-2.0

from workstation.errors import KeyringAbsentError, KeyringError


class FakeKeyring:
    """Keeps keys while the test lasts; it may be `locked` or `absent`, or keep nothing (`forgetful`)."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.locked = self.absent = self.forgetful = False

    def key(self, name: str) -> bytes | None:
        self._look()
        return self.keys.get(name)

    def keep(self, name: str, key: bytes) -> None:
        self._look()
        if not self.forgetful:
            self.keys[name] = key

    def _look(self) -> None:
        if self.absent:
            raise KeyringAbsentError("there is no keyring here")
        if self.locked:
            raise KeyringError("the keyring is locked")

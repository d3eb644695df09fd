"""A vault in memory."""

# SPDX-License-Identifier: Apache-2.0

from workstation.errors import VaultError


class FakeVault:
    """Keeps secrets while the test lasts; `full` makes it refuse like a full disk."""

    def __init__(self) -> None:
        self.full = False
        self._secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self._secrets.get(name)

    def put(self, name: str, secret: bytes) -> None:
        if self.full or "/" in name or not name:
            raise VaultError("the vault cannot keep this")
        self._secrets[name] = secret

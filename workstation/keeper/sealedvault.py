"""A vault whose secrets are sealed by a key that lies elsewhere: a stolen disk or a copy opens none."""

# SPDX-License-Identifier: Apache-2.0

from workstation.credentials.sealing import seal, unseal
from workstation.errors import CredentialError, VaultError
from workstation.keeper.ports import Vault
from workstation.recordfile import SEALED

PUBLIC = (".pem", ".json")
HINT = "Start the keeper as a service: only the service manager has the key."


class SealedVault:
    """Keeps keeper.ports.Vault's promises over another vault. What was written before there was a key is sealed too.

    What auditors read (`PUBLIC`) stays as it is. Without a key a sealed secret is an error, never a missing one;
    `open_because` says why there is none.
    """

    def __init__(self, inner: Vault, key: bytes | None, open_because: str = "") -> None:
        self.open_because = open_because
        self._inner = inner
        self._key = key

    @property
    def is_sealed(self) -> bool:
        """Say whether secrets are sealed."""
        return self._key is not None

    def get(self, name: str) -> bytes | None:
        """Return the secret called `name`, or None; raise VaultError where it does not open."""
        kept = self._inner.get(name)
        if kept is None or name.endswith(PUBLIC):
            return kept
        if not kept.startswith(SEALED):
            if self._key is not None:
                self.put(name, kept)
            return kept
        if self._key is None:
            raise VaultError(f"{name} is sealed, and the key is not here", hint=HINT)
        try:
            return unseal(self._key, name, kept.removeprefix(SEALED))
        except CredentialError as error:
            raise VaultError(
                f"{name} was sealed by another key", hint="Was this folder brought from another machine? Enrol anew."
            ) from error

    def put(self, name: str, secret: bytes) -> None:
        """Keep `secret` under `name` durably; raise VaultError otherwise."""
        is_open = self._key is None or name.endswith(PUBLIC)
        self._inner.put(name, secret if is_open else SEALED + seal(self._key or b"", name, secret))

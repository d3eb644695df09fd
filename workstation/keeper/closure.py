"""Whether the store closed this device, kept over restarts and for longer than the ledger holds its entries."""

# SPDX-License-Identifier: Apache-2.0

from typing import Literal

import msgspec

from workstation.errors import VaultError
from workstation.facts.truth import Truth
from workstation.keeper.ports import Vault
from workstation.record.malformed import MALFORMED

CLOSED = "closed"
Closed = Literal["", "suspended", "revoked"]


class Closure:
    """Belongs to the keeper's loop; the vault makes it durable."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def kept(self) -> Truth | None:
        """Return as what this device is closed, None where it is not; what cannot be read is closed until lifted."""
        try:
            kept = self._vault.get(CLOSED)
            closed = msgspec.msgpack.decode(kept, type=Closed) if kept is not None else ""
        except (VaultError, *MALFORMED):
            return Truth.SUSPENDED
        return Truth(closed) if closed else None

    def keep(self, truth: Truth | None) -> None:
        """Keep it durably; raise VaultError where that fails."""
        self._vault.put(CLOSED, msgspec.msgpack.encode(truth.value if truth else ""))

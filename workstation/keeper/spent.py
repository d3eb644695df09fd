"""Approvals that were taken: each once, over every restart, for as long as it could be shown again."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

import msgspec

from workstation.errors import VaultError
from workstation.keeper.ports import Vault
from workstation.record.malformed import MALFORMED

SPENT = "approvals-spent"


class Spent:
    """Belongs to the keeper's loop; the vault makes it durable."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def spend(self, nonce: bytes, expires: datetime, now: datetime) -> bool:
        """Keep `nonce` until it expires, and say whether it was new; raise VaultError where that cannot be told."""
        try:
            kept = msgspec.msgpack.decode(self._vault.get(SPENT) or b"\x80", type=dict[bytes, datetime])
        except MALFORMED as error:
            raise VaultError("which approvals were taken cannot be read") from error
        if nonce in kept:
            return False
        lasting = {each: until for each, until in kept.items() if until > now}
        self._vault.put(SPENT, msgspec.msgpack.encode({**lasting, nonce: expires}))
        return True

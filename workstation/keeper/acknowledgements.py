"""Which versions of the policy each agent acknowledged at this device, kept for longer than the ledger's entries."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

import msgspec

from workstation.errors import VaultError
from workstation.keeper.ports import Vault
from workstation.record.malformed import MALFORMED

ACKNOWLEDGED = "policies-acknowledged"
VERSIONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What an agent acknowledges: the policy of this version, as `policy.wire` encodes it, and its whole digest."""

    policy: bytes
    version: str
    digest: str


class Acknowledgements:
    """Belongs to the keeper's loop; the vault makes it durable. The last VERSIONS of each agent are kept."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def lacks(self, agent: str, version: str) -> bool:
        """Say whether the agent did not acknowledge this version yet; what cannot be read was not."""
        try:
            return version not in self._kept().get(agent, ())
        except VaultError:
            return True

    def keep(self, agent: str, version: str) -> None:
        """Keep durably that the agent acknowledged this version; raise VaultError where that fails."""
        try:
            kept = self._kept()
        except VaultError:
            kept = {}
        versions = (*(each for each in kept.get(agent, ()) if each != version), version)
        self._vault.put(ACKNOWLEDGED, msgspec.msgpack.encode({**kept, agent: versions[-VERSIONS:]}))

    def _kept(self) -> dict[str, tuple[str, ...]]:
        try:
            return msgspec.msgpack.decode(self._vault.get(ACKNOWLEDGED) or b"\x80", type=dict[str, tuple[str, ...]])
        except MALFORMED as error:
            raise VaultError("who acknowledged which policy cannot be read") from error

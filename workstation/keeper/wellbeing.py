"""The keeper's own look at itself, for `deskwarden status` and `doctor`."""

# SPDX-License-Identifier: Apache-2.0

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from workstation.errors import LedgerError, VaultError
from workstation.keeper.enrolment import Enrolment
from workstation.keeper.glasskey import GlassKey
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.policies import PublishedPolicy
from workstation.keeper.ruled import Ruled
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.shipper import Shipper
from workstation.keeper.slot import Slot
from workstation.keeper.thrift import CAPACITY
from workstation.link.health import Health, LedgerHealth, PolicyHealth, SeatHealth, StoreHealth


@dataclass(frozen=True, slots=True, kw_only=True)
class Wellbeing:
    """Looks at every part when it is asked; belongs to the keeper's loop."""

    folder: Path
    assurance: Literal["trial", "installed"]
    enrolment: Enrolment
    slot: Slot
    ledger: SqliteLedger
    shipper: Shipper
    published: PublishedPolicy | None
    vault: SealedVault
    glass_key: GlassKey

    def health(self, ruled: Ruled, at: datetime) -> Health:
        """Return what is known at `at`, while `ruled` is in force."""
        return Health(
            at=at,
            pid=os.getpid(),
            assurance=self.assurance,
            keys_are_sealed=self.vault.is_sealed,
            keys_open_because=self.vault.open_because,
            takes_glass_codes=self._takes_glass_codes(),
            seat=self._seat(),
            policy=self._policy(ruled),
            store=self._store(),
            ledger=self._ledger(),
        )

    def _takes_glass_codes(self) -> bool:
        with suppress(VaultError):
            return self.glass_key.get() is not None
        return False

    def _seat(self) -> SeatHealth:
        standing = self.slot.standing
        return SeatHealth(
            truth=standing.truth,
            since=standing.since,
            reason=standing.reason,
            agent=standing.agent,
            is_ready=standing.seat_ready,
            shields=len(self.slot.shields),
            capabilities=self.slot.capabilities if standing.seat_ready else (),
        )

    def _policy(self, ruled: Ruled) -> PolicyHealth:
        return PolicyHealth(
            name=ruled.name,
            version=ruled.version,
            is_from_store=self.published is not None,
            confirmed=ruled.confirmed,
            is_strictest=ruled.is_strictest,
            refused=self.published.refused if self.published else "",
        )

    def _store(self) -> StoreHealth:
        shipping, sighting = self.shipper.shipping, self.slot.sighting()
        return StoreHealth(
            url=self.enrolment.url,
            answers=shipping.answers,
            since=shipping.since,
            trouble=shipping.trouble,
            waiting=shipping.waiting,
            share=shipping.waiting / CAPACITY,
            receipted_at=self._receipted_at(),
            seen_from=sighting.view.seen_from if sighting else "",
        )

    def _receipted_at(self) -> datetime | None:
        """Return the time of the last receipt; None while the ledger cannot be read, which is told by itself."""
        with suppress(LedgerError):
            return self.ledger.receipted_at()
        return None

    def _ledger(self) -> LedgerHealth:
        """Return how the ledger is; a disk that does not answer has nothing free."""
        free = total = 0
        with suppress(OSError):
            total, _, free = shutil.disk_usage(self.folder)
        return LedgerHealth(
            folder=str(self.folder),
            is_durable=self.slot.recorder.durable,
            free_bytes=free,
            free_share=free / total if total else 0.0,
        )

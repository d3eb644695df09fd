"""What the keeper knows of this workstation, as facts: `deskwarden status` tells them, `doctor` judges them."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from workstation.facts.capability import Capability
from workstation.facts.truth import Truth


class SeatHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The seat: what it is and why since when, whose, whether every sensor is up, how many of 2 shields stand."""

    truth: Truth
    since: datetime
    reason: str
    agent: str
    is_ready: bool
    shields: int
    capabilities: Annotated[tuple[Capability, ...], Meta(max_length=24)] = ()


class PolicyHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The policy in force: when the store last proved it, and what of the published one it refused ("" for nothing)."""

    name: str
    version: str
    is_from_store: bool
    confirmed: datetime | None = None
    is_strictest: bool = False
    refused: str = ""


class StoreHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The way to the audit store: whether it answers and since when, the time of its last receipt, what waits here.

    `share` is how much that is of what may wait. `seen_from` is from where the store saw this workstation last, ""
    where that is not known.
    """

    url: str
    answers: bool
    since: datetime
    trouble: str
    waiting: int
    share: float
    receipted_at: datetime | None
    seen_from: str = ""


class LedgerHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The ledger: where it lies, whether all that happened is on disk, bytes and share that are free under it."""

    folder: str
    is_durable: bool
    free_bytes: int
    free_share: float


class Health(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it, at the keeper's time `at`. `keys_are_sealed` where no copy of the disk opens them.

    Where one does, `keys_open_because` says why a trial did not seal them ("" where nothing is known).
    `takes_glass_codes` where the store has given the key of this device's break-glass codes.
    """

    at: datetime
    pid: int
    assurance: Literal["trial", "installed"]
    keys_are_sealed: bool
    keys_open_because: str = ""
    takes_glass_codes: bool = True
    seat: SeatHealth
    policy: PolicyHealth
    store: StoreHealth
    ledger: LedgerHealth

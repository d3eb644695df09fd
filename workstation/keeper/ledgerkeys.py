"""The keys that a ledger is written with, kept in the vault."""

# SPDX-License-Identifier: Apache-2.0

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.credentials.sealing import new_sealing_key
from workstation.keeper.ports import Vault
from workstation.recordfile import DATA_KEY

SUBJECT_KEY = "subject-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKeys:
    """`subject` makes agents' pseudonyms, `data` wraps the keys of their payloads, `device` signs checkpoints."""

    subject: bytes = field(repr=False)
    data: bytes = field(repr=False)
    device: Ed25519PrivateKey = field(repr=False)


def ledger_keys(vault: Vault, device: Ed25519PrivateKey) -> LedgerKeys:
    """Return this device's keys, made at the first time; raise VaultError where they cannot be kept."""
    subject = _kept(vault, SUBJECT_KEY, secrets.token_bytes(32))
    return LedgerKeys(subject=subject, data=_kept(vault, DATA_KEY, new_sealing_key()), device=device)


def _kept(vault: Vault, name: str, fresh: bytes) -> bytes:
    kept = vault.get(name)
    if kept is None:
        vault.put(name, fresh)
    return kept or fresh

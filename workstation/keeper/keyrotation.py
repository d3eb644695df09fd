"""Opening a ledger by the keys in the vault, and giving it another data key without losing what was written before."""

# SPDX-License-Identifier: Apache-2.0

import dataclasses
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.credentials.sealing import new_sealing_key
from workstation.errors import LedgerError
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.ports import Vault
from workstation.recordfile import DATA_KEY

NEXT = "data-key.next"


def open_ledger(path: Path, vault: Vault, device: Ed25519PrivateKey) -> SqliteLedger:
    """Return the ledger; a rotation that a crash cut short is finished. Raise LedgerError, VaultError."""
    following = vault.get(NEXT)
    try:
        ledger = SqliteLedger(path, ledger_keys(vault, device))
    except LedgerError:
        if not following:
            raise
        ledger = SqliteLedger(path, dataclasses.replace(ledger_keys(vault, device), data=following))
        _settle(vault, following)
    else:
        if following:
            vault.put(NEXT, b"")
    return ledger


def rotate_data_key(path: Path, vault: Vault, device: Ed25519PrivateKey) -> None:
    """Wrap the ledger's keys under a new data key; the old one opens nothing more. Raise LedgerError, VaultError.

    At any crash either the old key is in the vault and opens the ledger, or the new one is there as the next.
    """
    with closing(open_ledger(path, vault, device)) as ledger:
        following = new_sealing_key()
        vault.put(NEXT, following)
        ledger.rewrap(following)
    _settle(vault, following)


def _settle(vault: Vault, following: bytes) -> None:
    """Have the next key be the data key, and keep it nowhere else."""
    vault.put(DATA_KEY, following)
    vault.put(NEXT, b"")

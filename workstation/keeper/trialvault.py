"""The vault of a trial, its secrets sealed by a key in the keyring of the user who runs it.

A mark beside the secrets says which key that is. Where it stands, only that key opens the vault: none is made in place
of one that is gone, locked away or another, and nothing is ever taken for "not enrolled".
"""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import logging
import secrets
from pathlib import Path

import msgspec

from workstation.credentials.sealing import new_sealing_key
from workstation.errors import KeyringAbsentError, KeyringError, VaultError
from workstation.keeper.enrolment import NAME as ENROLMENT
from workstation.keeper.ports import Keyring, Vault
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.vault import FileVault
from workstation.record.malformed import MALFORMED
from workstation.recordfile import DATA_KEY, SEALED

log = logging.getLogger(__name__)
MARK = "vault-key.json"
LOST = "Put it back from a backup, or move this folder away and enrol anew; what the audit store has stays good."
ELSEWHERE = "Start it in the session where this device was enrolled; nothing here was changed."
UNSEALED = "Unlock it and start again, or do without it: PYTHON_KEYRING_BACKEND=keyring.backends.null.Keyring."


class KeyMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which key seals this vault: its name in the keyring, and a digest that shows whether a key is that one."""

    name: str
    digest: bytes


def open_trial_vault(folder: Path, keyring: Keyring) -> SealedVault:
    """Return the vault in `folder`: sealed where it was ever sealed, else open files.

    Raise KeyringError where its key cannot be had, VaultError where it cannot be known.
    """
    files = FileVault(folder)
    mark = _mark(files)
    return SealedVault(files, _key(mark, keyring) if mark else None)


def seal_trial_vault(folder: Path, keyring: Keyring) -> SealedVault:
    """Return the vault in `folder`, sealed from now on; whoever calls this holds the folder. Raise as above.

    A new key is in the keyring, and came back from there, before anything is sealed under it.
    """
    vault = open_trial_vault(folder, keyring)
    if vault.is_sealed:
        return vault
    name, key = f"vault {secrets.token_hex(8)}", new_sealing_key()
    _keep(keyring, name, key)
    files = FileVault(folder)
    files.put(MARK, msgspec.json.encode(KeyMark(name=name, digest=_digest(key))))
    return SealedVault(files, key)


def keepers_trial_vault(folder: Path, keyring: Keyring) -> SealedVault:
    """Return the vault in `folder`, sealed from now on where the keyring does its part; raise as above.

    What was never sealed stays open where it does not: a desk is not left unguarded for that, and its vault says why.
    """
    vault = open_trial_vault(folder, keyring)
    if vault.is_sealed:
        return vault
    try:
        return seal_trial_vault(folder, keyring)
    except KeyringError as error:
        log.warning("the keys of this trial lie as files: %s", error)
        return SealedVault(FileVault(folder), None, open_because=str(error))


def _keep(keyring: Keyring, name: str, key: bytes) -> None:
    """Return once the key is in the keyring and came back from there."""
    try:
        keyring.keep(name, key)
        kept = keyring.key(name)
    except KeyringAbsentError:
        raise
    except KeyringError as error:
        raise KeyringError(str(error), hint=UNSEALED) from error
    if kept != key:
        raise KeyringError("the keyring does not keep what it is given", hint=UNSEALED)


def _mark(files: Vault) -> KeyMark | None:
    kept = files.get(MARK)
    if kept is None:
        if any((files.get(name) or b"").startswith(SEALED) for name in (ENROLMENT, DATA_KEY)):
            raise VaultError(f"this vault is sealed, and {MARK}, which names its key, is gone", hint=LOST)
        return None
    try:
        return msgspec.json.decode(kept, type=KeyMark)
    except MALFORMED as error:
        raise VaultError(f"{MARK}, which names this vault's key, is damaged", hint=LOST) from error


def _key(mark: KeyMark, keyring: Keyring) -> bytes:
    """Return that key and no other. Without a keyring this is an error like any, nothing that one could do without."""
    try:
        key = keyring.key(mark.name)
    except KeyringAbsentError as error:
        raise KeyringError("the key of this vault is in a keyring, and there is none here", hint=ELSEWHERE) from error
    if key is None:
        raise KeyringError(f"the key of this vault, {mark.name!r}, is gone from the keyring", hint=LOST)
    if not secrets.compare_digest(_digest(key), mark.digest):
        raise KeyringError(f"what the keyring gives as {mark.name!r} is not the key of this vault", hint=LOST)
    return key


def _digest(key: bytes) -> bytes:
    return hashlib.sha256(b"deskwarden vault key\0" + key).digest()

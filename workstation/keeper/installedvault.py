"""The vault of an installation, sealed by a key that the machine keeps.

The service manager unseals that key by the TPM, or by a key of root's (systemd-creds), and gives it to the keeper.
"""

# SPDX-License-Identifier: Apache-2.0

import os
from pathlib import Path

from workstation.errors import VaultError
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.vault import FileVault

CREDENTIAL = "deskwarden.vault-key"
KEY_SIZE = 32


def open_installed_vault(folder: Path) -> SealedVault:
    """Return the vault in `folder`, sealed where the service manager gives the key.

    Raise VaultError where what it gives is no key.
    """
    return SealedVault(FileVault(folder), _given_key())


def _given_key() -> bytes | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder or "/nonexistent") / CREDENTIAL
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VaultError("the vault's key cannot be read", hint=f"Look at {path}.") from error
    if len(key) != KEY_SIZE:
        raise VaultError(f"the credential {CREDENTIAL} is no key of {KEY_SIZE} bytes", hint="Make it anew.")
    return key

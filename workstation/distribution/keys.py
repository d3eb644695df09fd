"""Keys in a folder: one encrypted PEM file each, called by its role and the beginning of its id."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from workstation.distribution.writing import OWNER_ONLY, write_whole
from workstation.errors import PolicyError

SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFolder:
    """The private keys of one custodian, under one passphrase."""

    folder: Path
    passphrase: str = field(repr=False)

    def make(self, role: str) -> CryptoSigner:
        """Make a new Ed25519 key for `role` and keep it here, encrypted."""
        key = Ed25519PrivateKey.generate()
        signer = CryptoSigner(key)
        secret = BestAvailableEncryption(self.passphrase.encode())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._path(role, signer.public_key.keyid), pem, OWNER_ONLY)
        return signer

    def has(self, role: str, keyid: str) -> bool:
        """Say whether the key lies here."""
        return self._path(role, keyid).is_file()

    def find(self, role: str, keyids: Iterable[str]) -> Iterator[CryptoSigner]:
        """Yield those of these keys that lie here; raise PolicyError where one does not open."""
        for keyid in keyids:
            if self.has(role, keyid):
                yield self._open(self._path(role, keyid), keyid)

    def _path(self, role: str, keyid: str) -> Path:
        return self.folder / f"{role}-{keyid[:SHOWN]}.pem"

    def _open(self, path: Path, keyid: str) -> CryptoSigner:
        try:
            key = load_pem_private_key(path.read_bytes(), self.passphrase.encode())
        except OSError as error:
            raise PolicyError(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise PolicyError(f"{path} does not open", hint="Is the passphrase right?") from error
        if not isinstance(key, Ed25519PrivateKey) or (signer := CryptoSigner(key)).public_key.keyid != keyid:
            raise PolicyError(f"{path} holds another key", hint=f"The key {keyid[:SHOWN]} belongs there.")
        return signer

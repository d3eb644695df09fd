"""A supervisor's own key: a file that only they can read, and the line by which a policy knows it."""

# SPDX-License-Identifier: Apache-2.0

from base64 import b64encode
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from workstation.auditstore.identity import private_pem, write_private
from workstation.errors import CredentialError


def made_key(path: Path) -> Ed25519PrivateKey:
    """Return the key in the file at `path`, made there where there is none; raise CredentialError."""
    if not path.exists():
        try:
            write_private(path, private_pem(Ed25519PrivateKey.generate()))
        except OSError as error:
            raise CredentialError(f"{path} cannot be written: {error.strerror}") from error
    return read_key(path)


def read_key(path: Path) -> Ed25519PrivateKey:
    """Return the key in the file at `path`; raise CredentialError where there is none."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise CredentialError(
            f"{path} cannot be read: {error.strerror}", hint="`supervise key` makes a key."
        ) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CredentialError(f"{path} holds no key", hint="`deskwarden supervise key` makes one.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise CredentialError(f"{path} holds another kind of key", hint="`deskwarden supervise key` makes one.")
    return key


def policy_line(key: Ed25519PrivateKey) -> str:
    """Return what a policy's [[approver]] table says of this key."""
    return f'key = "{b64encode(key.public_key().public_bytes_raw()).decode()}"'

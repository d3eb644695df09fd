"""Sealing: small secrets at rest under AES-256-GCM, bound to what they are about."""

# SPDX-License-Identifier: Apache-2.0

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workstation.errors import CredentialError

NONCE_SIZE = 12


def new_sealing_key() -> bytes:
    """Return a fresh key of 256 bits."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, about: str, secret: bytes) -> bytes:
    """Return `secret` encrypted; it opens only under the same key and for the same `about`."""
    nonce = os.urandom(NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, secret, about.encode())


def unseal(key: bytes, about: str, sealed: bytes) -> bytes:
    """Return what was sealed; raise CredentialError where key, subject or bytes are not the same."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise CredentialError("a sealed secret does not open") from error

"""A checkpoint: the device's signature over the head of one of its chains (Ed25519, RFC 8032)."""

# SPDX-License-Identifier: Apache-2.0

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workstation.errors import ChainBrokenError
from workstation.record.chain import Head

SIGNATURE_SIZE = 64
_CONTEXT = b"deskwarden checkpoint v1\0"


def sign_checkpoint(key: Ed25519PrivateKey, head: Head) -> bytes:
    """Return the signature, of SIGNATURE_SIZE bytes, over seat, number and chain hash."""
    return key.sign(_signed(head))


def verify_checkpoint(key: Ed25519PublicKey, head: Head, signature: bytes) -> None:
    """Raise ChainBrokenError where the device did not sign this head."""
    try:
        key.verify(signature, _signed(head))
    except InvalidSignature as error:
        raise ChainBrokenError(
            head.seat_id, head.seq, "its checkpoint is not the device's: all was made anew"
        ) from error


def _signed(head: Head) -> bytes:
    return _CONTEXT + msgspec.msgpack.encode((head.seat_id, head.seq, head.chain))

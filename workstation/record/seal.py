"""A seal: the device's signature over a whole ledger file, after which any changed byte of it shows."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workstation.errors import LedgerError
from workstation.record.malformed import MALFORMED

_CONTEXT = b"deskwarden seal v1\0"


class SealBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """What is signed: the file's size in bytes, its SHA-256, and when that was."""

    version: int
    size: int
    digest: bytes
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class Seal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """The signed bytes and their signature."""

    body: bytes
    signature: bytes


def sign_seal(key: Ed25519PrivateKey, body: SealBody) -> bytes:
    """Return the seal's bytes, as they are kept beside the file."""
    signed = msgspec.msgpack.encode(body)
    return msgspec.msgpack.encode(Seal(signed, key.sign(_CONTEXT + signed)))


def parse_seal(untrusted: bytes, key: Ed25519PublicKey | None) -> SealBody:
    """Return what was sealed; raise LedgerError where that is no seal, or not the device's where its key is given."""
    try:
        seal = msgspec.msgpack.decode(untrusted, type=Seal)
        body = msgspec.msgpack.decode(seal.body, type=SealBody)
        if key is not None:
            key.verify(seal.signature, _CONTEXT + seal.body)
    except MALFORMED as error:
        raise LedgerError("the seal beside the ledger is damaged") from error
    except InvalidSignature as error:
        raise LedgerError("the seal beside the ledger is not the device's") from error
    return body

"""The store's receipt: up to which number a seat's chain is durable there, signed with Ed25519."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workstation.errors import StoreError
from workstation.record.malformed import MALFORMED
from workstation.record.merkle import PROOF_LIMIT, TreeHead


class ReceiptBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """What is signed: up to where the seat's chain is durable, the store's time, and the head of its log then."""

    version: int
    seat_id: str
    seq: int
    chain: bytes
    at: datetime
    tree_size: Annotated[int, msgspec.Meta(ge=0)]
    tree_root: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]

    @property
    def tree(self) -> TreeHead:
        """The head of the store's log."""
        return TreeHead(self.tree_size, self.tree_root)


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """The signed bytes and their signature.

    `proof` is not signed, as it proves itself: that the log continues the one that the asking device knew.
    """

    body: bytes
    signature: bytes
    proof: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=PROOF_LIMIT)] = ()


def sign_receipt(key: Ed25519PrivateKey, body: ReceiptBody) -> Receipt:
    """Return `body` as canonical bytes under the store's signature."""
    signed = msgspec.msgpack.encode(body)
    return Receipt(body=signed, signature=key.sign(b"deskwarden receipt v1\0" + signed))


def verify_receipt(key: Ed25519PublicKey, receipt: Receipt) -> ReceiptBody:
    """Return what the store signed; raise StoreError where it did not."""
    try:
        key.verify(receipt.signature, b"deskwarden receipt v1\0" + receipt.body)
        return msgspec.msgpack.decode(receipt.body, type=ReceiptBody)
    except InvalidSignature as error:
        raise StoreError("the receipt is not signed by the enrolled store", hint="Enroll this device again.") from error
    except MALFORMED as error:
        raise StoreError(f"the receipt is not valid: {error}") from error

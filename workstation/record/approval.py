"""An approval: a person's signature (Ed25519, RFC 8032) over one act at one seat, for a time. Only it loosens."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta

from workstation.errors import CredentialError
from workstation.record.checkpoint import SIGNATURE_SIZE
from workstation.record.exchange import Name, SeatId
from workstation.record.malformed import MALFORMED

NONCE_SIZE = 16
APPROVAL_LIMIT = 2 << 10
_CONTEXT = b"deskwarden approval v1\0"


class RemoteSupport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, tag="remote_support"):
    """Let `program`, one of those of the policy's table `support` and written as there, run and see the screen."""

    support: Annotated[str, Meta(max_length=64)]
    program: Annotated[str, Meta(max_length=300)]


Act: TypeAlias = RemoteSupport


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, kw_only=True):
    """What is signed: the act, at which seat and for which agent, from when to when, why, and by whom.

    The nonce makes it one approval, which a keeper takes once.
    """

    version: Literal[1] = 1
    act: Act
    seat_id: SeatId
    agent: Name
    issued: Annotated[datetime, Meta(tz=True)]
    expires: Annotated[datetime, Meta(tz=True)]
    nonce: Annotated[bytes, Meta(min_length=NONCE_SIZE, max_length=NONCE_SIZE)]
    reason: Annotated[str, Meta(min_length=1, max_length=200)]
    approver: Annotated[str, Meta(min_length=1, max_length=64)]


class SignedApproval(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The bytes of an approval and their signature, as they travel."""

    body: Annotated[bytes, Meta(max_length=APPROVAL_LIMIT)]
    signature: Annotated[bytes, Meta(min_length=SIGNATURE_SIZE, max_length=SIGNATURE_SIZE)]


def sign_approval(key: Ed25519PrivateKey, approval: Approval) -> SignedApproval:
    """Return `approval` as canonical bytes under the approver's signature."""
    body = msgspec.msgpack.encode(approval)
    return SignedApproval(body=body, signature=key.sign(_CONTEXT + body))


def verify_approval(key: Ed25519PublicKey, signed: SignedApproval) -> Approval:
    """Return what the holder of `key` signed; raise CredentialError where they did not, or it is no approval."""
    try:
        key.verify(signed.signature, _CONTEXT + signed.body)
    except InvalidSignature as error:
        raise CredentialError("the approval is not signed by this approver") from error
    return claimed_approval(signed)


def claimed_approval(signed: SignedApproval) -> Approval:
    """Return what the bytes say, whoever signed them; raise CredentialError where they are no canonical approval."""
    try:
        approval = msgspec.msgpack.decode(signed.body, type=Approval)
    except MALFORMED as error:
        raise CredentialError(f"the approval is not valid: {error}") from error
    if msgspec.msgpack.encode(approval) != signed.body:
        raise CredentialError("the approval is not in canonical form")
    return approval

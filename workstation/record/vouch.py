"""A vouch: a supervisor's signature (Ed25519, RFC 8032) that an agent who asked at one seat is that agent."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta

from workstation.errors import CredentialError
from workstation.record.checkpoint import SIGNATURE_SIZE
from workstation.record.exchange import Name, SeatId, VouchRequest
from workstation.record.malformed import MALFORMED

VOUCH_LIMIT = 2 << 10
MOST_MINUTES = 15
_CONTEXT = b"deskwarden vouch v1\0"


class Vouch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, kw_only=True):
    """What is signed: which request, of whom, at which seat, from when to when, why, and by whom."""

    version: Literal[1] = 1
    request: VouchRequest
    seat_id: SeatId
    agent: Name
    issued: Annotated[datetime, Meta(tz=True)]
    expires: Annotated[datetime, Meta(tz=True)]
    reason: Annotated[str, Meta(min_length=1, max_length=200)]
    approver: Annotated[str, Meta(min_length=1, max_length=64)]

    @property
    def is_of_oneself(self) -> bool:
        """Say whether somebody vouches for themself, as far as names tell."""
        return self.agent.strip().casefold() == self.approver.strip().casefold()


class SignedVouch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The bytes of a vouch and their signature, as they travel."""

    body: Annotated[bytes, Meta(max_length=VOUCH_LIMIT)]
    signature: Annotated[bytes, Meta(min_length=SIGNATURE_SIZE, max_length=SIGNATURE_SIZE)]


def sign_vouch(key: Ed25519PrivateKey, vouch: Vouch) -> SignedVouch:
    """Return `vouch` as canonical bytes under the supervisor's signature."""
    body = msgspec.msgpack.encode(vouch)
    return SignedVouch(body=body, signature=key.sign(_CONTEXT + body))


def verify_vouch(key: Ed25519PublicKey, signed: SignedVouch) -> Vouch:
    """Return what the holder of `key` signed; raise CredentialError where they did not, or it is no vouch."""
    try:
        key.verify(signed.signature, _CONTEXT + signed.body)
    except InvalidSignature as error:
        raise CredentialError("the vouch is not signed by this supervisor") from error
    return claimed_vouch(signed)


def claimed_vouch(signed: SignedVouch) -> Vouch:
    """Return what the bytes say, whoever signed them; raise CredentialError where they are no canonical vouch."""
    try:
        vouch = msgspec.msgpack.decode(signed.body, type=Vouch)
    except MALFORMED as error:
        raise CredentialError(f"the vouch is not valid: {error}") from error
    if msgspec.msgpack.encode(vouch) != signed.body:
        raise CredentialError("the vouch is not in canonical form")
    return vouch

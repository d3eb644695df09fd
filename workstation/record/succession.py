"""A succession: a device's key names the one that signs after it, from which entry of each chain on (Ed25519)."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta

from workstation.errors import CredentialError
from workstation.record.checkpoint import SIGNATURE_SIZE
from workstation.record.exchange import SeatId
from workstation.record.malformed import MALFORMED

MOST_SEATS = 64
SUCCESSION_LIMIT = 16 << 10
_OLD = b"deskwarden succession v1, old key\0"
_NEW = b"deskwarden succession v1, new key\0"
Signature = Annotated[bytes, Meta(min_length=SIGNATURE_SIZE, max_length=SIGNATURE_SIZE)]


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """Where a chain stood: what comes after is signed by the new key."""

    seat_id: SeatId
    seq: Annotated[int, Meta(ge=1, lt=1 << 62)]
    chain: Annotated[bytes, Meta(min_length=32, max_length=32)]


class Succession(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, kw_only=True):
    """What both keys sign: the device, the how manieth succession it is, the new key, and the ends of the old one."""

    version: Literal[1] = 1
    device: Annotated[str, Meta(max_length=64)]
    number: Annotated[int, Meta(ge=1, le=10_000)]
    key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    ends: Annotated[tuple[End, ...], Meta(max_length=MOST_SEATS)]
    at: Annotated[datetime, Meta(tz=True)]

    def ended(self, seat_id: str) -> int:
        """Return the last number of a chain that the old key may sign, 0 for one that began later."""
        return next((end.seq for end in self.ends if end.seat_id == seat_id), 0)


class SignedSuccession(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The bytes of a succession, signed by the old key, which consents, and by the new one, which is there."""

    body: Annotated[bytes, Meta(max_length=SUCCESSION_LIMIT)]
    by_old: Signature
    by_new: Signature


class SuccessionTaken(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The store knows the new key, durably; `number` is that of the newest."""

    number: int


def sign_succession(old: Ed25519PrivateKey, new: Ed25519PrivateKey, succession: Succession) -> SignedSuccession:
    """Return `succession`, whose key is `new`, as canonical bytes under both signatures."""
    body = msgspec.msgpack.encode(succession)
    return SignedSuccession(body=body, by_old=old.sign(_OLD + body), by_new=new.sign(_NEW + body))


def verify_succession(old: Ed25519PublicKey, signed: SignedSuccession) -> Succession:
    """Return what `old` and the new key signed; raise CredentialError where they did not, or it is no succession."""
    succession = claimed_succession(signed)
    try:
        old.verify(signed.by_old, _OLD + signed.body)
        Ed25519PublicKey.from_public_bytes(succession.key).verify(signed.by_new, _NEW + signed.body)
    except InvalidSignature as error:
        raise CredentialError(f"both keys did not sign succession {succession.number} of the device's key") from error
    return succession


def claimed_succession(signed: SignedSuccession) -> Succession:
    """Return what the bytes say, whoever signed them; raise CredentialError where they are no canonical succession."""
    try:
        succession = msgspec.msgpack.decode(signed.body, type=Succession)
    except MALFORMED as error:
        raise CredentialError(f"the succession is not valid: {error}") from error
    if msgspec.msgpack.encode(succession) != signed.body:
        raise CredentialError("the succession is not in canonical form")
    return succession

"""A security key: what is kept of it, what it is asked at a seat, and what it answers (W3C Web Authentication)."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

ID_LIMIT, CLIENT_DATA_LIMIT, AUTHENTICATOR_DATA_LIMIT, SIGNATURE_LIMIT = 1023, 1024, 1024, 1024
NONCE_SIZE = 32
PUBLIC_KEY_LIMIT = 2048
MARK_DIGITS = 8
SEAT_ID_LIMIT = 64


class SecurityKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is kept of a key: nothing of it is secret. `public_key` is its COSE key (RFC 9052 §7), as CBOR.

    `counter` is the highest that it told, 0 where it counts nothing. `may_be_copied` says that its secret is of a kind
    that leaves it (a passkey), `is_copied` that it did.
    """

    credential_id: Annotated[bytes, Meta(min_length=1, max_length=ID_LIMIT)]
    public_key: Annotated[bytes, Meta(max_length=PUBLIC_KEY_LIMIT)]
    counter: Annotated[int, Meta(ge=0, lt=1 << 32)]
    model: Annotated[bytes, Meta(min_length=16, max_length=16)]
    may_be_copied: bool
    is_copied: bool

    @property
    def mark(self) -> str:
        """What the key is called in lists and on the record: the beginning of its credential's id."""
        return self.credential_id.hex()[:MARK_DIGITS]


class KeyAssertion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a key answered to a challenge."""

    credential_id: Annotated[bytes, Meta(min_length=1, max_length=ID_LIMIT)]
    client_data: Annotated[bytes, Meta(max_length=CLIENT_DATA_LIMIT)]
    authenticator_data: Annotated[bytes, Meta(max_length=AUTHENTICATOR_DATA_LIMIT)]
    signature: Annotated[bytes, Meta(max_length=SIGNATURE_LIMIT)]


class KeyChallenge(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one seat asks a key once: what was asked elsewhere, or long ago, is another challenge."""

    seat_id: Annotated[str, Meta(max_length=SEAT_ID_LIMIT)]
    made: Annotated[datetime, Meta(tz=True)]
    nonce: Annotated[bytes, Meta(min_length=NONCE_SIZE, max_length=NONCE_SIZE)]

    def __post_init__(self) -> None:
        if self.made.utcoffset() != timedelta():
            raise ValueError("a challenge is made in UTC")

    @property
    def bound(self) -> bytes:
        """The 32 bytes that the key signs, of all of it."""
        return hashlib.sha256(b"deskwarden challenge v1\0" + msgspec.msgpack.encode(self)).digest()


class KeyAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A challenge and what a key answered to it."""

    challenge: KeyChallenge
    assertion: KeyAssertion

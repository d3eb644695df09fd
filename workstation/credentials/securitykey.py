"""Security keys (W3C Web Authentication): which key was registered, and whether it answered a challenge. Pure.

A key answers to one name, RP_ID, which no web page can have (RFC 6761 §6.4): what signs here signs nowhere else. The
user must have touched it and proved themself to it (PIN or biometric). Who made it is taken at its word.
"""

# SPDX-License-Identifier: Apache-2.0

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.webauthn import AttestationObject, AuthenticatorData

from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import CLIENT_DATA_LIMIT, ID_LIMIT, KeyAssertion, SecurityKey

RP_ID = "deskwarden.invalid"
ORIGIN = "https://deskwarden.invalid"
ATTESTATION_LIMIT = 16 << 10
ALGORITHMS: Final = (ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM)
RSA_LEAST = 256
"""Bytes of a modulus of 2048 bits, under which no RSA key counts (NIST SP 800-131A)."""
Ceremony = Literal["webauthn.create", "webauthn.get"]
NONSENSE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    msgspec.MsgspecError,
    struct.error,
)
"""What fido2 raises for bytes that are not what they should be: it leaves much of that to Python."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whom a key answers."""

    rp_id: str
    origin: str


SEAT: Final = RelyingParty(RP_ID, ORIGIN)


class _ClientData(msgspec.Struct, frozen=True, rename={"cross_origin": "crossOrigin"}):
    """What was signed beside the key's own word (§5.8.1); there may be more of it, which means nothing here."""

    type: str
    challenge: str
    origin: str
    cross_origin: bool = False


def registered(challenge: bytes, client_data: bytes, attestation: bytes, party: RelyingParty = SEAT) -> SecurityKey:
    """Return the key that was made for this challenge; raise SecurityKeyError for whatever else these bytes are."""
    if len(client_data) > CLIENT_DATA_LIMIT or len(attestation) > ATTESTATION_LIMIT:
        raise SecurityKeyError("malformed")
    _check_client_data(client_data, "webauthn.create", challenge, party)
    try:
        told = AttestationObject(attestation).auth_data
        made = told.credential_data
        if made is None or not 0 < len(made.credential_id) <= ID_LIMIT:
            raise SecurityKeyError("malformed")
        key = SecurityKey(
            credential_id=made.credential_id,
            public_key=cbor.encode(made.public_key),
            counter=told.counter,
            model=bytes(made.aaguid),
            may_be_copied=told.is_backup_eligible(),
            is_copied=told.is_backed_up(),
        )
        _check_usable(made.public_key)
    except NONSENSE as error:
        raise SecurityKeyError("malformed") from error
    _check_told(told, party)
    return key


def asserted(key: SecurityKey, challenge: bytes, assertion: KeyAssertion, party: RelyingParty = SEAT) -> SecurityKey:
    """Return what is to be kept of `key` once it answered `challenge`; raise SecurityKeyError where it did not.

    Whoever asks has the challenge count once; the counter tells a copy that answered before.
    """
    if not hmac.compare_digest(assertion.credential_id, key.credential_id):
        raise SecurityKeyError("another_key")
    _check_client_data(assertion.client_data, "webauthn.get", challenge, party)
    signed = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
    try:
        told = AuthenticatorData(assertion.authenticator_data)
        _public_key(key).verify(signed, assertion.signature)
    except InvalidSignature as error:
        raise SecurityKeyError("signature") from error
    except NONSENSE as error:
        raise SecurityKeyError("malformed") from error
    _check_told(told, party)
    if told.is_backup_eligible() is not key.may_be_copied:
        raise SecurityKeyError("copies")
    if (told.counter or key.counter) and told.counter <= key.counter:
        raise SecurityKeyError("counter")
    return msgspec.structs.replace(key, counter=told.counter, is_copied=told.is_backed_up())


def client_data(ceremony: Ceremony, challenge: bytes) -> bytes:
    """Return what a key is given to sign for a challenge, its digest that is."""
    told = _ClientData(type=ceremony, challenge=_websafe(challenge), origin=ORIGIN)
    return msgspec.json.encode(told)


def _check_client_data(untrusted: bytes, ceremony: Ceremony, challenge: bytes, party: RelyingParty) -> None:
    try:
        told = msgspec.json.decode(untrusted, type=_ClientData)
    except NONSENSE as error:
        raise SecurityKeyError("malformed") from error
    if told.type != ceremony or told.origin != party.origin or told.cross_origin:
        raise SecurityKeyError("another_party")
    if not hmac.compare_digest(told.challenge.encode("utf-8", "surrogatepass"), _websafe(challenge).encode()):
        raise SecurityKeyError("challenge")


def _check_told(told: AuthenticatorData, party: RelyingParty) -> None:
    if not hmac.compare_digest(told.rp_id_hash, hashlib.sha256(party.rp_id.encode()).digest()):
        raise SecurityKeyError("another_party")
    if told.is_backed_up() and not told.is_backup_eligible():
        raise SecurityKeyError("copies")
    if not told.is_user_present():
        raise SecurityKeyError("not_touched")
    if not told.is_user_verified():
        raise SecurityKeyError("not_verified")


def _check_usable(key: CoseKey) -> None:
    """Raise one of NONSENSE for what no signature could ever be verified with."""
    if key.ALGORITHM not in ALGORITHMS or (key.ALGORITHM == RS256.ALGORITHM and len(key[-1].lstrip(b"\0")) < RSA_LEAST):
        raise ValueError("a kind of key that does not count here")
    try:
        key.verify(b"", b"")
    except InvalidSignature:
        return
    raise ValueError("a key that takes everything")


def _public_key(key: SecurityKey) -> CoseKey:
    decoded = cbor.decode(key.public_key)
    if not isinstance(decoded, dict):
        raise TypeError("a key is a map")
    return CoseKey.parse(decoded)


def _websafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

"""ID tokens (OpenID Connect Core 1.0 §2): whether one says who somebody is, for this store, now. Pure.

A token counts by a signature of the provider's published keys alone: no shared secret (HS256), no "none", no key that
the token brings itself.
"""

# SPDX-License-Identifier: Apache-2.0

import base64
import binascii
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc import jwk, jws
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from msgspec import Meta

from workstation.credentials.identified import KEYS_LIMIT, TOKEN_LIMIT, Claim, Identified
from workstation.errors import OpenidError

KEY_COUNT = 64
LEEWAY = timedelta(seconds=30)
RSA_LEAST, RSA_MOST = 256, 1024
"""Bytes of a modulus: 2048 bits, under which none counts (NIST SP 800-131A), and 8192."""
KINDS: Final = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "PS256": "RSA",
    "PS384": "RSA",
    "PS512": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "Ed25519": "OKP",
}
"""Every algorithm by which a token may be signed (RFC 7518 §3.1, RFC 9864 §2.2), and its kind of key."""
CURVES: Final = {"EC": ("P-256", "P-384"), "OKP": ("Ed25519",)}
NONSENSE: Final = (
    ArithmeticError,
    AttributeError,
    JoseError,
    LookupError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    msgspec.MsgspecError,
)
"""What comes of bytes that are not what they should be: joserfc leaves some of that to Python."""
Text = Annotated[str, Meta(min_length=1, max_length=255)]
NumericDate = Annotated[float, Meta(ge=0, lt=1e11)]


class _Header(msgspec.Struct, frozen=True):
    """What a token says of its signature (RFC 7515 §4.1)."""

    alg: Annotated[str, Meta(max_length=16)]
    kid: Annotated[str, Meta(max_length=255)] | None = None
    typ: Annotated[str, Meta(max_length=32)] | None = None
    crit: msgspec.Raw | None = None


class _Jwk(msgspec.Struct, frozen=True):
    """The public half of a key (RFC 7517 §4); there may be more of it, which means nothing here."""

    kty: str
    kid: str | None = None
    use: str | None = None
    alg: str | None = None
    key_ops: tuple[str, ...] | None = None
    crv: str = ""
    n: str = ""
    e: str = ""
    x: str = ""
    y: str = ""


class _JwkSet(msgspec.Struct, frozen=True):
    keys: Annotated[tuple[msgspec.Raw, ...], Meta(max_length=KEY_COUNT)]


class _Claims(msgspec.Struct, frozen=True):
    """What a token says (Core §2, §5.1); there may be more of it, which means nothing here."""

    iss: Text
    sub: Text
    aud: str | tuple[str, ...]
    exp: NumericDate
    iat: NumericDate
    auth_time: NumericDate | None = None
    nbf: NumericDate | None = None
    nonce: str | None = None
    acr: str | None = None
    amr: tuple[str, ...] = ()
    azp: str | None = None
    preferred_username: Text | None = None
    oid: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token has to say.

    `acr` and `amr` name what is enough, and nothing is asked for where they are empty. Nobody may have authenticated
    before `authenticated`, and no token may be of before `asked`, but for LEEWAY. `claim` names the agent's account.
    """

    issuer: str
    client_id: str
    nonce: str
    asked: datetime
    authenticated: datetime
    acr: Collection[str] = ()
    amr: Collection[str] = ()
    claim: Claim = "sub"


def identified(token: str, keys: bytes, expected: Expected, at: datetime) -> Identified:
    """Return whom this token is about, at this moment, by the provider's published `keys` (RFC 7517 §5).

    Raise OpenidError for whatever else these bytes are (Core §3.1.3.7); its reason is "unknown_key" where other keys
    may have been published since.
    """
    claims = _signed(token, keys)
    if claims.iss != expected.issuer:
        raise OpenidError("another_issuer")
    audience = (claims.aud,) if isinstance(claims.aud, str) else claims.aud
    if set(audience) != {expected.client_id} or claims.azp not in (None, expected.client_id):
        raise OpenidError("another_audience")
    if claims.nonce not in (None, expected.nonce):
        raise OpenidError("another_nonce")
    _check_times(claims, expected, at)
    if expected.acr and claims.acr not in expected.acr:
        raise OpenidError("acr")
    if expected.amr and not set(claims.amr) & set(expected.amr):
        raise OpenidError("amr")
    account = {"sub": claims.sub, "preferred_username": claims.preferred_username, "oid": claims.oid}[expected.claim]
    if account is None:
        raise OpenidError("no_account")
    return Identified(claims.iss, account, expected.claim)


def _check_times(claims: _Claims, expected: Expected, at: datetime) -> None:
    now, leeway = at.timestamp(), LEEWAY.total_seconds()
    if claims.exp <= now - leeway:
        raise OpenidError("expired")
    if claims.iat > now + leeway or (claims.nbf or 0) > now + leeway:
        raise OpenidError("not_yet")
    if claims.iat < expected.asked.timestamp() - leeway:
        raise OpenidError("too_old")
    if claims.auth_time is None or claims.auth_time > now + leeway:
        raise OpenidError("auth_time")
    if claims.auth_time < expected.authenticated.timestamp() - leeway:
        raise OpenidError("too_long_ago")


def _signed(token: str, keys: bytes) -> _Claims:
    """Return what a token says, once one of these keys signed it."""
    if len(token) > TOKEN_LIMIT or len(keys) > KEYS_LIMIT or not token.isascii():
        raise OpenidError("malformed")
    try:
        header = msgspec.json.decode(_bytes(token.partition(".")[0]), type=_Header)
        given = _given(msgspec.json.decode(keys, type=_JwkSet).keys)
    except NONSENSE as error:
        raise OpenidError("malformed") from error
    if header.alg not in KINDS:
        raise OpenidError("algorithm")
    if header.crit is not None or (header.typ or "JWT").upper() != "JWT":
        raise OpenidError("malformed")
    key = _chosen(given, header)
    try:
        read = jws.deserialize_compact(token, key, registry=JWSRegistry(algorithms=[header.alg]))
        return msgspec.json.decode(read.payload, type=_Claims)
    except JoseError as error:
        raise OpenidError("signature") from error
    except NONSENSE as error:
        raise OpenidError("malformed") from error


def _given(untrusted: Sequence[msgspec.Raw]) -> list[_Jwk]:
    """Return the keys that can be understood: a set may hold others (RFC 7517 §5)."""
    found = []
    for each in untrusted:
        try:
            found.append(msgspec.json.decode(each, type=_Jwk))
        except NONSENSE:
            continue
    return found


def _chosen(given: Sequence[_Jwk], header: _Header) -> jwk.Key:
    """Return the one key that may have signed this; where several may, nobody guesses."""
    may_be = [
        key
        for key in given
        if key.kty == KINDS[header.alg]
        and (header.kid is None or key.kid == header.kid)
        and key.use in (None, "sig")
        and key.alg in (None, header.alg)
        and (key.key_ops is None or "verify" in key.key_ops)
    ]
    if len(may_be) != 1:
        raise OpenidError("unknown_key")
    try:
        return _public(may_be[0])
    except NONSENSE as error:
        raise OpenidError("unusable_key") from error


def _public(key: _Jwk) -> jwk.Key:
    """Return what verifies; raise one of NONSENSE for a key of another kind or size."""
    if key.kty == "RSA":
        if not RSA_LEAST <= len(_bytes(key.n).lstrip(b"\0")) <= RSA_MOST:
            raise ValueError("a modulus of another size")
        return jwk.RSAKey.import_key({"kty": "RSA", "n": key.n, "e": key.e})
    if key.crv not in CURVES[key.kty]:
        raise ValueError("another curve")
    if key.kty == "EC":
        return jwk.ECKey.import_key({"kty": "EC", "crv": key.crv, "x": key.x, "y": key.y})
    return jwk.OKPKey.import_key({"kty": "OKP", "crv": key.crv, "x": key.x})


def _bytes(websafe: str) -> bytes:
    """Return what is written in base64url without padding (RFC 7515 §2); raise ValueError where it is not."""
    if "=" in websafe:
        raise binascii.Error("padded")
    return base64.b64decode(websafe + "=" * (-len(websafe) % 4), altchars=b"-_", validate=True)

"""Tokens that a provider signed (RFC 7519): what one says, once a published key of the provider's signed it. Pure.

A token counts by a signature of the provider's published keys alone: no shared secret (HS256), no "none", no key that
the token brings itself.
"""

# SPDX-License-Identifier: Apache-2.0

import base64
import binascii
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Final, TypeVar

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc import jwk, jws
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from msgspec import Meta

from workstation.credentials.identified import KEYS_LIMIT, TOKEN_LIMIT
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
T = TypeVar("T")
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


def signed(token: str, keys: bytes, shape: type[T], types: Sequence[str] = ("JWT",)) -> T:
    """Return what a token says, once one of these published `keys` (RFC 7517 §5) signed it; raise OpenidError.

    A token that names its type (RFC 7519 §5.1) has to name one of `types`; its reason is "unknown_key" or "signature"
    where other keys may have been published since.
    """
    if len(token) > TOKEN_LIMIT or len(keys) > KEYS_LIMIT or not token.isascii():
        raise OpenidError("malformed")
    try:
        header = msgspec.json.decode(_bytes(token.partition(".")[0]), type=_Header)
        given = _given(msgspec.json.decode(keys, type=_JwkSet).keys)
    except NONSENSE as error:
        raise OpenidError("malformed") from error
    if header.alg not in KINDS:
        raise OpenidError("algorithm")
    if header.crit is not None or (header.typ is not None and header.typ.upper() not in types):
        raise OpenidError("malformed")
    key = _chosen(given, header)
    try:
        read = jws.deserialize_compact(token, key, registry=JWSRegistry(algorithms=[header.alg]))
        return msgspec.json.decode(read.payload, type=shape)
    except JoseError as error:
        raise OpenidError("signature") from error
    except NONSENSE as error:
        raise OpenidError("malformed") from error


def can_verify(keys: bytes) -> int:
    """Return how many of these published keys can verify a token; raise OpenidError for what is no set of keys."""
    if len(keys) > KEYS_LIMIT:
        raise OpenidError("malformed")
    try:
        given = _given(msgspec.json.decode(keys, type=_JwkSet).keys)
    except NONSENSE as error:
        raise OpenidError("malformed") from error
    return sum(_is_usable(key) for key in given)


def _is_usable(key: _Jwk) -> bool:
    try:
        _public(key)
    except NONSENSE:
        return False
    return key.use in (None, "sig") and (key.key_ops is None or "verify" in key.key_ops)


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

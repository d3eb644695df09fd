"""ID tokens (OpenID Connect Core 1.0 §2): whether one says who somebody is, for this store, now. Pure."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import msgspec

from workstation.credentials.identified import Claim, Identified
from workstation.credentials.signedtoken import LEEWAY, NumericDate, Text, signed
from workstation.errors import OpenidError


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
    sid: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token has to say.

    `acr` and `amr` name what is enough, and nothing is asked for where they are empty. Nobody may have authenticated
    before `authenticated`, and no token may be of before `asked`, but for LEEWAY. `claim` names the agent's account.
    Without `says_nonce` a token that tells no nonce is taken, as the device authorization grant knows none.
    """

    issuer: str
    client_id: str
    nonce: str
    asked: datetime
    authenticated: datetime
    acr: Collection[str] = ()
    amr: Collection[str] = ()
    claim: Claim = "sub"
    says_nonce: bool = False


def identified(token: str, keys: bytes, expected: Expected, at: datetime) -> Identified:
    """Return whom this token is about, at this moment, by the provider's published `keys` (RFC 7517 §5).

    Raise OpenidError for whatever else these bytes are (Core §3.1.3.7); its reason is "unknown_key" where other keys
    may have been published since.
    """
    claims = signed(token, keys, _Claims)
    if claims.iss != expected.issuer:
        raise OpenidError("another_issuer")
    audience = (claims.aud,) if isinstance(claims.aud, str) else claims.aud
    if set(audience) != {expected.client_id} or claims.azp not in (None, expected.client_id):
        raise OpenidError("another_audience")
    if claims.nonce != expected.nonce and (expected.says_nonce or claims.nonce is not None):
        raise OpenidError("another_nonce")
    _check_times(claims, expected, at)
    if expected.acr and claims.acr not in expected.acr:
        raise OpenidError("acr")
    if expected.amr and not set(claims.amr) & set(expected.amr):
        raise OpenidError("amr")
    account = {"sub": claims.sub, "preferred_username": claims.preferred_username, "oid": claims.oid}[expected.claim]
    if account is None:
        raise OpenidError("no_account")
    return Identified(claims.iss, account, expected.claim, claims.sub, claims.sid or "")


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

"""Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4): whose session a provider ended. Pure."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from workstation.credentials.signedtoken import LEEWAY, NumericDate, Text, signed
from workstation.errors import OpenidError

FRESH_FOR = timedelta(minutes=2)
"""No token of before that counts, however long it says that it does (§2.4 advises as much)."""
EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPES = ("LOGOUT+JWT", "JWT")


class _Claims(msgspec.Struct, frozen=True):
    """What a token says (§2.4); there may be more of it, which means nothing here."""

    iss: Text
    aud: str | tuple[str, ...]
    iat: NumericDate
    exp: NumericDate
    jti: Text
    events: dict[str, msgspec.Raw]
    sub: Text | None = None
    sid: Text | None = None
    nonce: msgspec.Raw = msgspec.Raw()


@dataclass(frozen=True, slots=True)
class Ended:
    """The provider ended a session of this subject's, or the one that it calls so; one of both may be "".

    `token_id` is nobody else's token's: what was heard once is not heard again.
    """

    issuer: str
    token_id: str
    subject: str
    session: str


def ended(token: str, keys: bytes, issuer: str, client_id: str, at: datetime) -> Ended:
    """Return which session ended, by the provider's published `keys` (RFC 7517 §5), where this is heard at this moment.

    Raise OpenidError for whatever else these bytes are (§2.6), an ID token among it; its reason is "unknown_key" or
    "signature" where other keys may have been published since.
    """
    claims = signed(token, keys, _Claims, TYPES)
    if claims.iss != issuer:
        raise OpenidError("another_issuer")
    if set((claims.aud,) if isinstance(claims.aud, str) else claims.aud) != {client_id}:
        raise OpenidError("another_audience")
    if bytes(claims.nonce):
        raise OpenidError("nonce")
    if not bytes(claims.events.get(EVENT, b"")).lstrip().startswith(b"{"):
        raise OpenidError("events")
    if claims.sub is None and claims.sid is None:
        raise OpenidError("nobody")
    now, leeway = at.timestamp(), LEEWAY.total_seconds()
    if claims.exp <= now - leeway:
        raise OpenidError("expired")
    if claims.iat > now + leeway:
        raise OpenidError("not_yet")
    if claims.iat < now - FRESH_FOR.total_seconds() - leeway:
        raise OpenidError("too_old")
    return Ended(claims.iss, claims.jti, claims.sub or "", claims.sid or "")

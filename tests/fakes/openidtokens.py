"""A provider's keys and the tokens that they sign, honest and not: what the tests of ID tokens are made of."""

# SPDX-License-Identifier: Apache-2.0

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from workstation.credentials.idtoken import Expected

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ISSUER, CLIENT = "https://id.example", "deskwarden"
EXPECTED = Expected(
    issuer=ISSUER,
    client_id=CLIENT,
    nonce="n-1",
    asked=NOON - timedelta(minutes=1),
    authenticated=NOON - timedelta(minutes=5),
)
RSA, EC, STRANGER = (
    RSAKey.generate_key(2048, {"kid": "rsa"}, auto_kid=False),
    ECKey.generate_key("P-256", {"kid": "ec"}),
    RSAKey.generate_key(2048, {"kid": "rsa"}),
)


def published(*keys: Key) -> bytes:
    """Return the public halves of these keys, as a provider publishes them."""
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


KEYS = published(RSA, EC)


def claims(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - hostile ones are of any type
    """Return what an honest token says at noon, but for `changes`; None leaves one out."""
    now = int(NOON.timestamp())
    told = {
        "iss": ISSUER,
        "sub": "248289761001",
        "aud": CLIENT,
        "exp": now + 300,
        "iat": now,
        "auth_time": now - 10,
        "nonce": "n-1",
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def logout_claims(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Return what an honest logout token says at noon, but for `changes`; None leaves one out."""
    now = int(NOON.timestamp())
    told = {
        "iss": ISSUER,
        "sub": "248289761001",
        "aud": CLIENT,
        "iat": now,
        "exp": now + 120,
        "jti": "bWJq",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def signed(
    told: dict[str, Any],
    key: Key | OctKey = RSA,
    alg: str = "RS256",
    **header: Any,  # noqa: ANN401 - as above
) -> str:
    """Return a token that says this."""
    headed = {"alg": alg, "kid": key.kid, **header}
    kept = {name: value for name, value in headed.items() if value is not None}
    return jws.serialize_compact(kept, json.dumps(told).encode(), key, registry=JWSRegistry(algorithms=[alg]))


def websafe(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

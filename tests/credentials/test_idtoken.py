"""ID tokens: an honest one tells who it is about, and every other is refused for what is wrong with it."""

# SPDX-License-Identifier: Apache-2.0

import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OKPKey

from tests.fakes.openidtokens import (
    CLIENT,
    EC,
    EXPECTED,
    ISSUER,
    KEYS,
    NOON,
    RSA,
    STRANGER,
    claims,
    published,
    signed,
    websafe,
)
from workstation.credentials.identified import Identified
from workstation.credentials.idtoken import Expected, identified
from workstation.credentials.signedtoken import LEEWAY
from workstation.errors import OpenidError

NOW = int(NOON.timestamp())
LEAST = int(LEEWAY.total_seconds())
ANA = Identified(ISSUER, "248289761001")


def refusal(token: str, keys: bytes = KEYS, **expected: Any) -> str:  # noqa: ANN401 - fields of Expected
    """Return why a token is refused."""
    with pytest.raises(OpenidError) as caught:
        identified(token, keys, _expecting(**expected), NOON)
    return caught.value.reason


def _expecting(**changes: Any) -> Expected:  # noqa: ANN401 - fields of Expected
    fields = {name: getattr(EXPECTED, name) for name in Expected.__slots__}
    return Expected(**{**fields, **changes})


def test_an_honest_token_tells_who_it_is_about() -> None:
    ed = OKPKey.generate_key("Ed25519", {"kid": "ed"})
    for key, alg in ((RSA, "RS256"), (RSA, "PS256"), (EC, "ES256"), (ed, "Ed25519")):
        assert identified(signed(claims(), key, alg), published(RSA, EC, ed), EXPECTED, NOON) == ANA


def test_an_account_has_a_mark_that_does_not_tell_it() -> None:
    assert ANA.mark not in ANA.account
    assert ANA.mark != Identified("https://id2.example", ANA.account).mark
    assert len(ANA.mark) == 8


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "https://id.example/"}, "another_issuer"),
        ({"iss": "https://evil.example"}, "another_issuer"),
        ({"aud": "another"}, "another_audience"),
        ({"aud": [CLIENT, "another"]}, "another_audience"),
        ({"aud": []}, "another_audience"),
        ({"azp": "another"}, "another_audience"),
        ({"nonce": "n-2"}, "another_nonce"),
        ({"exp": NOW - LEAST}, "expired"),
        ({"iat": NOW + LEAST + 1}, "not_yet"),
        ({"nbf": NOW + LEAST + 1}, "not_yet"),
        ({"iat": NOW - 60 - LEAST - 1}, "too_old"),
        ({"auth_time": None}, "auth_time"),
        ({"auth_time": NOW + LEAST + 1}, "auth_time"),
        ({"auth_time": NOW - 300 - LEAST - 1}, "too_long_ago"),
        ({"sub": None}, "malformed"),
        ({"sub": ""}, "malformed"),
        ({"sub": "x" * 256}, "malformed"),
        ({"sub": 7}, "malformed"),
        ({"exp": None}, "malformed"),
        ({"exp": "tomorrow"}, "malformed"),
        ({"exp": 1e300}, "malformed"),
        ({"exp": True}, "malformed"),
        ({"iat": None}, "malformed"),
        ({"auth_time": -1}, "malformed"),
        ({"aud": None}, "malformed"),
        ({"amr": "pwd"}, "malformed"),
    ],
)
def test_a_token_that_says_something_else_is_refused(changes: dict[str, Any], why: str) -> None:
    assert refusal(signed(claims(**changes))) == why


def test_clocks_may_differ_by_half_a_minute_and_no_more() -> None:
    for changes in (
        {"exp": NOW - LEAST + 1},
        {"iat": NOW + LEAST},
        {"iat": NOW - 60 - LEAST},
        {"auth_time": NOW - 300 - LEAST},
        {"nonce": None},
        {"aud": [CLIENT]},
        {"azp": CLIENT},
    ):
        assert identified(signed(claims(**changes)), KEYS, EXPECTED, NOON) == ANA


def test_how_somebody_authenticated_has_to_be_enough() -> None:
    strong = signed(claims(acr="phr", amr=["pwd", "hwk"]))
    assert identified(strong, KEYS, _expecting(acr=("phr", "phrh"), amr=("hwk",)), NOON) == ANA
    for changes, why in (
        ({"acr": None}, "acr"),
        ({"acr": "0"}, "acr"),
        ({"acr": "PHR"}, "acr"),
        ({"amr": None}, "amr"),
        ({"amr": ["pwd"]}, "amr"),
    ):
        weak = signed(claims(**{"acr": "phr", "amr": ["hwk"], **changes}))
        assert refusal(weak, acr=("phr",), amr=("hwk",)) == why


def test_an_account_may_be_named_by_another_claim_which_is_then_wanted() -> None:
    token = signed(claims(preferred_username="ana", oid="4f2"))
    assert identified(token, KEYS, _expecting(claim="preferred_username"), NOON).account == "ana"
    assert identified(token, KEYS, _expecting(claim="oid"), NOON).account == "4f2"
    assert refusal(signed(claims()), claim="oid") == "no_account"


def test_nothing_is_signed_by_a_secret_by_nothing_or_by_a_stranger() -> None:
    body = claims()
    unsigned = websafe(json.dumps({"alg": "none"}).encode()), websafe(json.dumps(body).encode()), ""
    assert refusal(".".join(unsigned)) == "algorithm"
    for alg in ("HS256", "HS512"):
        header = websafe(json.dumps({"alg": alg, "kid": "rsa"}).encode())
        assert refusal(f"{header}.{websafe(json.dumps(body).encode())}.{websafe(bytes(32))}") == "algorithm"
        assert refusal(_by_secret(body, alg)) == "algorithm"
        assert refusal(_by_secret(body, alg), published(RSA)[:-2] + b',{"kty":"oct","k":"AAAA"}]}') == "algorithm"
    assert refusal(signed(body, STRANGER)) == "signature"
    assert refusal(signed(body, STRANGER, kid="else")) == "unknown_key"
    brought = STRANGER.as_dict(private=False)
    assert refusal(signed(body, STRANGER, jwk=brought)) == "signature"
    assert refusal(signed(body, STRANGER, jku="https://evil.example/keys")) == "signature"


def _by_secret(body: dict[str, Any], alg: str) -> str:
    """Return a token under the published key as if that were a shared secret, which joserfc does not make."""
    signing = f"{websafe(json.dumps({'alg': alg, 'kid': 'rsa'}).encode())}.{websafe(json.dumps(body).encode())}"
    made = hmac.digest(RSA.as_pem(private=False), signing.encode(), f"sha{alg[2:]}")
    return f"{signing}.{websafe(made)}"


def test_a_key_verifies_what_it_is_for_and_nothing_else() -> None:
    token = signed(claims())
    public = RSA.as_dict(private=False)
    for changes, why in (
        ({"use": "enc"}, "unknown_key"),
        ({"alg": "RS512"}, "unknown_key"),
        ({"key_ops": ["encrypt"]}, "unknown_key"),
        ({"kid": "old"}, "unknown_key"),
        ({"kty": "EC"}, "unknown_key"),
        ({"n": "AQAB"}, "unusable_key"),
        ({"n": "%"}, "unusable_key"),
        ({"e": ""}, "unusable_key"),
        ({"n": _small()}, "unusable_key"),
    ):
        assert (changes, refusal(token, json.dumps({"keys": [{**public, **changes}]}).encode())) == (changes, why)
    other = ECKey.generate_key("secp256k1", {"kid": "ec"})
    assert refusal(signed(claims(), EC, "ES256"), published(other)) == "unusable_key"
    assert refusal(signed(claims(), RSA, kid=None), published(RSA, STRANGER)) == "unknown_key"
    assert identified(signed(claims(), RSA, kid=None), published(RSA, EC), EXPECTED, NOON) == ANA
    assert identified(token, published(RSA)[:-2] + b',{"kty":7},{"kty":"AKP"}]}', EXPECTED, NOON) == ANA


def _small() -> str:
    """Return a modulus of 1024 bits, which joserfc takes for none."""
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()  # noqa: S505 - it is refused
    return websafe(numbers.n.to_bytes(128, "big"))


def test_what_must_be_understood_or_is_another_kind_of_token_is_refused() -> None:
    body = claims()
    assert refusal(signed(body, typ="at+jwt")) == "malformed"
    assert refusal(signed(body, typ="logout+jwt")) == "malformed"
    assert identified(signed(body, typ="JWT"), KEYS, EXPECTED, NOON) == ANA
    head = {"alg": "RS256", "kid": "rsa", "crit": ["exp"], "exp": 1}
    crit = f"{websafe(json.dumps(head).encode())}.{signed(body).partition('.')[2]}"
    assert refusal(crit) == "malformed"


def test_what_is_no_token_or_no_keys_is_refused() -> None:
    token = signed(claims())
    header, body, signature = token.split(".")
    for broken in (
        "",
        ".",
        "..",
        header,
        f"{header}.{body}",
        f"{token}.{body}",
        f"{header}.{body}.",
        f"{header}..{body}",
    ):
        assert refusal(broken) in {"malformed", "signature"}
    for broken in (f"{header}=.{body}.{signature}", f"{token}é", "é", token + "A" * (1 << 14), "[" * 9000):
        assert refusal(broken) in {"malformed", "signature"}
    for keys in (b"", b"{}", b"[]", b'{"keys":7}', b"\xff", b"[" * 9000, b" " * (1 << 19), b'{"keys":[]}'):
        assert refusal(token, keys) in {"malformed", "unknown_key"}


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=80))
def test_no_bytes_are_a_token(header: bytes, body: bytes, signature: bytes) -> None:
    with pytest.raises(OpenidError):
        identified(".".join(map(websafe, (header, body, signature))), KEYS, EXPECTED, NOON)


@given(st.text(max_size=300), st.binary(max_size=300))
def test_nothing_but_a_refusal_comes_of_hostile_bytes(token: str, keys: bytes) -> None:
    with pytest.raises(OpenidError):
        identified(token, keys, EXPECTED, NOON)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted({*claims(), "azp", "amr", "acr", "nbf", "kid"})), JSON, max_size=4))
def test_a_signed_token_of_any_claims_is_about_somebody_or_refused(changes: dict[str, Any]) -> None:
    try:
        found = identified(signed({**claims(), **changes}), KEYS, EXPECTED, NOON)
    except OpenidError:
        return
    assert found == Identified(ISSUER, changes.get("sub", ANA.account))


@given(st.dictionaries(st.sampled_from(["kty", "kid", "use", "alg", "n", "e", "crv", "x", "y"]), JSON, max_size=5))
def test_a_key_of_any_shape_lets_no_strangers_token_in(changes: dict[str, Any]) -> None:
    keys = json.dumps({"keys": [{**RSA.as_dict(private=False), **changes}]}).encode()
    with pytest.raises(OpenidError):
        identified(signed(claims(), STRANGER), keys, EXPECTED, NOON)


@given(st.data())
def test_any_changed_character_of_a_token_breaks_it(data: st.DataObject) -> None:
    token = signed(claims())
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("abcXYZ019-_.=% "))
    changed = token[:at] + other + token[at + 1 :]
    try:
        found = identified(changed, KEYS, EXPECTED, NOON)
    except OpenidError:
        return
    # The last character of a part holds bits that mean nothing (RFC 4648 §3.5).
    assert changed == token or token[at + 1 : at + 2] in {"", "."}
    assert found == ANA


def test_the_margins_are_small() -> None:
    assert timedelta() < LEEWAY <= timedelta(minutes=1)

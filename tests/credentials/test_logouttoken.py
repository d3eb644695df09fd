"""Logout tokens: an honest one tells whose session is over, and every other is refused for what is wrong with it."""

# SPDX-License-Identifier: Apache-2.0

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.openidtokens import (
    CLIENT,
    EC,
    ISSUER,
    KEYS,
    NOON,
    RSA,
    STRANGER,
    claims,
    logout_claims,
    published,
    signed,
    websafe,
)
from workstation.credentials.logouttoken import EVENT, FRESH_FOR, Ended, ended
from workstation.credentials.signedtoken import LEEWAY, can_verify
from workstation.errors import OpenidError

NOW = int(NOON.timestamp())
LEAST = int(LEEWAY.total_seconds())
OLDEST = LEAST + int(FRESH_FOR.total_seconds())


def heard(token: str, keys: bytes = KEYS) -> Ended:
    return ended(token, keys, ISSUER, CLIENT, NOON)


def refusal(token: str, keys: bytes = KEYS) -> str:
    """Return why a token is refused."""
    with pytest.raises(OpenidError) as caught:
        heard(token, keys)
    return caught.value.reason


def test_an_honest_token_tells_whose_session_is_over() -> None:
    assert heard(signed(logout_claims(), typ="logout+jwt")) == Ended(ISSUER, "bWJq", "248289761001", "")
    by_session = logout_claims(sub=None, sid="08a5019c")
    for key, alg in ((RSA, "RS256"), (RSA, "PS256"), (EC, "ES256")):
        assert heard(signed(by_session, key, alg)) == Ended(ISSUER, "bWJq", "", "08a5019c")
    for typ in ("JWT", "Logout+JWT"):
        assert heard(signed(logout_claims(aud=[CLIENT], sid="s", more=1), typ=typ)).session == "s"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "https://evil.example"}, "another_issuer"),
        ({"aud": "another"}, "another_audience"),
        ({"aud": [CLIENT, "another"]}, "another_audience"),
        ({"aud": []}, "another_audience"),
        ({"nonce": "n-1"}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": 0}, "nonce"),
        ({"events": {}}, "events"),
        ({"events": {"http://schemas.openid.net/event/else": {}}}, "events"),
        ({"events": {EVENT: "yes"}}, "events"),
        ({"events": {EVENT: []}}, "events"),
        ({"events": [EVENT]}, "malformed"),
        ({"events": None}, "malformed"),
        ({"sub": None}, "nobody"),
        ({"sub": ""}, "malformed"),
        ({"sub": 7}, "malformed"),
        ({"sid": "x" * 256}, "malformed"),
        ({"jti": None}, "malformed"),
        ({"jti": ""}, "malformed"),
        ({"exp": None}, "malformed"),
        ({"exp": True}, "malformed"),
        ({"exp": NOW - LEAST}, "expired"),
        ({"iat": None}, "malformed"),
        ({"iat": NOW + LEAST + 1}, "not_yet"),
        ({"iat": NOW - OLDEST - 1}, "too_old"),
        ({"iat": 0}, "too_old"),
    ],
)
def test_a_token_that_says_something_else_is_refused(changes: dict[str, Any], why: str) -> None:
    assert refusal(signed(logout_claims(**changes), typ="logout+jwt")) == why


def test_a_nonce_of_null_is_one() -> None:
    body = json.dumps({**logout_claims(), "nonce": None}).encode()
    assert refusal(signed(json.loads(body))) == "nonce"


def test_clocks_may_differ_by_half_a_minute_and_no_more() -> None:
    for changes in ({"exp": NOW - LEAST + 1}, {"iat": NOW + LEAST}, {"iat": NOW - OLDEST}):
        assert heard(signed(logout_claims(**changes))).subject == "248289761001"


def test_an_id_token_ends_nothing_and_a_token_of_another_type_neither() -> None:
    assert refusal(signed(claims())) == "malformed"
    assert refusal(signed(claims(jti="1", events={}))) == "nonce"
    for typ in ("at+jwt", "JOSE", ""):
        assert refusal(signed(logout_claims(), typ=typ)) == "malformed"


def test_nothing_is_signed_by_nothing_or_by_a_stranger() -> None:
    unsigned = (
        websafe(json.dumps({"alg": "none"}).encode()),
        websafe(json.dumps(logout_claims()).encode()),
        "",
    )
    assert refusal(".".join(unsigned)) == "algorithm"
    assert refusal(signed(logout_claims(), STRANGER)) == "signature"
    assert refusal(signed(logout_claims(), STRANGER, kid="else")) == "unknown_key"
    header, _, rest = signed(logout_claims()).partition(".")
    changed = websafe(json.dumps(logout_claims(sub="eve")).encode())
    assert refusal(f"{header}.{changed}.{rest.partition('.')[2]}") == "signature"


@given(token=st.text(max_size=200) | st.lists(st.binary(max_size=40).map(websafe), max_size=4).map(".".join))
def test_no_bytes_end_anything_or_fail_otherwise(token: str) -> None:
    assert refusal(token) in {"malformed", "algorithm", "unknown_key", "signature", "unusable_key"}


def test_keys_that_can_verify_are_counted() -> None:
    assert can_verify(KEYS) == 2
    assert can_verify(b'{"keys":[{"kty":"oct","k":"AAAA"},{"kty":"EC","crv":"secp256k1"},7]}') == 0
    assert can_verify(published(RSA)[:-3] + b',"use":"enc"}]}') == 0
    for nonsense in (b"", b"[]", b"\xff", b" " * (300 << 10)):
        with pytest.raises(OpenidError, match="malformed"):
            can_verify(nonsense)

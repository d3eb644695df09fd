"""What an OpenID provider answers: parsed strictly, by TLS or on this machine, and nothing but a refusal otherwise."""

# SPDX-License-Identifier: Apache-2.0

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.openidprovider import CODES, FakeProvider
from workstation.credentials.openidanswers import (
    ANSWER_LIMIT,
    authorized,
    check_url,
    discovered,
    granted,
    refused,
    wishes,
)
from workstation.errors import OpenidError

ISSUER = "https://id.example"
PARSERS = (lambda untrusted: discovered(untrusted, ISSUER), authorized, granted, refused)


def told(**changes: Any) -> bytes:  # noqa: ANN401 - hostile ones are of any type
    return json.dumps(FakeProvider(ISSUER).discovery(**changes)).encode()


def test_a_provider_that_calls_itself_so_is_asked_where_it_says() -> None:
    where = discovered(told(scopes_supported=["openid"]), ISSUER)
    assert where.token_endpoint == "https://id.example/token"
    assert where.proof(has_secret=True) == "client_secret_basic"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"issuer": "https://id.example/"}, "another_issuer"),
        ({"issuer": "https://evil.example"}, "another_issuer"),
        ({"issuer": None}, "malformed"),
        ({"device_authorization_endpoint": None}, "malformed"),
        ({"token_endpoint": "http://id.example/token"}, "no_tls"),
        ({"jwks_uri": "http://127.0.0.1.evil.example/keys"}, "no_tls"),
        ({"jwks_uri": "file:///etc/passwd"}, "malformed"),
        ({"jwks_uri": "https://"}, "malformed"),
        ({"jwks_uri": "https://id.example@evil.example/keys"}, "malformed"),
        ({"jwks_uri": "https://id.example/a b"}, "malformed"),
        ({"jwks_uri": "https://id.example/\n"}, "malformed"),
        ({"jwks_uri": "https://[::1/keys"}, "malformed"),
        ({"jwks_uri": "https://id.example:99999/keys"}, "malformed"),
        ({"jwks_uri": "https://id.example/" + "x" * 1024}, "malformed"),
    ],
)
def test_another_provider_or_one_without_tls_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(OpenidError) as caught:
        discovered(told(**changes), ISSUER)
    assert caught.value.reason == why


def test_this_machine_needs_no_tls() -> None:
    for url in ("http://127.0.0.1:8080/x", "http://[::1]/x", "http://localhost/x", "https://id.example/x"):
        check_url(url)


def test_a_client_proves_itself_in_a_way_that_the_provider_takes() -> None:
    posted = discovered(told(token_endpoint_auth_methods_supported=["private_key_jwt", "client_secret_post"]), ISSUER)
    assert posted.proof(has_secret=True) == "client_secret_post"
    assert discovered(told(token_endpoint_auth_methods_supported=["none"]), ISSUER).proof(has_secret=False) == "none"
    for where, has_secret in ((posted, False), (discovered(told(), ISSUER), False)):
        with pytest.raises(OpenidError, match="client authentication"):
            where.proof(has_secret=has_secret)


def test_what_is_wished_for_is_said_as_the_provider_understands_it() -> None:
    plain, rich = discovered(told(), ISSUER), discovered(told(claims_parameter_supported=True), ISSUER)
    assert wishes(plain, "n", 0, (), by_amr=True) == {"scope": "openid", "nonce": "n", "max_age": "1"}
    asked = wishes(rich, "n", 300, ("phr", "phrh"), by_amr=True)
    assert (asked["acr_values"], asked["max_age"]) == ("phr phrh", "300")
    essential = {"essential": True}
    assert json.loads(asked["claims"]) == {"id_token": {"auth_time": essential, "amr": essential}}
    assert json.loads(wishes(rich, "n", 0, (), by_amr=False)["claims"]) == {"id_token": {"auth_time": essential}}


def test_what_is_to_be_confirmed_elsewhere_is_short_and_can_be_shown() -> None:
    assert authorized(json.dumps(CODES).encode()).user_code == "WDJB-MJHT"
    plain = {name: value for name, value in CODES.items() if name not in {"interval", "verification_uri_complete"}}
    least = authorized(json.dumps(plain).encode())
    assert (least.interval, least.verification_uri_complete) == (5, "")
    assert "dev-1" not in repr(least)
    for changes in (
        {"user_code": ""},
        {"user_code": "W" * 33},
        {"user_code": "W\u202eB"},
        {"user_code": "W\nB"},
        {"device_code": ""},
        {"expires_in": 0},
        {"expires_in": "soon"},
        {"interval": -1},
        {"verification_uri": "http://id.example/device"},
        {"verification_uri": "javascript:alert(1)"},
        {"verification_uri_complete": "http://id.example/device?user_code=W"},
    ):
        with pytest.raises(OpenidError):
            authorized(json.dumps({**CODES, **changes}).encode())


def test_an_answer_may_grant_more_and_may_not_be_endless() -> None:
    assert granted(b'{"id_token":"a.b.c","access_token":"x","token_type":"Bearer"}') == "a.b.c"
    assert refused(b'{"error":"slow_down","error_description":"later"}') == "slow_down"
    for hostile in (b"", b"\xff", b"null", b"[" * 9000, b'{"id_token":""}', b'{"error":7}', b" " * (ANSWER_LIMIT + 1)):
        for parse in PARSERS:
            with pytest.raises(OpenidError):
                parse(hostile)


@given(st.binary(max_size=400))
def test_no_bytes_come_to_anything_but_a_refusal(untrusted: bytes) -> None:
    for parse in PARSERS:
        with pytest.raises(OpenidError):
            parse(untrusted)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(url: str) -> None:
    try:
        check_url(url)
    except OpenidError:
        return
    assert url.startswith(("https://", "http://", "HTTPS://", "HTTP://"))

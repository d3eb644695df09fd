"""Requests signed by a device (RFC 9421): what the signature covers, and when it no longer holds."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workstation.credentials.signedrequest import TOLERANCE, Request, sign_request, verify_request
from workstation.errors import CredentialError

KEY = Ed25519PrivateKey.generate()
URL = "https://store.example:8443/v1/entries?after=1"


def keys(device: str) -> Ed25519PublicKey | None:
    return KEY.public_key() if device == "device" else None


def signed(*, body: bytes = b"body", at: datetime | None = None, device: str = "device") -> Request:
    request = Request(method="POST", url=URL, body=body)
    sign_request(KEY, device, request, at or datetime.now(UTC))
    return request


@pytest.mark.parametrize("body", [b"", b"body"])
def test_a_signed_request_names_its_device_and_a_fresh_nonce(body: bytes) -> None:
    one, other = verify_request(signed(body=body), keys), verify_request(signed(body=body), keys)
    assert one.device == other.device == "device"
    assert one.nonce != other.nonce


@pytest.mark.parametrize(
    "change",
    [
        {"method": "GET"},
        {"url": URL.replace("after=1", "after=2")},
        {"url": URL.replace("store.", "other.")},
        {"body": b"Body"},
        {"body": b""},
    ],
)
def test_whatever_is_changed_the_signature_no_longer_holds(change: dict[str, str | bytes]) -> None:
    with pytest.raises(CredentialError):
        verify_request(replace(signed(), **change), keys)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Content-Digest", "Signature-Input", "Signature"])
def test_a_request_without_any_of_its_headers_is_refused(name: str) -> None:
    request = signed()
    del request.headers[name]
    with pytest.raises(CredentialError):
        verify_request(request, keys)


def test_a_signature_that_leaves_the_body_out_is_refused() -> None:
    request = signed()
    request.headers["Signature-Input"] = request.headers["Signature-Input"].replace(' "content-digest"', "")
    with pytest.raises(CredentialError):
        verify_request(request, keys)


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(CredentialError):
        verify_request(signed(device="stranger"), keys)


@pytest.mark.parametrize("away", [-TOLERANCE - timedelta(seconds=5), TOLERANCE + timedelta(seconds=5)])
def test_a_request_from_another_time_is_refused(away: timedelta) -> None:
    with pytest.raises(CredentialError, match="clocks differ"):
        verify_request(signed(at=datetime.now(UTC) + away), keys)
    assert verify_request(signed(at=datetime.now(UTC) + away * 0.9), keys).device == "device"

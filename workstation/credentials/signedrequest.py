"""Requests that a device signs (RFC 9421): method, address and body, with the time and a nonce. Pure."""

# SPDX-License-Identifier: Apache-2.0

import secrets
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519

from workstation.errors import CredentialError

COVERED = ("@method", "@target-uri", "content-digest")
TAG = "deskwarden"
TOLERANCE = timedelta(minutes=5)


@dataclass(kw_only=True)
class Request:
    """What is signed: an upper-case method, the absolute address, the body; signing adds to `headers`."""

    method: str
    url: str
    body: bytes
    headers: MutableMapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature that holds: whose, and its nonce; the caller refuses a nonce seen in the last two TOLERANCEs."""

    device: str
    nonce: str


def sign_request(key: Ed25519PrivateKey, device: str, request: Request, at: datetime) -> None:
    """Add Content-Digest, Signature-Input and Signature to the request's headers."""
    signer = HTTPMessageSigner(
        signature_algorithm=ED25519, key_resolver=MappingKeyResolver(public_keys={}, private_keys={device: key})
    )
    signer.sign(
        request,
        key_id=device,
        created=at,
        nonce=secrets.token_urlsafe(16),
        tag=TAG,
        covered_component_ids=COVERED,
        body=request.body,
    )


def verify_request(request: Request, key_of: Callable[[str], Ed25519PublicKey | None]) -> Signature:
    """Return whose signature covers method, address and body; raise CredentialError where none does.

    `key_of` gives the public key of a device, None for an unknown one.
    """
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=_Keys(key_of))
    try:
        (result,) = verifier.verify(
            request, max_age=timedelta(0), expect_tag=TAG, require_components=COVERED, body=request.body
        )
    except (InvalidSignature, ValueError) as error:
        raise CredentialError(
            "the request is not signed by an enrolled device, or the clocks differ by more than five minutes"
        ) from error
    if not result.nonce:
        raise CredentialError("the request's signature has no nonce")
    return Signature(device=str(result.parameters["keyid"]), nonce=result.nonce)


class _Verifier(HTTPMessageVerifier):
    max_clock_skew = TOLERANCE


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, key_of: Callable[[str], Ed25519PublicKey | None]) -> None:
        self._key_of = key_of

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        return self._key_of(key_id)

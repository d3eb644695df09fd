"""What an OpenID provider answers: where to ask it (Discovery 1.0), and the device authorization grant. Pure.

Every parser raises OpenidError ("malformed", or a word of its own) for whatever else these bytes are.
"""

# SPDX-License-Identifier: Apache-2.0

import ipaddress
import re
from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from workstation.credentials.identified import TOKEN_LIMIT
from workstation.errors import OpenidError

ANSWER_LIMIT = 64 << 10
URL_LIMIT, CODE_LIMIT, USER_CODE_LIMIT = 1024, 2048, 32
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SLOWER_BY = 5
WORD = re.compile(r"[a-z_]{1,64}")
T = TypeVar("T")
Url = Annotated[str, Meta(max_length=URL_LIMIT)]
HowToProve = Literal["client_secret_basic", "client_secret_post", "none"]


class Discovered(msgspec.Struct, frozen=True):
    """Where a provider is asked (Discovery §3, RFC 8628 §4)."""

    issuer: Url
    device_authorization_endpoint: Url
    token_endpoint: Url
    jwks_uri: Url
    authorization_endpoint: Url = ""
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)
    authorization_response_iss_parameter_supported: bool = False
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    claims_parameter_supported: bool = False
    backchannel_logout_supported: bool = False

    @property
    def opens_in_browser(self) -> bool:
        """Whether it has a page for browsers, by which nobody but the one who asked gets a token (RFC 7636)."""
        return bool(self.authorization_endpoint) and "S256" in self.code_challenge_methods_supported

    def proof(self, *, has_secret: bool) -> HowToProve:
        """Return how this client proves itself there (Core §9); raise OpenidError where it cannot."""
        ways: tuple[HowToProve, ...] = ("client_secret_basic", "client_secret_post") if has_secret else ("none",)
        for way in ways:
            if way in self.token_endpoint_auth_methods_supported:
                return way
        raise OpenidError("client_authentication")


def wishes(
    where: Discovered, nonce: str, max_age: int, acr: Sequence[str], *, by_amr: bool, insist: bool = False
) -> dict[str, str]:
    """Return what is asked of an authentication (Core §3.1.2.1, §5.5); what counts is what the token says of it.

    With `insist` a provider that cannot give one of `acr` is to refuse, and not to give less (§5.5.1.1).
    """
    # A second stands for none: oidc-provider takes 0 for prompt=login, which it forgets in this grant (9.13).
    fields = {"scope": "openid", "nonce": nonce, "max_age": str(max(max_age, 1))}
    if acr:
        fields["acr_values"] = " ".join(acr)
    if where.claims_parameter_supported:
        essential = ("auth_time", "amr") if by_amr else ("auth_time",)
        wanted: dict[str, dict[str, bool | Sequence[str]]] = {claim: {"essential": True} for claim in essential}
        if insist and acr:
            wanted["acr"] = {"essential": True, "values": acr}
        fields["claims"] = msgspec.json.encode({"id_token": wanted}).decode()
    return fields


class DeviceAuthorization(msgspec.Struct, frozen=True):
    """What an agent is to confirm elsewhere (RFC 8628 §3.2); `device_code` is a secret."""

    device_code: Annotated[str, Meta(min_length=1, max_length=CODE_LIMIT)]
    user_code: Annotated[str, Meta(min_length=1, max_length=USER_CODE_LIMIT)]
    verification_uri: Url
    expires_in: Annotated[float, Meta(gt=0, lt=1e6)]
    interval: Annotated[float, Meta(ge=0, lt=1e6)] = 5
    verification_uri_complete: Url = ""

    def __repr__(self) -> str:
        return "DeviceAuthorization()"


class _Granted(msgspec.Struct, frozen=True):
    id_token: Annotated[str, Meta(min_length=1, max_length=TOKEN_LIMIT)]


class _Refused(msgspec.Struct, frozen=True):
    error: Annotated[str, Meta(max_length=64)]


def discovered(untrusted: bytes, issuer: str) -> Discovered:
    """Return where the provider is asked; its issuer must be this one, to the letter (Discovery §4.3)."""
    told = _parsed(untrusted, Discovered)
    if told.issuer != issuer:
        raise OpenidError("another_issuer")
    for url in (told.device_authorization_endpoint, told.token_endpoint, told.jwks_uri):
        check_url(url)
    if told.authorization_endpoint:
        check_url(told.authorization_endpoint)
    return told


def authorized(untrusted: bytes) -> DeviceAuthorization:
    """Return what an agent is to confirm elsewhere (RFC 8628 §3.2)."""
    told = _parsed(untrusted, DeviceAuthorization)
    if not (told.user_code.isascii() and told.user_code.isprintable()):
        raise OpenidError("malformed")
    check_url(told.verification_uri)
    if told.verification_uri_complete:
        check_url(told.verification_uri_complete)
    return told


def granted(untrusted: bytes) -> str:
    """Return the ID token of a token answer (Core §3.1.3.3); whatever else is granted is dropped."""
    return _parsed(untrusted, _Granted).id_token


def refused(untrusted: bytes) -> str:
    """Return the word of a token error (RFC 6749 §5.2, RFC 8628 §3.5)."""
    return _parsed(untrusted, _Refused).error


def error_word(untrusted: str) -> OpenidError:
    """Return what a log may have of an error's word: the word, or that it is none."""
    return OpenidError(untrusted if WORD.fullmatch(untrusted) else "no_word")


def what_was_wrong(untrusted: bytes) -> OpenidError:
    """Return what a log may have of an answer that is no success, whatever these bytes are."""
    try:
        return error_word(refused(untrusted))
    except OpenidError as error:
        return error


def check_url(url: str) -> None:
    """Refuse what is not reached by TLS, but for this machine itself; raise OpenidError."""
    try:
        parts = urlsplit(url)
        host, is_whole = parts.hostname or "", bool(parts.netloc) and parts.port != 0
    except ValueError as error:
        raise OpenidError("malformed") from error
    if not (url.isascii() and url.isprintable() and " " not in url and host and is_whole) or "@" in parts.netloc:
        raise OpenidError("malformed")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(host)):
        raise OpenidError("no_tls")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parsed(untrusted: bytes, shape: type[T]) -> T:
    if len(untrusted) > ANSWER_LIMIT:
        raise OpenidError("malformed")
    try:
        return msgspec.json.decode(untrusted, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise OpenidError("malformed") from error

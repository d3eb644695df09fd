"""Asking an OpenID provider in a browser at the seat: the authorization code grant with PKCE (RFC 8252, RFC 7636).

What is under way is kept in memory: a store that starts anew knows of none, and it is begun again.
"""

# SPDX-License-Identifier: Apache-2.0

import base64
import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from workstation.auditstore.openidasking import told_at_seat
from workstation.auditstore.openidprovider import OpenidProvider, OpenidProviders
from workstation.auditstore.openidpublished import OpenidPublished
from workstation.auditstore.openidstarts import OpenidStarts
from workstation.credentials.identified import Identified
from workstation.credentials.openidanswers import (
    Discovered,
    error_word,
    granted,
    refused,
    what_was_wrong,
    wishes,
)
from workstation.errors import OpenidError
from workstation.record.exchange import AUTHORIZE_LIMIT, OpenidBegun, OpenidReturned

BACK_WITHIN = 180.0
TOO_LITTLE = {"acr", "amr", "auth_time", "too_long_ago"}
"""What is wrong with a token that came of less than was wanted: RFC 9470's insufficient_user_authentication."""
ERRORS = {
    "access_denied": "denied",
    "insufficient_user_authentication": "insufficient",
    "unmet_authentication_requirements": "insufficient",
}

if TYPE_CHECKING:  # a store that asks nobody, and each of its commands, loads it not
    from workstation.credentials.idtoken import Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An authorization request that is under way at a seat; `verifier` never leaves this store but for the provider."""

    handle: bytes = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    provider: OpenidProvider
    where: Discovered
    expected: "Expected"
    until: float


class OpenidBrowser:
    """One request a seat at a time, always of who authenticates now. Safe from any thread; blocks as OpenidAsking does.

    Every method raises OpenidError as that does, and "insufficient" where less came than was wanted.
    """

    def __init__(
        self,
        providers: OpenidProviders,
        published: OpenidPublished,
        starts: OpenidStarts,
        clock: Callable[[], datetime],
        elapsed: Callable[[], float],
    ) -> None:
        self._providers = providers
        self._published = published
        self._starts = starts
        self._clock = clock
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._under_way: dict[str, Request] = {}

    def begin(self, seat_id: str, redirect_uri: str, *, insist: bool) -> OpenidBegun:
        """Return what the browser is to open (RFC 6749 §4.1.1), in place of any that this seat had."""
        provider = self._providers.get()
        if provider is None:
            raise OpenidError("unset")
        self._starts.count(seat_id)
        try:
            return self._begun(seat_id, provider, redirect_uri, insist=insist)
        except OpenidError as error:
            raise told_at_seat(error) from error

    def returned(self, told: OpenidReturned) -> Identified:
        """Return who authenticated, by what the browser brought back; whatever it is, nothing more comes of it."""
        with self._lock:
            asked = self._under_way.get(told.seat_id)
            if asked is None or not hmac.compare_digest(asked.handle, told.handle):
                raise OpenidError("expired")
            del self._under_way[told.seat_id]
        if self._elapsed() >= asked.until or self._providers.get() != asked.provider:
            raise OpenidError("expired")
        try:
            found = self._redeemed(told, asked)
        except OpenidError as error:
            raise told_at_seat(error) from error
        self._starts.forget(told.seat_id)
        return found

    def _begun(self, seat_id: str, provider: OpenidProvider, redirect_uri: str, *, insist: bool) -> OpenidBegun:
        where, at = self._published.find(provider), self._clock()
        if not where.opens_in_browser:
            raise OpenidError("no_browser")
        nonce, state, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        digest = hashlib.sha256(verifier.encode()).digest()
        fields = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "prompt": "login",
            **wishes(where, nonce, 0, provider.acr, by_amr=bool(provider.amr), insist=insist),
        }
        url = where.authorization_endpoint
        authorize = f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}"
        if len(authorize) > AUTHORIZE_LIMIT:
            raise OpenidError("too_long")
        asked = Request(
            handle=os.urandom(32),
            state=state,
            verifier=verifier,
            redirect_uri=redirect_uri,
            provider=provider,
            where=where,
            expected=provider.expected(nonce, at, anew=True, says_nonce=True),
            until=self._elapsed() + BACK_WITHIN,
        )
        with self._lock:
            now = self._elapsed()
            self._under_way = {seat: known for seat, known in self._under_way.items() if now < known.until}
            self._under_way[seat_id] = asked
        return OpenidBegun(handle=asked.handle, authorize=authorize, state=state, seconds=BACK_WITHIN)

    def _redeemed(self, told: OpenidReturned, asked: Request) -> Identified:
        """Exchange the code (RFC 6749 §4.1.3, RFC 7636 §4.5), and judge the token that comes."""
        if not hmac.compare_digest(asked.state.encode(), told.state.encode()):
            raise OpenidError("refused") from OpenidError("state")
        if told.issuer != asked.provider.issuer and (
            told.issuer or asked.where.authorization_response_iss_parameter_supported
        ):
            raise OpenidError("refused") from OpenidError("another_issuer")
        if told.error:
            raise OpenidError(ERRORS.get(told.error, "failed")) from error_word(told.error)
        fields = {
            "grant_type": "authorization_code",
            "code": told.code,
            "redirect_uri": asked.redirect_uri,
            "code_verifier": asked.verifier,
        }
        provider = asked.provider
        client, proof = (provider.client_id, provider.secret), asked.where.proof(has_secret=bool(provider.secret))
        status, answer = self._published.http().post(asked.where.token_endpoint, fields, client, proof)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise OpenidError("away") from what_was_wrong(answer)
        if status != HTTPStatus.OK:
            raise OpenidError("refused" if refused(answer) == "invalid_grant" else "failed") from what_was_wrong(answer)
        return self._judged(granted(answer), asked)

    def _judged(self, token: str, asked: Request) -> Identified:
        from workstation.credentials.idtoken import identified  # noqa: PLC0415 - see above

        at = self._clock()
        try:
            return self._published.judged(asked.where, lambda keys: identified(token, keys, asked.expected, at))
        except OpenidError as error:
            raise OpenidError("insufficient" if error.reason in TOO_LITTLE else "refused") from error

"""Asking an OpenID provider who is at a seat: the device authorization grant (RFC 8628), begun and asked after.

What is under way is kept in memory: a store that starts anew knows of none, and it is begun again.
"""

# SPDX-License-Identifier: Apache-2.0

import hmac
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from workstation.auditstore.openidprovider import OpenidProvider, OpenidProviders
from workstation.auditstore.openidpublished import OpenidPublished
from workstation.auditstore.openidstarts import OpenidStarts
from workstation.credentials.identified import Identified
from workstation.credentials.openidanswers import (
    GRANT,
    SLOWER_BY,
    Discovered,
    authorized,
    granted,
    refused,
    what_was_wrong,
    wishes,
)
from workstation.errors import OpenidError
from workstation.record.exchange import OpenidBegun

CONFIRMED_WITHIN = 180.0
"""Seconds, however long the provider waits: who is sent somebody else's code has as little time (RFC 8628 §5.4)."""
TOLD = {"away", "expired", "denied", "insufficient", "no_browser", "refused"}
LEAST_INTERVAL, MOST_INTERVAL = 1.0, 60.0
log = logging.getLogger(__name__)

if TYPE_CHECKING:  # a store that asks nobody, and each of its commands, loads it not
    from workstation.credentials.idtoken import Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """One that is under way at a seat; `device_code` is a secret. It is asked after from `next` on, until `until`."""

    handle: bytes = field(repr=False)
    provider: OpenidProvider
    where: Discovered
    expected: "Expected"
    device_code: str = field(repr=False)
    interval: float
    until: float
    next: float


class OpenidAsking:
    """One authorization a seat at a time. Safe from any thread; blocks for up to two answers of the provider.

    Every method raises OpenidError; its reason is "unset", "away", "failed", "too_many", "expired", "denied" or
    "refused". What exactly was wrong stands in the log, and nobody at a seat is told.
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
        self._clock = clock
        self._elapsed = elapsed
        self._published = published
        self._starts = starts
        self._lock = threading.Lock()
        self._under_way: dict[str, Authorization] = {}

    def begin(self, seat_id: str, *, anew: bool) -> OpenidBegun:
        """Ask for an authorization (§3.1), in place of any that this seat had.

        With `anew` whoever confirms it has to authenticate now, however lately they did.
        """
        provider = self._providers.get()
        if provider is None:
            raise OpenidError("unset")
        self._starts.count(seat_id)
        try:
            return self._begun(seat_id, provider, 0 if anew else provider.max_age_seconds)
        except OpenidError as error:
            raise told_at_seat(error) from error

    def polled(self, seat_id: str, handle: bytes) -> Identified | None:
        """Return who confirmed, once; None while nobody has, or it is too early to ask (§3.5)."""
        with self._lock:
            asked = self._under_way.get(seat_id)
            if asked is None or not hmac.compare_digest(asked.handle, handle):
                raise OpenidError("expired")
            now = self._elapsed()
            if now >= asked.until or self._providers.get() != asked.provider:
                del self._under_way[seat_id]
                raise OpenidError("expired")
            if now < asked.next:
                return None
            self._under_way[seat_id] = replace(asked, next=now + asked.interval)
        try:
            found = self._asked(seat_id, asked)
        except OpenidError as error:
            if error.reason == "away":
                self._ask_later(seat_id, asked, 2 * asked.interval)
            else:
                self._end(seat_id, asked)
            raise told_at_seat(error) from error
        if found:
            self._end(seat_id, asked)
            self._starts.forget(seat_id)
        return found

    def _begun(self, seat_id: str, provider: OpenidProvider, max_age: int) -> OpenidBegun:
        where, at, nonce = self._published.find(provider), self._clock(), os.urandom(16).hex()
        fields = wishes(where, nonce, max_age, provider.acr, by_amr=bool(provider.amr))
        status, answer = self._post(where.device_authorization_endpoint, provider, where, fields)
        if status != HTTPStatus.OK:
            raise OpenidError(f"HTTP {status}") from what_was_wrong(answer)
        told = authorized(answer)
        expected = provider.expected(nonce, at, anew=max_age == 0)
        if told.interval > MOST_INTERVAL:
            raise OpenidError("asked_too_seldom")
        interval, seconds = max(told.interval, LEAST_INTERVAL), min(told.expires_in, CONFIRMED_WITHIN)
        now = self._elapsed()
        asked = Authorization(
            handle=os.urandom(32),
            provider=provider,
            where=where,
            expected=expected,
            device_code=told.device_code,
            interval=interval,
            until=now + seconds,
            next=now + interval,
        )
        with self._lock:
            self._under_way = {seat: known for seat, known in self._under_way.items() if now < known.until}
            self._under_way[seat_id] = asked
        return OpenidBegun(
            handle=asked.handle,
            user_code=told.user_code,
            uri=told.verification_uri,
            uri_complete=told.verification_uri_complete,
            seconds=seconds,
            interval=interval,
        )

    def _asked(self, seat_id: str, asked: Authorization) -> Identified | None:
        """Ask for the token (§3.4), and judge the one that comes."""
        fields = {"grant_type": GRANT, "device_code": asked.device_code}
        status, answer = self._post(asked.where.token_endpoint, asked.provider, asked.where, fields)
        if status == HTTPStatus.OK:
            return self._judged(granted(answer), asked)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise OpenidError("away") from what_was_wrong(answer)
        match refused(answer):
            case "authorization_pending":
                return None
            case "slow_down":
                self._ask_later(seat_id, asked, asked.interval + SLOWER_BY)
                return None
            case "access_denied":
                raise OpenidError("denied")
            case "expired_token":
                raise OpenidError("expired")
            case _:
                raise OpenidError("failed") from what_was_wrong(answer)

    def _judged(self, token: str, asked: Authorization) -> Identified:
        from workstation.credentials.idtoken import identified  # noqa: PLC0415 - see above

        at = self._clock()
        try:
            return self._published.judged(asked.where, lambda keys: identified(token, keys, asked.expected, at))
        except OpenidError as error:
            raise OpenidError("refused") from error

    def _ask_later(self, seat_id: str, asked: Authorization, interval: float) -> None:
        """Ask less often from now on: because the provider says so, or because it did not answer (§3.5)."""
        with self._lock:
            if (kept := self._under_way.get(seat_id)) and kept.handle == asked.handle:
                self._under_way[seat_id] = replace(kept, interval=interval, next=self._elapsed() + interval)

    def _end(self, seat_id: str, asked: Authorization) -> None:
        with self._lock:
            if (kept := self._under_way.get(seat_id)) and kept.handle == asked.handle:
                del self._under_way[seat_id]

    def _post(self, url: str, provider: OpenidProvider, where: Discovered, fields: dict[str, str]) -> tuple[int, bytes]:
        proof = where.proof(has_secret=bool(provider.secret))
        return self._published.http().post(url, fields, (provider.client_id, provider.secret), proof)


def told_at_seat(error: OpenidError) -> OpenidError:
    """Return what a seat may be told of an error, once the log has all of it."""
    told = error.reason if error.reason in TOLD else "failed"
    if told not in {"expired", "denied"}:
        log.warning("%s: %s", error, error.__cause__ or "nothing more is known")
    return OpenidError(told)

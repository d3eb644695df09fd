"""The audit store as the keeper sees it: every request signed by the device, every answer parsed strictly."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from workstation.credentials.signedrequest import TOLERANCE, Request, sign_request
from workstation.errors import StoreRefusedError
from workstation.facts.keyanswer import KeyAnswer
from workstation.keeper.enrolment import Enrolment
from workstation.keeper.introduction import Introduction
from workstation.keeper.ports import CodeVerdict, Vault
from workstation.keeper.storehttp import Saw, StoreHttp, nobody_saw
from workstation.record.entry import Entry
from workstation.record.eventstream import Event
from workstation.record.exchange import (
    ChangesUntold,
    ChangesWanted,
    CodeJudged,
    CodeWanted,
    CredentialChange,
    ElsewhereEnded,
    EndElsewhereWanted,
    GlassKeyGiven,
    NoticeTaken,
    OpenidAsked,
    OpenidBegun,
    OpenidReturned,
    OpenidWanted,
    OwnSession,
    OwnSessions,
    OwnSessionsWanted,
    PasswordJudged,
    PasswordWanted,
    VouchedWanted,
    VouchTaken,
    VouchWanted,
    notice_of,
    shipment_of,
)
from workstation.record.receipt import Receipt

PASSWORD_WITHIN_SECONDS = 20.0
"""The store hashes up to six passwords for one change, one after the other, and those of other agents before."""
T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class HttpsStore:
    """Keeps the promises of keeper.ports.Store, OpenidStore, CredentialStore and Commander over HTTPS.

    Safe to call from any thread. Requests are signed at the store's time as its last answer told it: a wound clock
    strands nothing.
    """

    def __init__(
        self,
        enrolment: Enrolment,
        clock: Callable[[], datetime] = _now,
        vault: Vault | None = None,
        saw: Saw = nobody_saw,
    ) -> None:
        """Speak as the enrolled device; a key that the store has not heard of is made known to it first.

        `vault` keeps how far that got; without one it is the enrolment's first key, or the store knows. `saw` is called
        from any thread with every answer that tells from where the store sees this workstation.
        """
        self._device = enrolment.device
        self._key = enrolment.device_key
        self._http = StoreHttp(enrolment.url, enrolment.authority, saw)
        self._clock = clock
        self._introduction = Introduction(enrolment.successions, vault, self._http) if vault else None

    def receipt(self, seat_id: str, known: int = 0) -> Receipt | None:
        """Return a receipt of `seat_id` as it stands, None where the store has nothing of it."""
        found = self._ask("GET", f"/v1/seats/{seat_id}/receipt?known={known}", b"", tuple[Receipt, ...])
        return found[0] if found else None

    def ship(self, seat_id: str, entries: Sequence[Entry], known: int = 0) -> Receipt:
        """Send entries in number order and return the receipt; sending twice is harmless."""
        shipment = shipment_of(self._key, seat_id, entries, known)
        return self._ask("POST", "/v1/entries", msgspec.msgpack.encode(shipment), Receipt)

    def notice(self, seat_id: str, entry: Entry) -> bool:
        """Have people hear of an entry ahead of those before it; sending twice is harmless."""
        notice = notice_of(self._key, seat_id, entry)
        return self._ask("POST", "/v1/notices", msgspec.msgpack.encode(notice), NoticeTaken).is_news

    def verify_code(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        """Have the store judge a code (RFC 6238), each code once, and the password where one is asked for.

        What a security key answered is judged in place of the code.
        """
        wanted = CodeWanted(seat_id=seat_id, agent=agent, code=code, password=password, key=key)
        judged = self._ask("POST", "/v1/codes", msgspec.msgpack.encode(wanted), CodeJudged)
        return CodeVerdict(**msgspec.structs.asdict(judged))

    def begin_openid(self, seat_id: str, *, anew: bool) -> OpenidBegun:
        """Have a device authorization begun (RFC 8628 §3.1)."""
        wanted = OpenidWanted(seat_id=seat_id, anew=anew)
        return self._ask("POST", "/v1/openid/authorizations", msgspec.msgpack.encode(wanted), OpenidBegun)

    def judge_openid(self, seat_id: str, handle: bytes, agent: str, password: str | None = None) -> CodeVerdict:
        """Have judged what came of it."""
        asked = OpenidAsked(seat_id=seat_id, handle=handle, agent=agent, password=password)
        judged = self._ask("POST", "/v1/openid/answers", msgspec.msgpack.encode(asked), CodeJudged)
        return CodeVerdict(**msgspec.structs.asdict(judged))

    def change_password(self, wanted: PasswordWanted) -> PasswordJudged:
        """Have the agent's password changed, who is judged as at a sign-in."""
        body = msgspec.msgpack.encode(wanted)
        return self._ask("POST", "/v1/passwords", body, PasswordJudged, PASSWORD_WITHIN_SECONDS)

    def credential_changes(self, seat_id: str, agent: str, told: Sequence[int] = ()) -> tuple[CredentialChange, ...]:
        """Return what the agent is to be told still, but for what was told here."""
        wanted = ChangesWanted(seat_id=seat_id, agent=agent, told=tuple(told))
        return self._ask("POST", "/v1/credential-changes", msgspec.msgpack.encode(wanted), ChangesUntold).changes

    def own_sessions(self, seat_id: str, agent: str) -> tuple[OwnSession, ...]:
        """Return where an agent who is at this seat is signed in, here first."""
        wanted = OwnSessionsWanted(seat_id=seat_id, agent=agent)
        return self._ask("POST", "/v1/own-sessions", msgspec.msgpack.encode(wanted), OwnSessions).sessions

    def end_elsewhere(self, wanted: EndElsewhereWanted) -> ElsewhereEnded:
        """Have the agent signed out at every other seat, who is judged as at a sign-in."""
        return self._ask("POST", "/v1/own-sessions/ended", msgspec.msgpack.encode(wanted), ElsewhereEnded)

    def begin_browser(self, seat_id: str, redirect_uri: str, *, insist: bool) -> OpenidBegun:
        """Have an authorization request made for a browser at the seat (RFC 6749 §4.1.1)."""
        wanted = OpenidWanted(seat_id=seat_id, anew=True, redirect_uri=redirect_uri, insist=insist)
        return self._ask("POST", "/v1/openid/authorizations", msgspec.msgpack.encode(wanted), OpenidBegun)

    def judge_returned(self, told: OpenidReturned) -> CodeVerdict:
        """Have judged what the browser brought back, once."""
        judged = self._ask("POST", "/v1/openid/returns", msgspec.msgpack.encode(told), CodeJudged)
        return CodeVerdict(**msgspec.structs.asdict(judged))

    def ask_vouch(self, seat_id: str, agent: str, request: bytes) -> None:
        """Have supervisors hear that this agent asks for their word."""
        wanted = VouchWanted(seat_id=seat_id, agent=agent, request=request)
        self._ask("POST", "/v1/vouches/wanted", msgspec.msgpack.encode(wanted), VouchTaken)

    def judge_vouched(self, seat_id: str, agent: str, request: bytes, password: str) -> CodeVerdict:
        """Have the store judge a password beside a supervisor's word, once."""
        wanted = VouchedWanted(seat_id=seat_id, agent=agent, request=request, password=password)
        judged = self._ask("POST", "/v1/vouches/used", msgspec.msgpack.encode(wanted), CodeJudged)
        return CodeVerdict(**msgspec.structs.asdict(judged))

    def glass_key(self) -> bytes:
        """Return the key of this device's break-glass codes; raise StoreError where there is none."""
        return self._ask("GET", "/v1/break-glass-key", b"", GlassKeyGiven).key

    def directives(self, after: int | None) -> Iterator[Event]:
        """Yield what the store tells this device to do after number `after`; blocks between."""
        self._introduce()
        path = "/v1/directives" if after is None else f"/v1/directives?after={after}"
        return self._http.follow(path, self._signed("GET", path, b"").headers)

    def hang_up(self) -> None:
        """Break `directives` off, now or as soon as it begins."""
        self._http.hang_up()

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    @property
    def ahead(self) -> timedelta:
        """By how much the store's clock is ahead of this machine's; nothing before its first answer."""
        return self._http.ahead

    def _ask(self, method: str, path: str, body: bytes, shape: type[T], within: float | None = None) -> T:
        self._introduce()
        supposed = self._http.ahead
        try:
            return self._http.ask(method, path, body, shape, self._signed(method, path, body).headers, within=within)
        except StoreRefusedError:
            if self._introduction and self._introduction.repeat():
                self._introduce()
            elif abs(self._http.ahead - supposed) < TOLERANCE / 2:
                raise
            return self._http.ask(method, path, body, shape, self._signed(method, path, body).headers, within=within)

    def _introduce(self) -> None:
        if self._introduction:
            self._introduction.make()

    def _signed(self, method: str, path: str, body: bytes) -> Request:
        request = Request(method=method, url=self._http.url + path, body=body)
        sign_request(self._key, self._device, request, self._clock() + self._http.ahead)
        return request

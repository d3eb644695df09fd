"""The store over HTTP: who may ask what. What comes in is parsed here; the parts see only what is well-formed."""

# SPDX-License-Identifier: Apache-2.0

import time
from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec
from litestar import Litestar, MediaType, get, post
from litestar import Request as HttpRequest
from litestar.di import Provide
from litestar.response import ServerSentEvent

from workstation.auditstore.answers import EXCEPTION_HANDLERS
from workstation.auditstore.backchannel import BackChannel, take_logout
from workstation.auditstore.livestream import stream
from workstation.auditstore.owner import check_owner
from workstation.auditstore.query import Wanted, find, newest
from workstation.auditstore.reader import Reader
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.seenfrom import telling
from workstation.auditstore.store import AuditStore
from workstation.credentials.signedrequest import Request
from workstation.errors import OpenidError
from workstation.record.approval import SignedApproval
from workstation.record.directive import ActRevoked
from workstation.record.entry import ENTRY_LIMIT
from workstation.record.exchange import (
    BATCH_LIMIT,
    CODE_LIMIT,
    ChangesUntold,
    ChangesWanted,
    CodeJudged,
    CodeWanted,
    ElsewhereEnded,
    EndElsewhereWanted,
    EnrolmentGranted,
    EnrolmentWanted,
    GlassKeyGiven,
    LockWanted,
    Notice,
    NoticeTaken,
    OpenidAsked,
    OpenidBegun,
    OpenidReturned,
    OpenidWanted,
    OwnSessions,
    OwnSessionsWanted,
    PasswordJudged,
    PasswordWanted,
    Shipment,
    VouchedWanted,
    VouchStanding,
    VouchTaken,
    VouchWanted,
    Workplace,
)
from workstation.record.feeditem import Page
from workstation.record.malformed import MALFORMED
from workstation.record.receipt import Receipt
from workstation.record.succession import SUCCESSION_LIMIT, SignedSuccession, SuccessionTaken
from workstation.record.vouch import SignedVouch

SMALL_LIMIT = 4 << 10
NUMBER_DIGITS = 18
DIRECTIVES_IDLE_SECONDS = 15.0
BODY_LIMIT = BATCH_LIMIT * ENTRY_LIMIT + SMALL_LIMIT
OPENID_PENDING = CodeJudged(accepted=False, reason="openid_pending")
T = TypeVar("T")
Http = HttpRequest[Any, Any, Any]


def build_app(store: AuditStore, trusted_proxies: Sequence[str] = ()) -> Litestar:
    """Return the ASGI application over `store`; what these proxies say of who asked is believed."""
    back_channel = BackChannel(store.openid_logouts.heard, time.monotonic, trusted_proxies)
    return Litestar(
        route_handlers=[
            health,
            authority,
            enrol,
            take_succession,
            take_entries,
            take_notice,
            latest_receipt,
            judge_code,
            change_password,
            untold_changes,
            own_sessions,
            end_elsewhere,
            begin_openid,
            judge_openid,
            judge_returned,
            glass_key,
            ask_vouch,
            judge_vouched,
            standing_vouch,
            take_vouch,
            policy_file,
            find_entries,
            feed,
            directives,
            workplace,
            take_approval,
            take_revocation,
            close_seat,
            take_logout,
        ],
        dependencies={
            "store": Provide(lambda: store, sync_to_thread=False),
            "device": Provide(signing_device, sync_to_thread=True),
            "reader": Provide(bearing_reader, sync_to_thread=True),
            "back_channel": Provide(lambda: back_channel, sync_to_thread=False),
        },
        exception_handlers=EXCEPTION_HANDLERS,
        before_send=[telling(trusted_proxies)],
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,
    )


def signing_device(request: Http, body: bytes, store: AuditStore) -> str:
    """Return the UUID of the device that signed the request."""
    signed = Request(method=request.method, url=str(request.url), body=body, headers=dict(request.headers))
    return store.directory.device_of(signed)


def bearing_reader(request: Http, store: AuditStore) -> Reader:
    """Return who reads."""
    return store.directory.reader_of(request.headers.get("authorization", ""))


@get("/v1/health", sync_to_thread=True)
def health(store: AuditStore) -> dict[str, str]:
    """Answer where the store can read its record."""
    newest(store.database)
    return {"status": "ok"}


@get("/v1/authority", media_type=MediaType.TEXT, sync_to_thread=False)
def authority(store: AuditStore) -> str:
    """Give the certificate to pin; worth nothing to a device that cannot compare it with a token."""
    return store.identity.authority_pem


@post("/v1/enrolments", media_type=MediaType.MESSAGEPACK, request_max_body_size=SMALL_LIMIT, sync_to_thread=True)
def enrol(store: AuditStore, body: bytes) -> EnrolmentGranted:
    """Make a device known, for a one-time token."""
    return store.directory.enrol(_parsed(body, EnrolmentWanted))


@post(
    "/v1/successions",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SUCCESSION_LIMIT + SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def take_succession(store: AuditStore, body: bytes) -> SuccessionTaken:
    """Take a device's next key, which proves itself: its last one signed it."""
    return store.key_lines.take(_parsed(body, SignedSuccession))


@post("/v1/entries", media_type=MediaType.MESSAGEPACK, status_code=200, sync_to_thread=True)
def take_entries(store: AuditStore, device: str, body: bytes) -> Receipt:
    """Take entries in and give the receipt."""
    return store.ingest.take(device, _parsed(body, Shipment))


@post(
    "/v1/notices",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=ENTRY_LIMIT + SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def take_notice(store: AuditStore, device: str, body: bytes) -> NoticeTaken:
    """Take an entry that people must hear of ahead of those before it."""
    return store.notices.take(device, _parsed(body, Notice))


@get("/v1/seats/{owner:str}/{slot:int}/receipt", media_type=MediaType.MESSAGEPACK, sync_to_thread=True)
def latest_receipt(request: Http, store: AuditStore, device: str, owner: str, slot: int) -> list[Receipt]:
    """Give a receipt of a seat as it stands, an empty list where there is none."""
    known = _number(request.query_params.get("known", "")) or 0
    receipt = store.ingest.latest_receipt(device, f"{owner}/{slot}", known)
    return [receipt] if receipt else []


@post(
    "/v1/codes",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def judge_code(store: AuditStore, device: str, body: bytes) -> CodeJudged:
    """Judge what an agent offers at one of the device's seats."""
    wanted = _parsed(body, CodeWanted)
    check_owner(device, wanted.seat_id)
    if wanted.key is not None and wanted.key.challenge.seat_id != wanted.seat_id:
        raise RefusedError(403, "what a key answered was asked at another seat")
    if store.access.is_suspended(device):
        return CodeJudged(accepted=False, reason="suspended")
    if wanted.password is None:
        return _judged(store, device, wanted)
    with store.turns.take(device) as is_free:
        return _judged(store, device, wanted) if is_free else CodeJudged(accepted=False, reason="busy")


@post(
    "/v1/passwords",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def change_password(store: AuditStore, device: str, body: bytes) -> PasswordJudged:
    """Have an agent at one of the device's seats change their password."""
    wanted = _parsed(body, PasswordWanted)
    check_owner(device, wanted.seat_id)
    if wanted.key is not None and wanted.key.challenge.seat_id != wanted.seat_id:
        raise RefusedError(403, "what a key answered was asked at another seat")
    if store.access.is_suspended(device):
        return PasswordJudged(reason="suspended")
    with store.turns.take(device) as is_free:
        return store.password_changes.change(wanted) if is_free else PasswordJudged(reason="busy")


@post(
    "/v1/credential-changes",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def untold_changes(store: AuditStore, device: str, body: bytes) -> ChangesUntold:
    """Tell a seat what its agent is to be told of their credentials, but for what it told them."""
    wanted = _parsed(body, ChangesWanted)
    check_owner(device, wanted.seat_id)
    if wanted.told:
        store.credential_changes.tell(wanted.agent, wanted.told)
    return store.credential_changes.untold(wanted.agent)


@post(
    "/v1/own-sessions",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def own_sessions(store: AuditStore, device: str, body: bytes) -> OwnSessions:
    """Tell an agent at one of the device's seats where they are signed in."""
    wanted = _parsed(body, OwnSessionsWanted)
    check_owner(device, wanted.seat_id)
    return store.sessions.told(wanted.agent, wanted.seat_id)


@post(
    "/v1/own-sessions/ended",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def end_elsewhere(store: AuditStore, device: str, body: bytes) -> ElsewhereEnded:
    """Have an agent at one of the device's seats end their sessions at all others."""
    wanted = _parsed(body, EndElsewhereWanted)
    check_owner(device, wanted.seat_id)
    if wanted.key is not None and wanted.key.challenge.seat_id != wanted.seat_id:
        raise RefusedError(403, "what a key answered was asked at another seat")
    if store.access.is_suspended(device):
        return ElsewhereEnded(reason="suspended")
    if wanted.password is None:
        return store.session_ends.end(wanted)
    with store.turns.take(device) as is_free:
        return store.session_ends.end(wanted) if is_free else ElsewhereEnded(reason="busy")


@post(
    "/v1/openid/authorizations",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def begin_openid(store: AuditStore, device: str, body: bytes) -> OpenidBegun:
    """Have an OpenID provider asked who is at one of the device's seats."""
    wanted = _parsed(body, OpenidWanted)
    check_owner(device, wanted.seat_id)
    if store.access.is_suspended(device):
        return OpenidBegun(reason="suspended")
    with store.turns.take(device) as is_free:
        if not is_free:
            return OpenidBegun(reason="busy")
        try:
            if wanted.redirect_uri:
                return store.openid_browser.begin(wanted.seat_id, wanted.redirect_uri, insist=wanted.insist)
            return store.openid_asking.begin(wanted.seat_id, anew=wanted.anew)
        except OpenidError as error:
            return OpenidBegun(reason=f"openid_{error.reason}")


@post(
    "/v1/openid/answers",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def judge_openid(store: AuditStore, device: str, body: bytes) -> CodeJudged:
    """Judge what came of asking an OpenID provider who is at one of the device's seats."""
    asked = _parsed(body, OpenidAsked)
    check_owner(device, asked.seat_id)
    if store.access.is_suspended(device):
        return CodeJudged(accepted=False, reason="suspended")
    with store.turns.take(device) as is_free:
        if not is_free:
            return OPENID_PENDING
        try:
            whom = store.openid_asking.polled(asked.seat_id, asked.handle)
        except OpenidError as error:
            return CodeJudged(accepted=False, reason=f"openid_{error.reason}")
        return store.agents.judge_identified(asked.agent, whom, asked.password) if whom else OPENID_PENDING


@post(
    "/v1/openid/returns",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT + CODE_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def judge_returned(store: AuditStore, device: str, body: bytes) -> CodeJudged:
    """Judge what a browser at one of the device's seats brought back from an OpenID provider."""
    told = _parsed(body, OpenidReturned)
    check_owner(device, told.seat_id)
    if store.access.is_suspended(device):
        return CodeJudged(accepted=False, reason="suspended")
    with store.turns.take(device) as is_free:
        if not is_free:
            return CodeJudged(accepted=False, reason="busy")
        try:
            whom = store.openid_browser.returned(told)
        except OpenidError as error:
            return CodeJudged(accepted=False, reason=f"openid_{error.reason}")
        return store.agents.judge_identified(told.agent, whom, told.password)


@get("/v1/break-glass-key", media_type=MediaType.MESSAGEPACK, sync_to_thread=True)
def glass_key(store: AuditStore, device: str) -> GlassKeyGiven:
    """Give a device what it judges break-glass codes by while nothing connects it."""
    return GlassKeyGiven(key=store.glass_codes.key_of(device))


@post(
    "/v1/vouches/wanted",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def ask_vouch(store: AuditStore, device: str, body: bytes) -> VouchTaken:
    """Have supervisors hear that an agent asks for their word at one of the device's seats."""
    wanted = _parsed(body, VouchWanted)
    check_owner(device, wanted.seat_id)
    if store.access.is_suspended(device):
        raise RefusedError(403, "this device is suspended")
    store.vouches.ask(wanted)
    return VouchTaken()


@post(
    "/v1/vouches/used",
    media_type=MediaType.MESSAGEPACK,
    request_max_body_size=SMALL_LIMIT,
    status_code=200,
    sync_to_thread=True,
)
def judge_vouched(store: AuditStore, device: str, body: bytes) -> CodeJudged:
    """Judge a password where a supervisor vouched for its agent at one of the device's seats, once."""
    wanted = _parsed(body, VouchedWanted)
    check_owner(device, wanted.seat_id)
    if store.access.is_suspended(device):
        return CodeJudged(accepted=False, reason="suspended")
    with store.database.reads.begin() as db:
        if not store.vouches.is_given(db, wanted.seat_id, wanted.agent, wanted.request):
            return CodeJudged(accepted=False, reason="too_late")
    with store.turns.take(device) as is_free:
        if not is_free:
            return CodeJudged(accepted=False, reason="busy")
        use = partial(store.vouches.use, request=wanted.request)
        return store.agents.judge_vouched(wanted.agent, wanted.password, use)


@get("/v1/vouches", media_type=MediaType.MESSAGEPACK, sync_to_thread=True)
def standing_vouch(request: Http, store: AuditStore, reader: Reader) -> VouchStanding:
    """Tell a supervisor what an agent asks for."""
    return store.vouches.standing(reader, request.query_params.get("agent", ""))


@post("/v1/vouches", request_max_body_size=SMALL_LIMIT, status_code=204, sync_to_thread=True)
def take_vouch(store: AuditStore, reader: Reader, body: bytes) -> None:
    """Take what a supervisor signed, and pass it on to the device that it is for."""
    store.vouches.take(reader, _parsed(body, SignedVouch))


@get("/v1/policies/{path:path}", media_type="application/octet-stream", sync_to_thread=True)
def policy_file(store: AuditStore, device: str, path: str) -> bytes:  # noqa: ARG001 - asking for it authenticates
    """Give a device a file of the published policies, which proves itself (TUF)."""
    return store.policies.file(path)


@get("/v1/entries", sync_to_thread=True)
def find_entries(request: Http, store: AuditStore, reader: Reader) -> Page:  # noqa: ARG001 - asking for it authenticates
    """Give stored entries to a supervisor or an auditor."""
    try:
        wanted = msgspec.convert(dict(request.query_params.items()), Wanted, strict=False)
    except msgspec.ValidationError as error:
        raise RefusedError(400, f"the query is not valid: {error}") from error
    return Page(entries=find(store.database, wanted))


@get("/v1/feed", sync_to_thread=True)
def feed(request: Http, store: AuditStore, reader: Reader) -> ServerSentEvent:
    """Tell a reader what they must hear of, after the number in Last-Event-ID, or from now on without one."""
    after = store.notifying.begin(_number(request.headers.get("last-event-id", "")))
    return ServerSentEvent(stream(partial(store.notifying.after, reader), store.bell, after))


@get("/v1/directives", sync_to_thread=True)
def directives(request: Http, store: AuditStore, device: str) -> ServerSentEvent:
    """Tell a device what to do, after the number that it gives, or from now on without one.

    A number that this store never gave is that of a record which was put back to an earlier one: all that comes is new.
    """
    last, newest = _number(request.query_params.get("after", "")), store.directives.newest()
    after = newest if last is None else min(last, newest)
    find = partial(store.directives.after, device)
    return ServerSentEvent(stream(find, store.directives.bell, after, DIRECTIVES_IDLE_SECONDS))


@get("/v1/workplace", media_type=MediaType.MESSAGEPACK, sync_to_thread=True)
def workplace(request: Http, store: AuditStore, reader: Reader) -> Workplace:
    """Tell a supervisor where an agent is signed in."""
    return store.approvals.workplace(reader, request.query_params.get("agent", ""))


@post("/v1/approvals", request_max_body_size=SMALL_LIMIT, status_code=204, sync_to_thread=True)
def take_approval(store: AuditStore, reader: Reader, body: bytes) -> None:
    """Take what a supervisor signed, and pass it on to the device that it is for."""
    store.approvals.take(reader, _parsed(body, SignedApproval))


@post("/v1/revocations", request_max_body_size=SMALL_LIMIT, status_code=204, sync_to_thread=True)
def take_revocation(store: AuditStore, reader: Reader, body: bytes) -> None:
    """Have what was approved at a seat be over."""
    store.approvals.revoke(reader, _parsed(body, ActRevoked))


@post("/v1/locks", request_max_body_size=SMALL_LIMIT, status_code=204, sync_to_thread=True)
def close_seat(store: AuditStore, reader: Reader, body: bytes) -> None:
    """Have an agent's seat closed at once, for a supervisor."""
    store.access.close_seat(reader, _parsed(body, LockWanted))


def _judged(store: AuditStore, device: str, wanted: CodeWanted) -> CodeJudged:
    if wanted.key is not None and not wanted.agent:
        return store.agents.judge_unnamed(device, wanted.key, wanted.password)
    return store.agents.judge(wanted.agent, wanted.code, wanted.password, wanted.key)


def _number(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS):
        raise RefusedError(400, f"{text[:NUMBER_DIGITS]} is not a number of this store")
    return int(text) if text else None


def _parsed(untrusted: bytes, shape: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(untrusted, type=shape)
    except MALFORMED as error:
        raise RefusedError(400, f"the request is not valid: {error}") from error

"""Sessions that end at an OpenID provider: whom that locks, and what comes to the store's door and ends nothing."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from tests.auditstore.storeprocess import StoreProcess
from tests.auditstore.test_openid import Desk, terminal
from tests.fakes.openidprovider import FakeProvider, fake_provider
from tests.fakes.openidtokens import CLIENT, NOON, RSA, STRANGER, claims, logout_claims, published, signed
from workstation.auditstore.backchannel import (
    AT_ONCE,
    FORM_LIMIT,
    REFUSED,
    REFUSED_WITHIN,
    WAITING,
    BackChannel,
    logout_token,
)
from workstation.auditstore.openidcommands import openid_app
from workstation.auditstore.openidlogouts import PATH, REMEMBERED_FOR, OpenidLogouts
from workstation.auditstore.openidprovider import OpenidProvider
from workstation.auditstore.openidpublished import OpenidPublished
from workstation.auditstore.openidsessions import KNOWN_FOR
from workstation.auditstore.query import Wanted, find
from workstation.credentials.identified import Identified
from workstation.errors import CredentialError, OpenidError
from workstation.facts.kinds import Kind
from workstation.record.directive import AgentForgotten, AgentLocked, Directive

FORM = "application/x-www-form-urlencoded"


class Ending(Desk):
    """A store that hears of sessions that end at the provider."""

    def __init__(self, folder: Path, provider: FakeProvider) -> None:
        super().__init__(folder, provider.issuer, NOON)
        self.provider = provider
        self.tokens = 0
        self.logouts = OpenidLogouts(
            database=self.parts.database,
            providers=self.parts.openid_providers,
            published=OpenidPublished(lambda: self.passed),
            access=self.parts.access,
            clock=self._now,
        )

    def token(self, **changes: Any) -> str:  # noqa: ANN401 - claims of any type
        """Return a token that ends the session of "ana" now, but for `changes`."""
        self.tokens += 1
        now = int(self._now().timestamp())
        honest = {"iss": self.provider.issuer, "sub": "ana", "jti": str(self.tokens), "iat": now, "exp": now + 120}
        return signed(logout_claims(**{**honest, **changes}), typ="logout+jwt")

    def why(self, token: str) -> str:  # type: ignore[override]
        """Return why a token ends nothing."""
        with pytest.raises(OpenidError) as caught:
            self.logouts.heard(token)
        return caught.value.reason

    def comes(self, **account: str) -> None:
        """Have somebody sign in by an account."""
        assert self.parts.agents.judge_identified("", Identified(self.provider.issuer, **account)).accepted  # type: ignore[arg-type]

    def told(self) -> list[Directive]:
        """Return what every device hears."""
        return [msgspec.json.decode(body, type=Directive) for _, body in self.parts.directives.after("any", 0)]

    def written(self) -> list[str]:
        """Return whose session is said to have ended."""
        found = find(self.parts.database, Wanted(kind=Kind.OPENID_SESSION_ENDED, limit=100))
        assert all(each.body.details == {"by": self.provider.issuer} for each in found)
        return [each.agent for each in found]


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with fake_provider() as provider:
        provider.say("/keys", published(RSA))
        yield provider


@pytest.fixture
def desk(tmp_path: Path, provider: FakeProvider) -> Iterator[Ending]:
    desk = Ending(tmp_path, provider)
    yield desk
    desk.parts.database.close()


def test_whose_session_ended_is_locked_and_judged_by_the_store_alone_and_it_is_on_the_record(desk: Ending) -> None:
    assert desk.logouts.heard(desk.token()) == ("Ana",)
    assert desk.told() == [AgentLocked(agent="Ana"), AgentForgotten(agent="Ana")]
    assert desk.written() == ["Ana"]
    assert desk.logouts.heard(desk.token()) == ("Ana",)
    assert desk.told() == [AgentLocked(agent="Ana"), AgentForgotten(agent="Ana")]
    assert desk.written() == ["Ana", "Ana"]


def test_a_session_is_known_by_who_came_by_it_whatever_claim_their_account_is_linked_by(desk: Ending) -> None:
    desk.parts.openid_links.link("Ben", Identified(desk.provider.issuer, "ben@center.example", "preferred_username"))
    assert desk.logouts.heard(desk.token(sub="b-7")) == ()
    desk.comes(account="ben@center.example", claim="preferred_username", subject="b-7", session="s-1")
    assert desk.logouts.heard(desk.token(sub="b-7")) == ("Ben",)
    assert desk.logouts.heard(desk.token(sub=None, sid="s-1")) == ("Ben",)
    assert desk.logouts.heard(desk.token(sub=None, sid="s-2")) == ()
    assert desk.logouts.heard(desk.token(sub="b-7", sid="s-2")) == ("Ben",)
    assert desk.logouts.heard(desk.token(sub="eve", sid="s-1")) == ()


def test_a_session_is_forgotten_with_the_account_and_with_time(desk: Ending) -> None:
    desk.comes(account="ana", subject="ana", session="s-1")
    desk.parts.openid_links.unlink("Ana")
    assert desk.logouts.heard(desk.token()) == ()
    assert desk.logouts.heard(desk.token(sub=None, sid="s-1")) == ()
    desk.parts.openid_links.link("Ana", desk.ana)
    desk.comes(account="ana", subject="ana", session="s-2")
    desk.passed += KNOWN_FOR.total_seconds()
    desk.comes(account="ana", subject="ana", session="s-3")
    assert desk.logouts.heard(desk.token(sub=None, sid="s-2")) == ()
    assert desk.logouts.heard(desk.token(sub=None, sid="s-3")) == ("Ana",)


def test_a_token_is_heard_once_for_as_long_as_it_counts(desk: Ending) -> None:
    token = desk.token()
    desk.logouts.heard(token)
    assert desk.why(token) == "replayed"
    again = OpenidLogouts(
        database=desk.parts.database,
        providers=desk.parts.openid_providers,
        published=OpenidPublished(lambda: 0.0),
        access=desk.parts.access,
        clock=desk._now,
    )
    with pytest.raises(OpenidError, match="replayed"):
        again.heard(token)
    desk.passed += REMEMBERED_FOR.total_seconds()
    assert desk.why(token) == "expired"
    assert desk.written() == ["Ana"]


def test_what_is_no_logout_token_of_this_provider_locks_nobody(desk: Ending) -> None:
    now = int(NOON.timestamp())
    for token, why in (
        (desk.token(iss="https://evil.example"), "another_issuer"),
        (desk.token(aud="another"), "another_audience"),
        (desk.token(nonce="n-1"), "nonce"),
        (desk.token(events={}), "events"),
        (desk.token(iat=now - 3600), "too_old"),
        (desk.token(iat=now + 3600), "not_yet"),
        (desk.token(sub=None), "nobody"),
        (signed(claims(iss=desk.provider.issuer, sub="ana")), "malformed"),
        (signed(logout_claims(iss=desk.provider.issuer, sub="ana"), STRANGER), "signature"),
        ("nonsense", "malformed"),
    ):
        assert desk.why(token) == why
    desk.parts.openid_providers.remove("kim")
    assert desk.why(desk.token()) == "unset"
    assert (desk.told(), desk.written()) == ([], [])


def test_keys_are_looked_up_anew_where_none_signed_it_and_not_for_every_stranger(desk: Ending) -> None:
    desk.provider.say("/keys", published(STRANGER))
    for _ in range(3):
        assert desk.why(desk.token()) == "signature"
    desk.provider.say("/keys", published(RSA))
    desk.passed += 60
    assert desk.logouts.heard(desk.token()) == ("Ana",)
    assert desk.provider.paths().count("/keys") == 2


def test_nothing_ends_where_the_provider_cannot_be_asked_for_its_keys(desk: Ending) -> None:
    desk.provider.say("/keys", b"", 500)
    assert desk.why(desk.token()) == "failed"
    assert desk.written() == []


# ── at the door ──


def test_the_token_is_the_one_that_a_form_brings() -> None:
    assert logout_token(f"{FORM}; charset=utf-8", b"more=1&logout_token=a.b.c&state=") == "a.b.c"
    for kind, body in (
        ("application/json", b"logout_token=a"),
        ("", b"logout_token=a"),
        (FORM, b""),
        (FORM, b"token=a"),
        (FORM, b"logout_token=a&logout_token=b"),
        (FORM, b"logout_token"),
        (FORM, b"logout_token=\xff"),
        (FORM, b"&".join([b"a=b"] * 20) + b"&logout_token=a"),
    ):
        with pytest.raises(OpenidError, match="malformed"):
            logout_token(kind, body)


@given(kind=st.sampled_from([FORM, ""]) | st.text(max_size=40), body=st.binary(max_size=200))
def test_no_bytes_at_the_door_fail_otherwise(kind: str, body: bytes) -> None:
    with suppress(OpenidError):
        assert isinstance(logout_token(kind, body), str)


class Door:
    """A door where what is called "good" counts; time stands still until it is moved."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.channel = BackChannel(self._heard, lambda: self.passed, ("10.0.0.9",))

    def _heard(self, token: str) -> tuple[str, ...]:
        if token != "good":
            raise OpenidError("signature")
        return ("Ana",)

    async def knock(self, brought: str = "good", address: str = "10.0.0.1", forwarded: tuple[str, ...] = ()) -> int:
        status, error = await self.channel.take(address, FORM, f"logout_token={brought}".encode(), forwarded)
        assert bool(error) is (status != 200)
        return int(status)


def test_who_brings_much_that_does_not_count_is_not_listened_to_for_a_while_and_others_are() -> None:
    async def knocks() -> None:
        door = Door()
        for _ in range(REFUSED):
            assert await door.knock() == 200
            assert await door.knock("bad") == 400
        assert await door.knock() == 429
        assert await door.knock(address="10.0.0.2") == 200
        door.passed += REFUSED_WITHIN
        assert await door.knock() == 200

    asyncio.run(knocks())


def test_behind_a_proxy_nobody_silences_the_provider_by_what_they_bring_and_nobody_claims_another_address() -> None:
    async def knocks() -> None:
        door = Door()
        for number in range(REFUSED + 1):
            told = (f"192.0.2.{number}, 203.0.113.7",)
            assert await door.knock("bad", "10.0.0.9", told) == (400 if number < REFUSED else 429)
        assert await door.knock(address="10.0.0.9", forwarded=("198.51.100.7",)) == 200
        for number in range(REFUSED + 1):
            told = (f"192.0.2.{number}",)
            assert await door.knock("bad", "10.0.0.2", told) == (400 if number < REFUSED else 429)

    asyncio.run(knocks())


def test_no_more_than_so_many_wait_and_each_of_them_is_heard() -> None:
    async def knocks() -> list[int]:
        door = Door()
        return await asyncio.gather(*(door.knock() for _ in range(WAITING + AT_ONCE)))

    said = asyncio.run(knocks())
    assert (said.count(200), said.count(503)) == (WAITING, AT_ONCE)


# ── over the network, and at the store's terminal ──


def test_a_store_answers_as_the_standard_says_and_asks_for_no_signature_of_a_device(
    store: StoreProcess, provider: FakeProvider
) -> None:
    store.parts.openid_providers.put(OpenidProvider(issuer=provider.issuer, client_id=CLIENT), "kim")
    public = provider.discovery(token_endpoint_auth_methods_supported=["none"])
    provider.say("/.well-known/openid-configuration", public)
    store.parts.agents.add("who signs out", "cards")
    store.parts.openid_links.link("who signs out", Identified(provider.issuer, "w-7"))
    http = urllib3.PoolManager(ca_certs=str(store.folder / "ca.pem"), retries=False)
    now = int(store.parts.directives.clock().timestamp())
    honest = logout_claims(iss=provider.issuer, sub="w-7", iat=now, exp=now + 120)

    def post(body: str, kind: str = FORM) -> tuple[int, str | None]:
        answer = http.request("POST", f"{store.url}{PATH}", body=body.encode(), headers={"Content-Type": kind})
        return answer.status, answer.headers.get("Cache-Control")

    form = urlencode({"logout_token": signed(honest)})
    assert post(form) == (200, "no-store")
    for body in (form, "", "logout_token=a.b.c", urlencode({"logout_token": signed({**honest, "nonce": "n"})})):
        assert post(body) == (400, "no-store")
    assert post(form, "application/json") == (400, "no-store")
    assert post("logout_token=" + "x" * FORM_LIMIT)[0] == 413
    assert http.request("GET", f"{store.url}{PATH}").status == 405
    found = find(store.parts.database, Wanted(kind=Kind.OPENID_SESSION_ENDED, limit=100))
    assert [each.agent for each in found] == ["who signs out"]
    store.parts.openid_providers.remove("kim")


def test_it_is_checked_whether_the_provider_can_say_who_agents_are(desk: Ending) -> None:
    path = "/.well-known/openid-configuration"
    said = terminal(desk.folder, openid_app, "check")
    assert f"{desk.provider.issuer} answers. Keys that can verify a token: 1." in said
    assert "does not say when a session is over" in said
    desk.provider.say(path, desk.provider.discovery(backchannel_logout_supported=True))
    assert f"backchannel_logout_uri is STORE{PATH}" in terminal(desk.folder, openid_app, "check")
    as_json = msgspec.json.decode(terminal(desk.folder, openid_app, "check", "--json"))
    assert as_json == {"issuer": desk.provider.issuer, "keys": 1, "ends_sessions": True, "in_browser": False}
    page = desk.provider.discovery(authorization_endpoint="https://id.example/authorize")
    desk.provider.say(path, page)
    assert "come back to http://127.0.0.1/deskwarden." in terminal(desk.folder, openid_app, "check")
    for where, told, status, line in (
        ("/keys", {"keys": []}, 200, "no key that can verify"),
        ("/keys", b"", 404, "no OpenID provider answers"),
        (path, desk.provider.discovery(issuer="https://evil.example"), 200, "calls itself something else"),
    ):
        desk.provider.say(where, told, status)
        with pytest.raises(CredentialError, match=line):
            terminal(desk.folder, openid_app, "check")

"""An OpenID provider asked in a browser at the seat: what is opened, what counts of what it brings, what never does."""

# SPDX-License-Identifier: Apache-2.0

import base64
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from tests.auditstore.storeprocess import StoreProcess
from tests.auditstore.test_openid import ANOTHER_SEAT, SEAT, Desk
from tests.fakes.openidprovider import FakeProvider, fake_provider
from tests.fakes.openidtokens import NOON, RSA, STRANGER, claims, published, signed
from tests.openid.browser import Browser
from tests.openid.landing import Landing, landing
from tests.openid.provider import CLIENT, SECRET, running
from workstation.auditstore.openidbrowser import BACK_WITHIN, OpenidBrowser
from workstation.auditstore.openidprovider import OpenidProvider
from workstation.auditstore.openidpublished import OpenidPublished
from workstation.auditstore.openidstarts import STARTS
from workstation.credentials.identified import Identified
from workstation.errors import OpenidError, StoreRefusedError
from workstation.keeper.storeclient import HttpsStore
from workstation.record.exchange import OpenidBegun, OpenidReturned, OpenidWanted

HERE = "http://127.0.0.1:40404/deskwarden"
WELL_KNOWN = "/.well-known/openid-configuration"


class Seat(Desk):
    """A store that asks in a browser, which comes back to `redirect_uri`."""

    def __init__(self, folder: Path, issuer: str, *, at: Any = None, back: str = HERE, **provider: Any) -> None:  # noqa: ANN401
        super().__init__(folder, issuer, at, **provider)
        self.back = back
        self.browser = OpenidBrowser(
            self.parts.openid_providers, OpenidPublished(self._elapsed), self.starts, self._now, self._elapsed
        )

    def begins(self, seat_id: str = SEAT, *, insist: bool = False) -> OpenidBegun:
        return self.browser.begin(seat_id, self.back, insist=insist)

    def brings(self, begun: OpenidBegun, seat_id: str = SEAT, **told: str) -> Identified:
        """Bring back what a browser was told, for the request that was begun."""
        fields = {"state": begun.state, "code": "", "issuer": told.pop("iss", ""), "error": "", **told}
        returned = OpenidReturned(seat_id=seat_id, handle=begun.handle, agent="Ana", password=None, **fields)
        return self.browser.returned(returned)

    def why_not(self, begun: OpenidBegun, seat_id: str = SEAT, **told: str) -> str:
        """Return why nobody comes of it."""
        with pytest.raises(OpenidError) as caught:
            self.brings(begun, seat_id, **told)
        return caught.value.reason

    def why_none_begins(self) -> str:
        with pytest.raises(OpenidError) as caught:
            self.begins()
        return caught.value.reason


def asked_in(begun: OpenidBegun) -> dict[str, str]:
    """Return what the browser asks of the provider."""
    return dict(parse_qsl(urlsplit(begun.authorize).query))


# ── a real provider ──


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running() as issuer:
        yield issuer


@pytest.fixture
def back() -> Iterator[Landing]:
    with landing() as place:
        yield place


@pytest.fixture
def real(tmp_path: Path, issuer: str, back: Landing) -> Iterator[Seat]:
    seat = Seat(tmp_path, issuer, back=back.redirect_uri)
    yield seat
    seat.parts.database.close()


def test_who_authenticates_in_the_browser_comes_back_and_is_told_once(real: Seat, back: Landing) -> None:
    begun = real.begins()
    Browser().authorize(begun.authorize, "ana")
    (came,) = back.came
    assert (came["state"], came["iss"]) == (begun.state, real.ana.issuer)
    assert real.brings(begun, **came) == real.ana
    assert real.why_not(begun, **came) == "expired"
    again = real.begins()
    assert real.why_not(again, code=came["code"], iss=came["iss"]) == "refused"


def test_who_is_signed_in_there_authenticates_anew_all_the_same(real: Seat, back: Landing) -> None:
    browser = Browser()
    browser.authorize(real.begins().authorize, "ana")
    time.sleep(2.1)  # the provider counts whole seconds
    begun = real.begins()
    browser.authorize(begun.authorize, "ben")
    assert real.brings(begun, **back.came[-1]) == Identified(real.ana.issuer, "ben")


def test_a_code_of_another_seat_is_worth_nothing_at_this_one(real: Seat, back: Landing) -> None:
    mine, theirs = real.begins(), real.begins(ANOTHER_SEAT)
    Browser().authorize(theirs.authorize, "ana")
    (came,) = back.came
    assert real.why_not(mine, code=came["code"], iss=came["iss"]) == "refused"
    assert real.why_not(theirs, **came) == "expired"
    assert real.brings(theirs, ANOTHER_SEAT, **came) == real.ana


def test_how_they_authenticated_has_to_be_enough_and_is_insisted_on_once_more(
    tmp_path: Path, issuer: str, back: Landing
) -> None:
    seat = Seat(tmp_path, issuer, back=back.redirect_uri, acr=("phr",))
    begun = seat.begins()
    Browser().authorize(begun.authorize, "ana", acr="0")
    assert seat.why_not(begun, **back.came[-1]) == "insufficient"
    again = seat.begins(insist=True)
    Browser().authorize(again.authorize, "ana", acr="phr")
    assert seat.brings(again, **back.came[-1]) == seat.ana
    long_ago = seat.begins()
    Browser().authorize(long_ago.authorize, "ana", acr="phr", ts=int(time.time()) - 400)
    assert "code" not in back.came[-1] or seat.why_not(long_ago, **back.came[-1]) == "insufficient"
    seat.parts.database.close()


# ── one that answers something else ──


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with fake_provider() as provider:
        provider.say("/keys", published(RSA))
        provider.say(WELL_KNOWN, provider.discovery(authorization_endpoint="https://id.example/authorize?tenant=7"))
        yield provider


@pytest.fixture
def seat(tmp_path: Path, provider: FakeProvider) -> Iterator[Seat]:
    seat = Seat(tmp_path, provider.issuer, at=NOON)
    yield seat
    seat.parts.database.close()


def grants(provider: FakeProvider, begun: OpenidBegun, **changes: Any) -> None:  # noqa: ANN401 - claims of any type
    """Have the provider grant a token for what was begun, honest but for `changes`."""
    now = int(NOON.timestamp())
    honest = claims(iss=provider.issuer, aud=CLIENT, sub="ana", nonce=asked_in(begun)["nonce"], auth_time=now)
    said = {name: value for name, value in {**honest, **changes}.items() if value is not None}
    provider.say("/token", {"id_token": signed(said), "access_token": "x", "token_type": "Bearer"})


def test_what_is_opened_asks_for_who_authenticates_now_and_only_the_store_can_redeem_it(
    seat: Seat, provider: FakeProvider
) -> None:
    begun = seat.begins()
    assert begun.authorize.startswith("https://id.example/authorize?tenant=7&")
    wanted = asked_in(begun)
    assert {name: wanted[name] for name in ("response_type", "client_id", "redirect_uri", "scope")} == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": HERE,
        "scope": "openid",
    }
    assert (wanted["prompt"], wanted["max_age"], wanted["state"]) == ("login", "1", begun.state)
    grants(provider, begun)
    assert seat.brings(begun, code="c-1") == seat.ana
    path, form = provider.asked[-2]
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert (path, form["code"], form["redirect_uri"]) == ("/token", "c-1", HERE)
    assert wanted["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert wanted["code_challenge_method"] == "S256"
    assert form["code_verifier"] not in begun.authorize
    assert len({wanted["state"], wanted["nonce"], wanted["code_challenge"]}) == 3


def test_an_authentication_class_is_asked_for_and_then_insisted_on(tmp_path: Path, provider: FakeProvider) -> None:
    told = {"authorization_endpoint": "https://id.example/a", "claims_parameter_supported": True}
    provider.say(WELL_KNOWN, provider.discovery(**told))
    seat = Seat(tmp_path, provider.issuer, at=NOON, acr=("phr", "phrh"))
    first, second = asked_in(seat.begins()), asked_in(seat.begins(insist=True))
    assert first["acr_values"] == second["acr_values"] == "phr phrh"
    assert "acr" not in msgspec.json.decode(first["claims"])["id_token"]
    wanted = {"essential": True, "values": ["phr", "phrh"]}
    assert msgspec.json.decode(second["claims"])["id_token"]["acr"] == wanted
    seat.parts.database.close()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"auth_time": int(NOON.timestamp()) - 31}, "insufficient"),
        ({"auth_time": None}, "insufficient"),
        ({"nonce": None}, "refused"),
        ({"nonce": "of somebody else"}, "refused"),
        ({"iss": "https://evil.example"}, "refused"),
        ({"aud": "another"}, "refused"),
        ({"exp": 1}, "refused"),
    ],
)
def test_a_token_that_says_something_else_is_judged_as_strictly(
    seat: Seat, provider: FakeProvider, changes: dict[str, Any], why: str
) -> None:
    begun = seat.begins()
    grants(provider, begun, **changes)
    assert seat.why_not(begun, code="c-1") == why
    grants(provider, begun)
    assert seat.why_not(begun, code="c-1") == "expired"


def test_a_token_that_a_stranger_signed_is_refused(seat: Seat, provider: FakeProvider) -> None:
    begun = seat.begins()
    grants(provider, begun)
    provider.say("/keys", published(STRANGER))
    assert seat.why_not(begun, code="c-1") == "refused"


def test_another_state_or_issuer_is_refused_and_nothing_is_redeemed(seat: Seat, provider: FakeProvider) -> None:
    assert seat.why_not(seat.begins(), code="c-1", state="guessed") == "refused"
    assert seat.why_not(seat.begins(), code="c-1", iss="https://evil.example") == "refused"
    named = {"authorization_endpoint": "https://id.example/a", "authorization_response_iss_parameter_supported": True}
    provider.say(WELL_KNOWN, provider.discovery(**named))
    seat.passed += 600
    assert seat.why_not(seat.begins(), code="c-1") == "refused"
    assert "/token" not in provider.paths()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("access_denied", "denied"),
        ("unmet_authentication_requirements", "insufficient"),
        ("insufficient_user_authentication", "insufficient"),
        ("server_error", "failed"),
        ("<b>", "failed"),
    ],
)
def test_an_error_that_is_brought_says_why_and_the_log_has_its_word(
    seat: Seat, provider: FakeProvider, caplog: pytest.LogCaptureFixture, error: str, why: str
) -> None:
    begun = seat.begins()
    assert seat.why_not(begun, error=error) == why
    assert "<b>" not in caplog.text
    assert (error.replace("_", " ") in caplog.text) is (why != "denied" and error != "<b>")
    assert "/token" not in provider.paths()


@pytest.mark.parametrize(
    ("status", "answer", "why"),
    [
        (400, b'{"error":"invalid_grant"}', "refused"),
        (401, b'{"error":"invalid_client"}', "failed"),
        (400, b"<html>", "failed"),
        (503, b"", "away"),
        (200, b"{}", "failed"),
    ],
)
def test_a_code_that_is_not_redeemed_comes_to_nothing(
    seat: Seat,
    provider: FakeProvider,
    caplog: pytest.LogCaptureFixture,
    status: int,
    answer: bytes,
    why: str,
) -> None:
    begun = seat.begins()
    provider.say("/token", answer, status)
    assert seat.why_not(begun, code="c-1") == why
    assert ("invalid client" in caplog.text) is (b"invalid_client" in answer)
    assert ("invalid grant" in caplog.text) is (b"invalid_grant" in answer)
    grants(provider, begun)
    assert seat.why_not(begun, code="c-1") == "expired"


def test_what_comes_too_late_or_for_another_provider_or_by_another_handle_comes_to_nothing(
    seat: Seat, provider: FakeProvider
) -> None:
    late, other = seat.begins(), seat.begins(ANOTHER_SEAT)
    grants(provider, late)
    assert seat.why_not(msgspec.structs.replace(late, handle=other.handle), code="c") == "expired"
    seat.passed += BACK_WITHIN
    assert seat.why_not(late, code="c") == "expired"
    first, second = seat.begins(), seat.begins()
    assert seat.why_not(first, code="c") == "expired"
    stricter = OpenidProvider(issuer=provider.issuer, client_id=CLIENT, secret=SECRET, acr=("phr",))
    seat.parts.openid_providers.put(stricter, "kim")
    assert seat.why_not(second, code="c") == "expired"
    assert "/token" not in provider.paths()


def test_a_provider_without_a_page_or_without_pkce_begins_nothing(seat: Seat, provider: FakeProvider) -> None:
    page = {"authorization_endpoint": "https://id.example/a"}
    for told, why in (
        ({}, "no_browser"),
        ({**page, "code_challenge_methods_supported": ["plain"]}, "no_browser"),
        ({"authorization_endpoint": "http://evil.example/a"}, "failed"),
    ):
        provider.say(WELL_KNOWN, provider.discovery(**told))
        seat.passed += 600
        assert seat.why_none_begins() == why


def test_both_ways_are_counted_together(seat: Seat) -> None:
    for _ in range(STARTS // 2):
        seat.begins()
        seat.begin()
    assert seat.why_none_begins() == "too_many"
    assert seat.why_not_begun() == "too_many"


# ── over the network ──


def test_a_device_asks_for_its_own_seats_alone_and_comes_back_to_its_own_machine(
    store: StoreProcess, client: HttpsStore, seat_id: str, issuer: str, back: Landing
) -> None:
    store.parts.openid_providers.put(OpenidProvider(issuer=issuer, client_id=CLIENT, secret=SECRET), "kim")
    name = f"agent of {seat_id}"
    store.parts.agents.add(name, "cards")
    store.parts.openid_links.link(name, Identified(issuer, seat_id))
    begun = client.begin_browser(seat_id, back.redirect_uri, insist=False)
    Browser().authorize(begun.authorize, seat_id)
    came = back.came[-1]
    told = OpenidReturned(
        seat_id=seat_id,
        handle=begun.handle,
        agent=name,
        password=None,
        state=came["state"],
        code=came["code"],
        issuer=came["iss"],
        error="",
    )
    with pytest.raises(StoreRefusedError, match="not one of this device"):
        client.judge_returned(msgspec.structs.replace(told, seat_id=SEAT))
    judged = client.judge_returned(told)
    assert (judged.accepted, judged.agent) == (True, name)
    assert client.judge_returned(told).reason == "openid_expired"
    for elsewhere in ("http://127.0.0.1:1/else", "http://evil.example:1/deskwarden", "https://127.0.0.1:1/deskwarden"):
        with pytest.raises(StoreRefusedError, match="not valid"):
            client.begin_browser(seat_id, elsewhere, insist=False)
    store.parts.openid_providers.remove("kim")
    assert client.begin_browser(seat_id, back.redirect_uri, insist=False).reason == "openid_unset"


def test_what_a_store_of_an_earlier_version_is_asked_is_what_it_understands() -> None:
    plain = msgspec.msgpack.decode(msgspec.msgpack.encode(OpenidWanted(seat_id=SEAT, anew=True)))
    assert plain == {"seat_id": SEAT, "anew": True}

"""OpenID at the store: asked of a real provider and of hostile ones, judged in place of a code, set at its terminal."""

# SPDX-License-Identifier: Apache-2.0

import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer import Typer
from typer.testing import CliRunner

from tests.auditstore.storeprocess import StoreProcess
from tests.fakes.openidprovider import CODES, FakeProvider, fake_provider
from tests.fakes.openidtokens import NOON, RSA, STRANGER, claims, published, signed
from tests.openid.browser import Browser
from tests.openid.provider import CLIENT, SECRET, running
from workstation.auditstore.certificates import make_authority, make_server
from workstation.auditstore.identity import private_pem
from workstation.auditstore.openidasking import CONFIRMED_WITHIN, OpenidAsking
from workstation.auditstore.openidcommands import link_agent, openid_app, unlink_agent
from workstation.auditstore.openidprovider import OpenidProvider
from workstation.auditstore.openidpublished import OpenidPublished
from workstation.auditstore.openidstarts import STARTS, STARTS_WITHIN, OpenidStarts
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.store import now as utc_now
from workstation.auditstore.store import open_store
from workstation.credentials.identified import Identified
from workstation.errors import CredentialError, OpenidError, StoreError, StoreRefusedError
from workstation.facts.kinds import Kind
from workstation.keeper.storeclient import HttpsStore
from workstation.record.exchange import CodeJudged, OpenidAsked, OpenidBegun, OpenidWanted

SEAT, ANOTHER_SEAT = "00000000-0000-4000-8000-000000000001/1", "00000000-0000-4000-8000-000000000001/2"
PASSWORD = "blue kite over manila"
REFUSED = CodeJudged(accepted=False, reason="openid_refused")


class Desk:
    """A store that asks one provider, where Ana is "ana" there; time stands still until it is moved."""

    def __init__(self, folder: Path, issuer: str, at: datetime | None = None, **provider: Any) -> None:  # noqa: ANN401
        self.passed = 0.0
        self.at = at
        self.folder = folder
        self.parts = open_store(folder, self._now)
        published, self.starts = OpenidPublished(self._elapsed), OpenidStarts(self._elapsed)
        self.asking = OpenidAsking(self.parts.openid_providers, published, self.starts, self._now, self._elapsed)
        for name in ("Ana", "Ben"):
            self.parts.agents.add(name, "cards")
        fields = {"issuer": issuer, "client_id": CLIENT, "secret": SECRET, **provider}
        self.parts.openid_providers.put(OpenidProvider(**fields), "kim")
        self.ana = Identified(issuer, "ana")
        self.parts.openid_links.link("Ana", self.ana)

    def _elapsed(self) -> float:
        return self.passed

    def _now(self) -> datetime:
        return (self.at + timedelta(seconds=self.passed)) if self.at else utc_now()

    def begin(self, seat_id: str = SEAT, *, anew: bool = False) -> OpenidBegun:
        return self.asking.begin(seat_id, anew=anew)

    def ask(self, begun: OpenidBegun, after: float = 5.0, seat_id: str = SEAT) -> Identified | None:
        """Ask after an authorization once so much more time has passed."""
        self.passed += after
        return self.asking.polled(seat_id, begun.handle)

    def why(self, begun: OpenidBegun, after: float = 5.0, seat_id: str = SEAT) -> str:
        """Return why an authorization comes to nothing."""
        with pytest.raises(OpenidError) as caught:
            self.ask(begun, after, seat_id)
        return caught.value.reason

    def why_not_begun(self) -> str:
        with pytest.raises(OpenidError) as caught:
            self.begin()
        return caught.value.reason


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running() as issuer:
        yield issuer


@pytest.fixture
def real(tmp_path: Path, issuer: str) -> Iterator[Desk]:
    """Ask a real provider."""
    desk = Desk(tmp_path, issuer)
    yield desk
    desk.parts.database.close()


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with fake_provider() as provider:
        yield provider


@pytest.fixture
def desk(tmp_path: Path, provider: FakeProvider) -> Iterator[Desk]:
    """Ask a provider that answers whatever a test says, at noon."""
    desk = Desk(tmp_path, provider.issuer, NOON)
    provider.say("/keys", published(RSA))
    yield desk
    desk.parts.database.close()


def token_for(provider: FakeProvider, **changes: Any) -> dict[str, str]:  # noqa: ANN401 - claims of any type
    """Return what a provider grants for the authorization that was begun last."""
    nonce = [form["nonce"] for path, form in provider.asked if path == "/device"][-1]
    honest = claims(iss=provider.issuer, aud=CLIENT, sub="ana", nonce=nonce)
    return {"id_token": signed({**honest, **changes}), "access_token": "x", "token_type": "Bearer"}


# ── a real provider ──


def test_who_confirms_at_a_real_provider_is_told_once(real: Desk) -> None:
    begun = real.begin()
    assert (begun.interval, begun.seconds) == (5, CONFIRMED_WITHIN)
    assert begun.user_code in begun.uri_complete
    assert real.ask(begun) is None
    Browser().confirm(begun.uri_complete, "ana")
    assert real.ask(begun) == real.ana
    assert real.why(begun) == "expired"


def test_who_declines_at_a_real_provider_ends_it(real: Desk) -> None:
    begun = real.begin()
    Browser().decline(begun.uri_complete)
    assert real.why(begun) == "denied"


def test_an_account_that_is_signed_in_there_counts_for_as_long_as_was_said(real: Desk) -> None:
    phone = Browser()
    phone.confirm(real.begin().uri_complete, "ana")
    again = real.begin(ANOTHER_SEAT)
    phone.confirm(again.uri_complete, "somebody who is not asked")
    assert real.ask(again, seat_id=ANOTHER_SEAT) == real.ana
    long_ago = real.begin()
    Browser().confirm(long_ago.uri_complete, "ana", ts=int(time.time()) - 400)
    assert real.why(long_ago) == "refused"


def test_who_has_to_authenticate_now_is_asked_to(real: Desk) -> None:
    phone = Browser()
    phone.confirm(real.begin().uri_complete, "ana")
    time.sleep(2.1)  # the provider counts whole seconds
    anew = real.begin(anew=True)
    phone.confirm(anew.uri_complete, "ben")
    assert real.ask(anew) == Identified(real.ana.issuer, "ben")


def test_how_they_authenticated_has_to_be_enough(tmp_path: Path, issuer: str) -> None:
    desk = Desk(tmp_path, issuer, acr=("phr",), amr=("pwd",))
    weak, strong = desk.begin(), desk.begin(ANOTHER_SEAT)
    Browser().confirm(weak.uri_complete, "ana", acr="0")
    Browser().confirm(strong.uri_complete, "ana", acr="phr")
    assert desk.why(weak) == "refused"
    assert desk.ask(strong, seat_id=ANOTHER_SEAT) == desk.ana
    desk.parts.database.close()


@pytest.mark.parametrize(("client", "secret"), [("posted", "s3cret/+&="), ("public", "")])
def test_a_client_may_prove_itself_otherwise(tmp_path: Path, issuer: str, client: str, secret: str) -> None:
    desk = Desk(tmp_path, issuer, client_id=client, secret=secret)
    begun = desk.begin()
    Browser().confirm(begun.uri_complete, "ana")
    assert desk.ask(begun) == desk.ana
    desk.parts.database.close()


def test_a_wrong_secret_begins_nothing(tmp_path: Path, issuer: str) -> None:
    desk = Desk(tmp_path, issuer, secret="guessed")
    assert desk.why_not_begun() == "failed"
    desk.parts.database.close()


# ── one that answers something else ──


def test_a_provider_is_asked_no_more_often_than_it_says(desk: Desk, provider: FakeProvider) -> None:
    begun = desk.begin()
    assert desk.ask(begun, 4.9) is None
    assert "/token" not in provider.paths()
    assert desk.ask(begun, 0.1) is None
    assert desk.ask(begun, 4.9) is None
    assert provider.paths().count("/token") == 1
    provider.refuse("slow_down")
    assert desk.ask(begun, 0.1) is None
    assert desk.ask(begun, 9.9) is None
    assert provider.paths().count("/token") == 2
    provider.say("/token", token_for(provider))
    assert desk.ask(begun, 0.1) == desk.ana


def test_an_interval_of_nothing_is_a_second_and_no_validity_is_longer_than_three_minutes(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.say("/device", {**CODES, "interval": 0, "expires_in": 100_000})
    begun = desk.begin()
    assert (begun.interval, begun.seconds) == (1, CONFIRMED_WITHIN)
    provider.say("/token", token_for(provider))
    assert desk.why(begun, CONFIRMED_WITHIN) == "expired"
    provider.say("/device", {**CODES, "interval": 60, "expires_in": 20})
    assert (desk.begin().interval, desk.begin().seconds) == (60, 20)
    provider.say("/device", {**CODES, "interval": 61})
    assert desk.why_not_begun() == "failed"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"nonce": "of somebody else"},
        {"exp": 1},
        {"auth_time": None},
        {"auth_time": int(NOON.timestamp()) - 400},
        {"iat": int(NOON.timestamp()) - 100},
    ],
)
def test_a_token_that_says_something_else_ends_it(desk: Desk, provider: FakeProvider, changes: dict[str, Any]) -> None:
    begun = desk.begin()
    provider.say("/token", token_for(provider, **changes))
    assert desk.why(begun) == "refused"
    provider.say("/token", token_for(provider))
    assert desk.why(begun) == "expired"


def test_who_has_to_authenticate_now_did_not_before(desk: Desk, provider: FakeProvider) -> None:
    begun = desk.begin(anew=True)
    assert provider.asked[-1][1]["max_age"] == "1"
    provider.say("/token", token_for(provider, auth_time=int(NOON.timestamp()) - 60))
    assert desk.why(begun) == "refused"


def test_keys_are_looked_up_anew_where_none_signed_it_and_not_for_every_stranger(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.say("/keys", published(STRANGER))
    begun = desk.begin()
    provider.say("/token", token_for(provider))
    assert desk.why(begun) == "refused"
    provider.say("/keys", published(RSA))
    begun = desk.begin()
    provider.say("/token", token_for(provider))
    assert desk.why(begun) == "refused"
    desk.passed += 60
    begun = desk.begin()
    provider.say("/token", token_for(provider, iat=int(NOON.timestamp()) + 75, auth_time=int(NOON.timestamp()) + 75))
    assert desk.ask(begun) == desk.ana
    assert provider.paths().count("/keys") == 2


def test_a_provider_that_fails_for_a_while_is_asked_again_and_one_that_talks_nonsense_is_not(
    desk: Desk, provider: FakeProvider
) -> None:
    begun = desk.begin()
    provider.say("/token", b"", 503)
    assert desk.why(begun) == "away"
    provider.say("/token", token_for(provider))
    assert desk.ask(begun) is None  # half as often from then on
    assert desk.ask(begun) == desk.ana
    for status, answer in (
        (200, b"{}"),
        (400, b"<html>"),
        (400, b'{"error":"invalid_grant"}'),
        (200, b"x" * (1 << 20)),
    ):
        begun = desk.begin()
        provider.say("/token", answer, status)
        assert (answer[:9], desk.why(begun)) == (answer[:9], "failed")
        assert desk.why(begun) == "expired"


def test_a_secret_may_be_posted_where_the_provider_wants_that(desk: Desk, provider: FakeProvider) -> None:
    path = "/.well-known/openid-configuration"
    provider.say(path, provider.discovery(token_endpoint_auth_methods_supported=["client_secret_post"]))
    desk.begin()
    assert provider.asked[-1][1]["client_secret"] == SECRET


def served_by(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return what serves https://localhost, and the file of the authority that says so."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = make_authority(authority_key, "a provider's")
    certificate = make_server(authority, authority_key, key.public_key(), ("localhost",))
    trusted, chain = folder / "authority.pem", folder / "provider.pem"
    trusted.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    chain.write_bytes(private_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context, trusted


def test_a_provider_shows_a_certificate_that_this_system_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = served_by(tmp_path)
    with fake_provider(context) as provider:
        desk = Desk(tmp_path / "store", provider.issuer, NOON)
        given = ("set", "--issuer", provider.issuer, "--client-id", "x", "--stdin")
        assert desk.why_not_begun() == "failed"
        with pytest.raises(CredentialError, match="not trusted here"):
            terminal(desk.folder, openid_app, *given, typed="y\n")
        assert provider.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert "is asked who agents are" in terminal(desk.folder, openid_app, *given, typed="y\n")
        asking = OpenidAsking(
            desk.parts.openid_providers, OpenidPublished(desk._elapsed), desk.starts, desk._now, desk._elapsed
        )
        assert asking.begin(SEAT, anew=False).user_code == CODES["user_code"]
        desk.parts.database.close()


def test_no_redirect_is_followed(desk: Desk, provider: FakeProvider) -> None:
    provider.say("/elsewhere", CODES)
    provider.say("/device", f"{provider.issuer}/elsewhere".encode(), 302)
    assert desk.why_not_begun() == "failed"
    assert "/elsewhere" not in provider.paths()


def test_a_provider_that_is_gone_or_calls_itself_otherwise_begins_nothing(desk: Desk, provider: FakeProvider) -> None:
    path = "/.well-known/openid-configuration"
    for told, why in (
        (provider.discovery(issuer="https://evil.example"), "failed"),
        (provider.discovery(device_authorization_endpoint=None), "failed"),
        (provider.discovery(token_endpoint="http://evil.example/token"), "failed"),
        (b"\xff", "failed"),
    ):
        provider.say(path, told)
        assert desk.why_not_begun() == why
    provider.say(path, provider.discovery(token_endpoint="http://127.0.0.1:9/token"))
    begun = desk.begin()
    assert desk.why(begun) == "away"


def test_a_seat_has_one_under_way_and_nobody_elses(desk: Desk, provider: FakeProvider) -> None:
    first, other, second = desk.begin(), desk.begin(ANOTHER_SEAT), desk.begin()
    provider.say("/token", token_for(provider))
    assert desk.why(first) == "expired"
    assert desk.why(second, seat_id=ANOTHER_SEAT) == "expired"
    assert desk.ask(second) == desk.ana
    assert len({first.handle, other.handle, second.handle}) == 3


def test_a_seat_begins_so_many_in_ten_minutes_and_others_do_not_wait_for_it(desk: Desk) -> None:
    for _ in range(STARTS):
        desk.begin()
    assert desk.why_not_begun() == "too_many"
    desk.begin(ANOTHER_SEAT)
    desk.passed += STARTS_WITHIN
    desk.begin()


def test_who_gets_in_may_begin_as_often_as_they_like(desk: Desk, provider: FakeProvider) -> None:
    for _ in range(2 * STARTS):
        begun, at = desk.begin(), int(desk._now().timestamp())
        provider.say("/token", token_for(provider, iat=at, auth_time=at, exp=at + 60))
        assert desk.ask(begun) == desk.ana


def test_what_is_under_way_comes_to_nothing_once_another_provider_is_set_or_none(
    desk: Desk, provider: FakeProvider
) -> None:
    begun = desk.begin()
    provider.say("/token", token_for(provider))
    stricter = OpenidProvider(issuer=provider.issuer, client_id=CLIENT, secret=SECRET, acr=("phr",))
    desk.parts.openid_providers.put(stricter, "kim")
    assert desk.why(begun) == "expired"
    begun = desk.begin()
    desk.parts.openid_providers.remove("kim")
    assert desk.why(begun) == "expired"
    assert desk.why_not_begun() == "unset"


# ── who that is here ──


def test_an_account_is_the_agent_that_it_is_linked_to(desk: Desk) -> None:
    for wanted in ("", "Ana"):
        judged = desk.parts.agents.judge_identified(wanted, desk.ana)
        assert (judged.accepted, judged.agent, judged.team, judged.openid) == (True, "Ana", "cards", desk.ana.mark)


def test_every_other_account_gets_the_same_answer(desk: Desk) -> None:
    desk.parts.passwords.change("Ana", PASSWORD)
    stranger, elsewhere = Identified(desk.ana.issuer, "eve"), Identified("https://evil.example", "ana")
    namesake = replace(desk.ana, claim="preferred_username")
    for wanted, whom, password in (
        ("", stranger, None),
        ("Ana", stranger, None),
        ("Ben", desk.ana, None),
        ("nobody", desk.ana, None),
        ("", elsewhere, None),
        ("", namesake, None),
        ("Ana", namesake, None),
        ("", desk.ana, "seven green umbrellas"),
        ("Ana", desk.ana, ""),
        ("", stranger, PASSWORD),
    ):
        assert desk.parts.agents.judge_identified(wanted, whom, password) == REFUSED
        desk.parts.agents.confirm("Ana")
    judged = desk.parts.agents.judge_identified("", desk.ana, PASSWORD)
    assert judged.accepted
    assert judged.password_hash


def test_refusals_are_counted_like_wrong_codes(desk: Desk) -> None:
    for _ in range(5):
        assert desk.parts.agents.judge_identified("Ana", Identified(desk.ana.issuer, "eve")) == REFUSED
    assert desk.parts.agents.judge_identified("Ana", desk.ana).reason == "locked_out"
    assert desk.parts.agents.judge_identified("", desk.ana).reason == "locked_out"
    desk.parts.agents.confirm("Ana")
    assert desk.parts.agents.judge_identified("Ana", desk.ana).accepted


def test_that_access_has_ended_is_told_to_whose_account_it_is(desk: Desk) -> None:
    desk.parts.access.revoke_agent("Ana", "kim")
    assert desk.parts.agents.judge_identified("", desk.ana).reason == "access_ended"


def test_an_account_is_one_agents_and_an_agent_has_one(desk: Desk) -> None:
    for name, account in (("Ben", "ana"), ("Ana", "ana2")):
        with pytest.raises(StoreError, match="has an account there"):
            desk.parts.openid_links.link(name, Identified(desk.ana.issuer, account))
    desk.parts.openid_links.link("Ana", Identified("https://next.example", "ana"))
    assert len(desk.parts.openid_links.of("Ana")) == 2
    desk.parts.openid_links.unlink("Ana")
    assert desk.parts.agents.judge_identified("", desk.ana) == REFUSED
    with pytest.raises(StoreError, match="no account is linked"):
        desk.parts.openid_links.unlink("Ana")
    with pytest.raises(StoreError, match="no agent"):
        desk.parts.openid_links.link("Carl", desk.ana)


# ── the store's terminal ──


def terminal(folder: Path, app: Typer, *arguments: str, typed: str = "") -> str:
    """Return what a command at the store's terminal says; raise what it raised."""
    done = CliRunner().invoke(app, [*arguments, "--dir", str(folder)], input=typed)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_a_provider_is_set_shown_and_removed_and_its_secret_stands_in_no_file(
    desk: Desk, provider: FakeProvider
) -> None:
    given = ("set", "--issuer", provider.issuer, "--client-id", "desk", "--acr", "phr", "--max-age", "60")
    said = terminal(desk.folder, openid_app, *given, "--stdin", typed="shared 5ecret\n")
    assert said == f"{provider.issuer} is asked who agents are from now on.\n"
    assert desk.parts.openid_providers.get() == OpenidProvider(
        issuer=provider.issuer, client_id="desk", secret="shared 5ecret", acr=("phr",), max_age_seconds=60
    )
    shown = terminal(desk.folder, openid_app, "show")
    as_json = terminal(desk.folder, openid_app, "show", "--json")
    assert "acr phr" in shown
    assert msgspec.json.decode(as_json)["client_id"] == "desk"
    for text in (shown, as_json, repr(desk.parts.openid_providers.get())):
        assert "5ecret" not in text
    for path in desk.folder.rglob("*"):
        assert path.is_dir() or b"5ecret" not in path.read_bytes()
    terminal(desk.folder, openid_app, "remove")
    assert desk.parts.openid_providers.get() is None
    for command in ("show", "remove"):
        with pytest.raises(StoreError, match="no OpenID provider is set"):
            terminal(desk.folder, openid_app, command)
    kinds = [each.body.kind for each in find(desk.parts.database, Wanted(limit=100))]
    assert kinds[-2:] == [Kind.OPENID_PROVIDER_SET, Kind.OPENID_PROVIDER_REMOVED]


def test_a_provider_that_cannot_be_asked_is_not_set(desk: Desk, provider: FakeProvider) -> None:
    before = desk.parts.openid_providers.get()
    for issuer, line in (
        ("http://id.example", "not reached by TLS"),
        (f"{provider.issuer}/", "calls itself something else"),
        (f"{provider.issuer}/else", "no OpenID provider answers"),
        ("http://127.0.0.1:9", "does not answer"),
        ("nowhere", "no device authorization"),
    ):
        with pytest.raises(CredentialError, match=line):
            terminal(desk.folder, openid_app, "set", "--issuer", issuer, "--client-id", "x", "--stdin", typed="y\n")
    with pytest.raises(CredentialError, match="in no way that is known"):
        terminal(desk.folder, openid_app, "set", "--issuer", provider.issuer, "--client-id", "x", "--public")
    said = terminal(desk.folder, openid_app, "set", "--issuer", provider.issuer, "--client-id", "x", "--stdin")
    assert "--public where it has none" in " ".join(said.split())
    assert desk.parts.openid_providers.get() == before


def test_an_account_is_linked_and_unlinked_on_the_record(desk: Desk) -> None:
    link, unlink = Typer(), Typer()
    link.command()(link_agent)
    unlink.command()(unlink_agent)
    assert terminal(desk.folder, link, "Ben", "ben-7") == f"Ben is ben-7 at {desk.ana.issuer} from now on.\n"
    mark = Identified(desk.ana.issuer, "ben-7").mark
    assert terminal(desk.folder, link, "Ben") == f"{mark}  {desk.ana.issuer}  sub  ben-7\n"
    terminal(desk.folder, unlink, "Ben")
    assert terminal(desk.folder, link, "Ben") == ""
    told = find(desk.parts.database, Wanted(limit=100))[-2:]
    assert [(each.body.kind, each.agent) for each in told] == [
        (Kind.OPENID_LINKED, "Ben"),
        (Kind.OPENID_UNLINKED, "Ben"),
    ]
    assert told[0].body.details["openid"] == mark
    desk.parts.openid_providers.remove("kim")
    with pytest.raises(StoreError, match="no OpenID provider is set"):
        terminal(desk.folder, link, "Ben", "ben-7")


# ── over the network ──


def test_a_device_asks_for_its_own_seats_alone_and_only_while_it_may(
    store: StoreProcess, client: HttpsStore, seat_id: str, issuer: str
) -> None:
    def begun(seat: str) -> OpenidBegun:
        wanted = msgspec.msgpack.encode(OpenidWanted(seat_id=seat, anew=False))
        return client._ask("POST", "/v1/openid/authorizations", wanted, OpenidBegun)

    def asked(seat: str, handle: bytes) -> CodeJudged:
        body = msgspec.msgpack.encode(OpenidAsked(seat_id=seat, handle=handle, agent=""))
        return client._ask("POST", "/v1/openid/answers", body, CodeJudged)

    assert begun(seat_id) == OpenidBegun(reason="openid_unset")
    store.parts.openid_providers.put(OpenidProvider(issuer=issuer, client_id=CLIENT, secret=SECRET), "kim")
    name = f"agent of {seat_id}"
    store.parts.agents.add(name, "cards")
    store.parts.openid_links.link(name, Identified(issuer, seat_id))
    told = begun(seat_id)
    assert asked(seat_id, told.handle).reason == "openid_pending"
    assert asked(seat_id, bytes(32)).reason == "openid_expired"
    for call in (lambda: begun(SEAT), lambda: asked(SEAT, told.handle)):
        with pytest.raises(StoreRefusedError, match="not one of this device"):
            call()
    Browser().confirm(told.uri_complete, seat_id)
    time.sleep(told.interval)
    judged = asked(seat_id, told.handle)
    assert (judged.accepted, judged.agent) == (True, name)
    store.parts.access.suspend_device(seat_id.partition("/")[0], "kim")
    assert begun(seat_id).reason == "suspended"
    assert asked(seat_id, told.handle).reason == "suspended"
    store.parts.openid_providers.remove("kim")

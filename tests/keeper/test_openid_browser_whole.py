"""A mask is lifted for who authenticates in the browser: real provider, real store, real keeper, a real answer."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keeper.test_openid_logout_whole import Desk
from tests.keeper.workplace import working
from tests.openid.browser import Browser
from tests.openid.provider import CLIENT, SECRET, running
from workstation.auditstore.openidprovider import OpenidProvider
from workstation.auditstore.query import Wanted, find
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.link.messages import OpenBrowser, ProofAsked, ProofOffered, StepUpWanted, Verdict

RULES = """name = "accounts"
format = 1

[[rule]]
kind = "factors"
id = "account"
factors = ["openid"]

[[rule]]
kind = "masking"
id = "masks"

[[reveal]]
id = "call-backs"
classes = ["us_ssn"]
scope = { teams = ["cards"] }
seconds = 30
times_an_hour = 9
reasons = ["The bank asks for it."]
step_up_minutes = 0
"""
REVEAL = Body(
    kind=Kind.REVEAL_OPENED,
    severity=Severity.CUSTODY,
    outcome=Outcome.DONE,
    rule="call-backs",
    application="CRM",
    data_classes={"us_ssn": 1},
    details={"number": 1, "seconds": 30, "reason": 1},
)


class Revealing(Desk):
    """A workplace where Ana, who is "ana" at the provider by any class, wants to see what a mask covers."""

    def wants_to_see(self, number: int) -> OpenBrowser:
        """Return what the browser is to open."""
        seat = self.place.peers.seat
        seat.send(StepUpWanted(number=number, body=REVEAL, within_seconds=0))
        self.place.peers.hear(seat, lambda message: isinstance(message, ProofAsked))
        seat.send(ProofOffered(number=number, code="", openid=True, browser=True))
        shown = self.place.peers.hear(seat, lambda message: isinstance(message, OpenBrowser))
        assert isinstance(shown, OpenBrowser)
        return shown

    def verdict(self) -> Verdict:
        said = self.place.peers.hear(self.place.peers.seat, lambda message: isinstance(message, Verdict))
        assert isinstance(said, Verdict)
        return said

    def reveals(self) -> list[Kind]:
        """Return what the store has of reveals."""
        found = find(self.place.store.parts.database, Wanted(limit=1000))
        return [each.kind for each in found if each.kind.startswith("reveal.")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Revealing]:
    with working(tmp_path, ("Ana", "Ben"), RULES) as place, running() as issuer:
        desk = Revealing(place, issuer)
        assert desk.confirms("ana").accepted
        yield desk


def test_who_authenticates_in_the_browser_proves_it_and_another_account_does_not(desk: Revealing) -> None:
    browser = Browser()
    browser.authorize(desk.wants_to_see(1).url, "ben")
    assert "You were not confirmed" in browser.page
    assert desk.verdict() == Verdict(accepted=False, reason="openid_refused", number=1)
    browser = Browser()
    browser.authorize(desk.wants_to_see(2).url, "ana")
    assert "You are confirmed" in browser.page
    assert desk.verdict() == Verdict(accepted=True, reason="ok", number=2)
    peers = desk.place.peers
    peers.hear(peers.seat, lambda _: desk.reveals()[-2:] == [Kind.REVEAL_PROVED, Kind.REVEAL_OPENED])


def test_a_weak_authentication_is_asked_for_once_more_and_a_strong_one_counts(desk: Revealing) -> None:
    parts = desk.place.store.parts
    parts.openid_providers.put(OpenidProvider(issuer=desk.issuer, client_id=CLIENT, secret=SECRET, acr=("phr",)), "kim")
    browser = Browser()
    browser.authorize(desk.wants_to_see(1).url, "ana", acr="0")
    assert "/interaction/" in browser.url, "it is sent there once more"
    browser.authenticate("ana", acr="phr")
    assert "You are confirmed" in browser.page
    assert desk.verdict() == Verdict(accepted=True, reason="ok", number=1)

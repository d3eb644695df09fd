"""A session that ends at the provider locks the seat: real provider, real store, real keeper process."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.keeper.workplace import Workplace, working
from tests.openid.browser import Browser
from tests.openid.provider import CLIENT, SECRET, running
from workstation.auditstore.openidlogouts import PATH
from workstation.auditstore.openidprovider import OpenidProvider
from workstation.credentials.identified import Identified
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.messages import CodeOffered, ConfirmElsewhere, Verdict

RULES = """name = "accounts"
format = 1

[[rule]]
kind = "factors"
id = "account"
factors = ["openid"]
"""


class Desk:
    """A workplace whose agents are who a provider says they are; `phone` is where they are signed in there."""

    def __init__(self, place: Workplace, issuer: str) -> None:
        self.place, self.issuer = place, issuer
        self.phone = Browser()
        parts = place.store.parts
        parts.openid_providers.put(OpenidProvider(issuer=issuer, client_id=CLIENT, secret=SECRET), "kim")
        for name in ("Ana", "Ben"):
            parts.openid_links.link(name, Identified(issuer, name.lower()))

    def confirms(self, account: str) -> Verdict:
        """Return what the prompt is told once this account confirmed on the phone."""
        prompt = self.place.peers.prompt
        prompt.send(CodeOffered(agent="", code="", openid=True))
        shown = self.place.peers.hear(prompt, lambda message: isinstance(message, ConfirmElsewhere))
        assert isinstance(shown, ConfirmElsewhere)
        self.phone.confirm(shown.uri_complete, account)
        said = self.place.peers.hear(prompt, lambda message: isinstance(message, Verdict))
        assert isinstance(said, Verdict)
        return said


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    with (
        working(folder, ("Ana", "Ben"), RULES) as place,
        running(f"{place.store.url}{PATH}", place.store.folder / "ca.pem") as issuer,
    ):
        yield Desk(place, issuer)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as desk:
        yield desk


def test_who_signs_out_at_the_provider_is_locked_at_the_seat_and_opens_it_by_their_account_alone(desk: Desk) -> None:
    assert desk.confirms("ana").accepted
    assert desk.place.remembered() == {"Ana"}
    desk.phone.sign_out(desk.issuer)
    desk.place.becomes(Truth.LOCKED, "ordered")
    assert desk.place.at_store(Kind.OPENID_SESSION_ENDED, "Ana")
    desk.place.peers.hear(desk.place.peers.seat, lambda _: desk.place.at_store(Kind.LOCKED, "Ana"))
    assert desk.place.remembered() == set()
    assert desk.confirms("ben") == Verdict(accepted=False, reason="openid_refused")
    desk.phone = Browser()
    assert desk.confirms("ana").accepted

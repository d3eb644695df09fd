"""An account from the provider's page to the seat and onto the record: real provider, store and keeper process."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import DESKWARDEN
from tests.keeper.processes import DEADLINE
from tests.keeper.workplace import POLICY, Workplace, working
from tests.openid.browser import Browser
from tests.openid.provider import CLIENT, SECRET, running
from workstation.auditstore.query import Wanted, find
from workstation.credentials.identified import Identified
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.messages import CodeOffered, ConfirmElsewhere, Message, TruthTold, Verdict

BY_ACCOUNT = f"""{POLICY}
[[rule]]
kind = "factors"
id = "an-account-opens-the-seat"
factors = ["openid"]
"""


class Linked:
    """A workplace whose store asks a provider, where Ana is "ana-7" and Ben "ben-2"."""

    def __init__(self, place: Workplace, issuer: str) -> None:
        self.place = place
        self.issuer = issuer
        settings = ("--issuer", issuer, "--client-id", CLIENT, "--acr", "phr", "--dir", str(place.store.folder))
        command = [*DESKWARDEN, "store", "openid", "set", *settings, "--stdin"]
        subprocess.run(command, input=f"{SECRET}\n", text=True, check=True, timeout=DEADLINE, stdout=subprocess.DEVNULL)
        place.orders("agent", "link", "Ana", "ana-7")
        place.orders("agent", "link", "Ben", "ben-2")

    def begins(self) -> str:
        """Return the address that is shown at the seat."""
        self.place.peers.prompt.send(CodeOffered(agent="", code="", openid=True))
        shown = self._hears(ConfirmElsewhere)
        assert isinstance(shown, ConfirmElsewhere)
        return shown.uri_complete

    def told(self) -> Verdict:
        said = self._hears(Verdict)
        assert isinstance(said, Verdict)
        return said

    def _hears(self, kind: type[Message]) -> Message:
        return self.place.peers.hear(self.place.peers.prompt, lambda each: isinstance(each, kind))


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[Linked]:
    with running() as issuer, working(tmp_path, ("Ana", "Ben"), BY_ACCOUNT) as place:
        yield Linked(place, issuer)


def test_an_account_signs_in_and_unlocks_its_own_seat_alone(linked: Linked) -> None:
    linked.place.peers.hear(
        linked.place.peers.prompt, lambda each: isinstance(each, TruthTold) and each.factors == ("openid",)
    )
    assert linked.place.signs_in("Ana") == Verdict(accepted=False, reason="openid_wanted")
    phone = Browser()
    phone.confirm(linked.begins(), "ana-7", acr="phr")
    assert linked.told().accepted
    linked.place.orders("agent", "lock", "Ana")
    linked.place.becomes(Truth.LOCKED, "ordered")
    Browser().confirm(linked.begins(), "ben-2", acr="phr")
    assert linked.told() == Verdict(accepted=False, reason="openid_refused")
    Browser().decline(linked.begins())
    assert linked.told() == Verdict(accepted=False, reason="openid_denied")
    phone.confirm(linked.begins(), "ana-7", acr="phr")
    assert linked.told().accepted
    linked.place.peers.hear(linked.place.peers.seat, lambda _: linked.place.at_store(Kind.UNLOCKED, "Ana"))
    parts = linked.place.store.parts
    (entry,) = find(parts.database, Wanted(kind=Kind.SIGNED_IN, limit=10))
    mark = Identified(linked.issuer, "ana-7").mark
    assert (entry.agent, entry.body.details) == ("Ana", {"factor": "openid", "judge": "store", "openid": mark})
    refused = find(parts.database, Wanted(kind=Kind.CODE_REFUSED, limit=10))
    reasons = [each.body.details["reason"] for each in refused]
    assert sorted(map(str, reasons)) == ["openid_denied", "openid_refused"]


def test_a_store_that_starts_anew_forgets_what_was_begun_and_one_that_is_away_begins_nothing(linked: Linked) -> None:
    shown = linked.begins()
    linked.place.store.restart()
    Browser().confirm(shown, "ana-7", acr="phr")
    assert linked.told() == Verdict(accepted=False, reason="openid_expired")
    port = int(linked.place.store.url.rpartition(":")[2])
    linked.place.store.stop()
    linked.place.peers.prompt.send(CodeOffered(agent="", code="", openid=True))
    assert linked.told() == Verdict(accepted=False, reason="openid_no_store")
    linked.place.store.start(port)
    Browser().confirm(linked.begins(), "ana-7", acr="phr")
    assert linked.told().accepted

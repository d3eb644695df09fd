"""Break-glass from a locked seat without a network to IT's terminal and back, with a real store and keeper."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import DESKWARDEN
from tests.keeper.peers import Peers
from tests.keeper.processes import DEADLINE
from tests.keeper.workplace import Workplace, working
from workstation.auditstore.query import Wanted, find
from workstation.credentials.breakglass import code_for
from workstation.credentials.crockford import spelled
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.glasskey import KEY_NAME
from workstation.link.asking import ask_status
from workstation.link.messages import GlassAsked, GlassOffered, GlassWanted, Ready, TruthTold, Verdict
from workstation.record.feeditem import FeedItem

REASON = "The line to the data center is cut."


class Cut:
    """A workplace whose store was heard once, and is away now."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.until(lambda: place.vault.get(KEY_NAME) is not None)
        self._port = int(place.store.url.rpartition(":")[2])
        place.store.kill()

    def until(self, holds: object) -> None:
        assert callable(holds)
        self.place.peers.hear(self.place.peers.seat, lambda _: bool(holds()))

    def challenge(self) -> str:
        peers = self.place.peers
        peers.prompt.send(GlassWanted())
        said = peers.hear(peers.prompt, lambda message: isinstance(message, GlassAsked | Verdict))
        assert isinstance(said, GlassAsked), said
        return said.challenge

    def issues(self, challenge: str, agent: str = "Ana") -> str:
        """Return the code that IT reads at the store's terminal."""
        words = ("--agent", agent, "--challenge", challenge, "--reason", REASON)
        return self.place.orders("device", "break-glass", self.place.device[:8], *words).split()[0]

    def offers(self, code: str, agent: str = "Ana") -> Verdict:
        peers = self.place.peers
        peers.prompt.send(GlassOffered(agent=agent, code=code))
        said = peers.hear(peers.prompt, lambda message: isinstance(message, Verdict))
        assert isinstance(said, Verdict)
        return said

    def kill_the_keeper(self) -> None:
        """End it at any moment; returns once another one serves a seat that is ready."""
        self.place.peers.close()
        self.place.keeper.kill()
        self.place.peers = Peers(self.place.keeper.socket)
        self.place.peers.seat.send(Ready(capabilities=()))
        self.place.peers.hear(self.place.peers.seat, lambda message: isinstance(message, TruthTold))

    def locks(self) -> None:
        """Lose the seat."""
        self.place.peers.close()
        self.place.peers = Peers(self.place.keeper.socket)
        self.place.peers.seat.send(Ready(capabilities=()))
        self.place.peers.hear(self.place.peers.seat, lambda message: isinstance(message, TruthTold))

    def reconnect(self) -> None:
        self.place.store.start(self._port)

    def at_store(self, kind: Kind) -> list[FeedItem]:
        return list(find(self.place.store.parts.database, Wanted(kind=kind, limit=1000)))

    def truth(self) -> Truth:
        return ask_status(self.place.keeper.socket).seat.truth


@pytest.fixture
def cut(tmp_path: Path) -> Iterator[Cut]:
    with working(tmp_path, ("Ana", "Ben")) as place:
        yield Cut(place)


def test_it_opens_without_a_network_and_the_store_finds_whose_code_it_was_once_it_is_back(cut: Cut) -> None:
    challenge = cut.challenge()
    code = cut.issues(challenge)
    (issued,) = cut.at_store(Kind.GLASS_CODE_ISSUED)
    assert (issued.agent, issued.body.details["typed_reason"]) == ("Ana", REASON)
    assert code.replace("-", "") not in str(issued)
    assert cut.offers(code, "Ben") == Verdict(accepted=False, reason="wrong_code")
    assert cut.offers(code.lower()).accepted
    assert cut.truth() is Truth.ACTIVE
    cut.locks()
    assert cut.truth() is Truth.LOCKED
    assert cut.offers(code) == Verdict(accepted=False, reason="glass_over")
    cut.reconnect()
    cut.until(lambda: cut.at_store(Kind.GLASS_CODE_USED))
    (used,) = cut.at_store(Kind.GLASS_CODE_USED)
    assert used.agent == "Ana"
    assert used.body.details == {
        "by": issued.body.details["by"],
        "device": cut.place.device,
        "challenge": challenge,
    }
    assert not cut.at_store(Kind.GLASS_UNEXPLAINED)
    assert len(cut.at_store(Kind.GLASS_BROKEN)) == 1


def test_a_use_that_it_knows_nothing_of_is_a_violation_at_the_store(cut: Cut) -> None:
    key = cut.place.vault.get(KEY_NAME)
    assert key is not None
    challenge = cut.challenge()
    assert cut.offers(spelled(code_for(key, challenge.replace("-", ""), "Ana"))).accepted
    cut.reconnect()
    cut.until(lambda: cut.at_store(Kind.GLASS_UNEXPLAINED))
    (found,) = cut.at_store(Kind.GLASS_UNEXPLAINED)
    assert (found.agent, found.body.severity, found.body.weight) == ("Ana", "violation", "high")
    assert not cut.at_store(Kind.GLASS_CODE_USED)


def test_a_code_never_counts_twice_whenever_its_keeper_is_killed(cut: Cut) -> None:
    for pause in (0, 0.002, 0.005, 0.01, 0.02, 0.05):
        code = cut.issues(cut.challenge())
        cut.place.peers.prompt.send(GlassOffered(agent="Ana", code=code))
        time.sleep(pause)
        cut.kill_the_keeper()
        assert cut.truth() in {Truth.SIGNED_OUT, Truth.LOCKED}
        assert cut.offers(code) == Verdict(accepted=False, reason="glass_over")
        assert cut.offers(cut.issues(cut.challenge()), "Ana").accepted
        cut.locks()


def test_a_code_is_worth_nothing_at_another_seat(cut: Cut, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with working(tmp_path / "other", ("Ana",)) as place:
        other = Cut(place)
        other.challenge()
        assert other.offers(cut.issues(cut.challenge())) == Verdict(accepted=False, reason="wrong_code")


def test_a_text_console_shows_what_it_is_told_and_takes_the_code(cut: Cut) -> None:
    challenge = cut.challenge()
    code = cut.issues(challenge)
    command = [*DESKWARDEN, "break-glass", "--socket", str(cut.place.keeper.socket)]

    def typed(words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, input=words, capture_output=True, text=True, check=False, timeout=DEADLINE)

    wrong = typed("Ana\n0000-0000\n")
    assert wrong.returncode == 1
    assert "That was not accepted" in wrong.stderr
    right = typed(f"Ana\n{code}\n")
    assert right.returncode == 0, right.stderr
    assert challenge in right.stdout
    assert cut.place.device[:8] in right.stdout
    assert cut.truth() is Truth.ACTIVE

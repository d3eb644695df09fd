"""A supervisor's word from the prompt to their terminal and back, with a real store and a real keeper process."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import DESKWARDEN
from tests.keeper.peers import Peers
from tests.keeper.processes import DEADLINE
from tests.keeper.workplace import POLICY, Workplace, working
from workstation.auditstore.approverkey import made_key, policy_line
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.asking import ask_status
from workstation.link.messages import Message, Ready, SupervisorWanted, TruthTold, Verdict, VouchOffered, VouchTold

PASSWORD = "Blue kite ~ over Manila"
RULES = """
[[rule]]
kind = "factors"
id = "both"
supervisor = "vouches"

[[approver]]
name = "Kim"
{key}
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    rules = POLICY + RULES.format(key=policy_line(made_key(tmp_path / "kim.pem")))
    with working(tmp_path, ("Ana",), rules) as made:
        made.store.parts.passwords.change("Ana", PASSWORD)
        yield made


def asks(place: Workplace) -> Message:
    place.peers.prompt.send(SupervisorWanted(agent="Ana"))
    return place.peers.hear(place.peers.prompt, lambda message: isinstance(message, Verdict | VouchTold))


def enters(place: Workplace) -> Verdict:
    place.peers.prompt.send(VouchOffered(password=PASSWORD))
    said = place.peers.hear(place.peers.prompt, lambda message: isinstance(message, Verdict))
    assert isinstance(said, Verdict)
    return said


def vouches(place: Workplace, key: Path) -> subprocess.CompletedProcess[str]:
    """Have Kim say it at a terminal."""
    token = place.store.parts.directory.add_reader("Kim", team="cards")
    words = ("--agent", "Ana", "--reason", "I see her.", "--key", str(key), "--token", token)
    command = [*DESKWARDEN, "supervise", "vouch", *words, "--dir", str(place.store.folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=DEADLINE)


def test_a_supervisor_lets_an_agent_in_who_forgot_their_phone(place: Workplace, tmp_path: Path) -> None:
    assert "asks for nothing" in vouches(place, tmp_path / "kim.pem").stderr
    assert asks(place) == VouchTold(is_given=False)
    assert place.at_store(Kind.VOUCH_ASKED, "Ana")
    with ThreadPoolExecutor(1) as terminal:
        vouching = terminal.submit(vouches, place, tmp_path / "kim.pem")
        place.peers.hear(place.peers.prompt, lambda message: message == VouchTold(is_given=True))
        place.peers.hear(place.peers.seat, lambda _: vouching.done())
        assert vouching.result().returncode == 0, vouching.result().stderr
    assert enters(place).accepted
    assert ask_status(place.keeper.socket).seat.truth is Truth.ACTIVE
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.SIGNED_IN, "Ana"))
    assert place.at_store(Kind.VOUCHED, "Ana")
    assert place.at_store(Kind.VOUCH_ACCEPTED, "Ana")


def test_the_word_of_another_key_does_not_count_and_a_keeper_that_starts_anew_knows_of_none(
    place: Workplace, tmp_path: Path
) -> None:
    asks(place)
    made_key(tmp_path / "other.pem")
    with ThreadPoolExecutor(1) as terminal:
        vouching = terminal.submit(vouches, place, tmp_path / "other.pem")
        place.peers.hear(place.peers.seat, lambda _: vouching.done() and place.at_store(Kind.VOUCH_REFUSED))
    assert enters(place) == Verdict(accepted=False, reason="too_late")
    place.peers.close()
    place.keeper.kill()
    place.peers = Peers(place.keeper.socket)
    place.peers.seat.send(Ready(capabilities=()))
    place.peers.hear(place.peers.seat, lambda message: isinstance(message, TruthTold))
    assert enters(place) == Verdict(accepted=False, reason="too_late")

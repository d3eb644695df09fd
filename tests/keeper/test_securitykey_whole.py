"""A security key from the store's terminal to the seat and back onto the record: real store, real keeper process."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.securitykey import FakeSecurityKey
from tests.keeper.workplace import POLICY, Workplace, working
from workstation.auditstore.query import Wanted, find
from workstation.credentials.keytouch import make_secret
from workstation.credentials.securitykey import registered
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.messages import CodeOffered, TruthTold, Verdict

PIN = "2580"
BY_KEY = f"""{POLICY}
[[rule]]
kind = "factors"
id = "a-key-opens-the-seat"
factors = ["security_key"]
"""


class Keyed:
    """A workplace where Ana has a key, which is plugged in."""

    def __init__(self, place: Workplace, folder: Path) -> None:
        self.place = place
        key, challenge = FakeSecurityKey(), os.urandom(32)
        made = registered(challenge, *make_secret(key, "Ana", challenge, PIN))
        self.mark = place.store.parts.security_keys.add("Ana", "", made).mark
        self.file = folder / "key"
        key.save(self.file)

    def offers(self, pin: str = PIN, agent: str = "Ana") -> Verdict:
        return self.place.offers(CodeOffered(agent=agent, code="", pin=pin))

    def locks(self) -> None:
        """Have IT lock the seat, and return once it is."""
        self.place.orders("agent", "lock", "Ana")
        self.place.becomes(Truth.LOCKED, "ordered")


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[Keyed]:
    with working(tmp_path, ("Ana",), BY_KEY) as place:
        yield Keyed(place, tmp_path)


def test_a_key_signs_in_and_unlocks_and_what_is_wrong_with_it_is_told(keyed: Keyed) -> None:
    keyed.place.peers.hear(
        keyed.place.peers.prompt, lambda each: isinstance(each, TruthTold) and each.factors == ("security_key",)
    )
    assert keyed.place.signs_in("Ana") == Verdict(accepted=False, reason="key_wanted")
    assert keyed.offers("0000") == Verdict(accepted=False, reason="key_wrong_pin")
    away = keyed.file.rename(keyed.file.with_suffix(".away"))
    assert keyed.offers() == Verdict(accepted=False, reason="key_absent")
    away.rename(keyed.file)
    assert keyed.offers().accepted
    keyed.locks()
    assert keyed.offers(agent="").accepted
    keyed.place.peers.hear(keyed.place.peers.seat, lambda _: keyed.place.at_store(Kind.UNLOCKED, "Ana"))
    (entry,) = find(keyed.place.store.parts.database, Wanted(kind=Kind.SIGNED_IN, limit=10))
    assert entry.body.details == {"factor": "security_key", "judge": "store", "key": keyed.mark}


def test_a_key_opens_the_seat_while_the_store_is_away_and_no_more_once_it_is_taken_away(keyed: Keyed) -> None:
    assert keyed.offers().accepted
    keyed.locks()
    url = keyed.place.store.url
    keyed.place.store.stop()
    assert keyed.offers(agent="").accepted
    keyed.place.store.start(int(url.rpartition(":")[2]))
    keyed.locks()
    assert keyed.place.remembered() == {"Ana"}
    keyed.place.orders("agent", "security-key", "remove", "Ana", keyed.mark)
    keyed.place.becomes(Truth.SIGNED_OUT, "credentials_changed")
    assert keyed.place.remembered() == set()
    assert keyed.offers() == Verdict(accepted=False, reason="wrong_code")
    keyed.place.store.stop()
    assert keyed.offers() == Verdict(accepted=False, reason="not_signed_in_here")
    keyed.place.store.start(int(url.rpartition(":")[2]))

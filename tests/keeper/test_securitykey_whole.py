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
from workstation.link.messages import CodeOffered, SignOffOrder, TruthTold, Verdict

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
        key = FakeSecurityKey()
        self.mark = self.knows("Ana", key)
        self.file = folder / "key"
        key.save(self.file)

    def offers(self, pin: str = PIN, agent: str = "Ana") -> Verdict:
        return self.place.offers(CodeOffered(agent=agent, code="", pin=pin))

    def knows(self, agent: str, key: FakeSecurityKey, calls: str = "") -> str:
        """Have the store know the agent by this key, which may call them something else; return its mark."""
        challenge = os.urandom(32)
        made = registered(challenge, *make_secret(key, calls or agent, challenge, PIN))
        return self.place.store.parts.security_keys.add(agent, "", made).mark

    def gets(self, agent: str, calls: str = "", *, is_known: bool = True) -> str:
        """Have another key be plugged in, one that the store knows, or one that only calls its user so."""
        key = FakeSecurityKey()
        mark = self.knows(agent, key, calls) if is_known else ""
        if not is_known:
            make_secret(key, agent, os.urandom(32), PIN)
        key.save(self.file)
        return mark

    def signs_out(self) -> None:
        """Sign the agent out, and return once the seat is free."""
        self.place.peers.seat.send(SignOffOrder())
        self.place.becomes(Truth.SIGNED_OUT, "signed_out")

    def locks(self) -> None:
        """Have IT lock the seat, and return once it is."""
        self.place.orders("agent", "lock", "Ana")
        self.place.becomes(Truth.LOCKED, "ordered")


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[Keyed]:
    with working(tmp_path, ("Ana", "Ben"), BY_KEY) as place:
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


def test_a_key_alone_says_who_signs_in_and_after_its_agent_signed_out_another_key_does(keyed: Keyed) -> None:
    place = keyed.place
    assert keyed.offers(agent="").accepted
    place.hears(Truth.ACTIVE, "")
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.SIGNED_IN, "Ana"))
    (entry,) = find(place.store.parts.database, Wanted(kind=Kind.SIGNED_IN, limit=10))
    assert (entry.agent, entry.body.details) == (
        "Ana",
        {"factor": "security_key", "judge": "store", "key": keyed.mark},
    )
    keyed.signs_out()
    keyed.gets("Ana", is_known=False)
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="wrong_code")
    assert keyed.offers(agent="Ana") == Verdict(accepted=False, reason="wrong_code")
    mark = keyed.gets("Ben", calls="Ana")  # whatever the key calls its user
    assert keyed.offers(agent="").accepted
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.SIGNED_IN, "Ben"))
    found = find(place.store.parts.database, Wanted(kind=Kind.SIGNED_IN, limit=10))
    assert [(item.agent, item.body.details["key"]) for item in found] == [("Ana", keyed.mark), ("Ben", mark)]


def test_a_locked_seat_is_opened_by_no_other_agents_key(keyed: Keyed) -> None:
    assert keyed.offers(agent="").accepted
    keyed.locks()
    anas = keyed.file.read_bytes()
    keyed.gets("Ben")
    assert keyed.offers(agent="").reason in ("key_not_registered", "wrong_code")
    keyed.gets("Ben", calls="Ana")
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="wrong_code")
    keyed.file.write_bytes(anas)
    assert keyed.offers(agent="").accepted


def test_without_a_name_and_the_store_a_key_counts_that_it_took_here_and_no_other(keyed: Keyed) -> None:
    url = keyed.place.store.url
    keyed.place.store.stop()
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="not_signed_in_here")
    keyed.place.store.start(int(url.rpartition(":")[2]))
    assert keyed.offers(agent="").accepted
    keyed.signs_out()
    anas = keyed.file.read_bytes()
    keyed.place.store.stop()
    keyed.gets("Ben")
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="not_signed_in_here")
    keyed.file.write_bytes(anas)
    assert keyed.offers(agent="").accepted
    assert keyed.place.remembered() == {"Ana"}
    keyed.signs_out()
    keyed.place.store.start(int(url.rpartition(":")[2]))
    keyed.place.orders("agent", "revoke", "Ana")
    keyed.place.peers.hear(keyed.place.peers.seat, lambda _: keyed.place.remembered() == set())
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="access_ended")
    keyed.place.store.stop()
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="not_signed_in_here")
    keyed.place.store.start(int(url.rpartition(":")[2]))


def test_a_key_of_two_agents_wants_a_name_and_one_that_is_pulled_out_meanwhile_says_so(keyed: Keyed) -> None:
    both = FakeSecurityKey()
    for agent in ("Ana", "Ben"):
        keyed.knows(agent, both)
    both.save(keyed.file)
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="key_several_accounts")
    keyed.file.unlink()
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="key_absent")
    both.save(keyed.file)
    assert keyed.offers(agent="Ben").accepted


def test_after_keys_of_nobody_the_device_wants_a_name_and_by_name_the_agent_is_let_in_at_once(keyed: Keyed) -> None:
    anas = keyed.file.read_bytes()
    keyed.gets("Ana", is_known=False)
    assert [keyed.offers(agent="").reason for _ in range(6)] == ["wrong_code"] * 5 + ["name_wanted"]
    keyed.file.write_bytes(anas)
    assert keyed.offers(agent="") == Verdict(accepted=False, reason="name_wanted")
    assert keyed.offers(agent="Ana").accepted

"""An agent signs in at the shields with a security key that says who they are: nobody types a name."""

# SPDX-License-Identifier: Apache-2.0

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.fakes.securitykey import FakeSecurityKey
from tests.journeys.test_factors import KEYS, POLICY, WAIT, Desk
from workstation.auditstore.store import open_store
from workstation.credentials.keytouch import make_secret
from workstation.credentials.securitykey import registered
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth

PIN = "2580"
BY_KEY = POLICY.replace('id = "both"\n', 'id = "both"\nfactors = ["security_key", "password"]\n')


class KeyDesk(Desk):
    """A workstation whose key is a file: what `plug_in` put there is connected."""

    rules = BY_KEY

    def __init__(self, bed: Bed, folder: Path) -> None:
        super().__init__(bed, folder)
        self._key = folder / "key"
        self.keeper = (sys.executable, "-m", "tests.journeys.keyedkeeper", "--key", str(self._key))

    def plug_in(self, key: FakeSecurityKey) -> None:
        key.save(self._key)

    def give(self, agent: str, key: FakeSecurityKey) -> str:
        """Register an agent's key at the store, as its terminal does; return its mark."""
        challenge, store = os.urandom(32), open_store(self.product.store)
        made = registered(challenge, *make_secret(key, agent, challenge, PIN))
        mark = store.security_keys.add(agent, "", made).mark
        store.database.close()
        return mark

    def offer(self, *before: str) -> None:
        """Type what comes before, the password and the PIN, and hand them in."""
        self.enter(PIN, *before, *KEYS)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[KeyDesk]:
    bed = Bed(tmp_path)
    desk = None
    try:
        bed.open()
        desk = KeyDesk(bed, tmp_path / "product")
        desk.open()
        yield desk
    finally:
        if desk:
            desk.product.stop()
        bed.stop()


@pytest.mark.desktop
def test_a_key_says_who_signs_in_and_a_name_is_typed_only_where_it_has_several_accounts(desk: KeyDesk) -> None:
    mine, stranger, shared = FakeSecurityKey(), FakeSecurityKey(), FakeSecurityKey()
    mark = desk.give("cruz", mine)
    make_secret(stranger, "cruz", os.urandom(32), PIN)
    desk.plug_in(stranger)
    desk.offer()
    eventually(lambda: desk.entries(Kind.CODE_REFUSED), "a stranger's key is refused", WAIT)
    assert desk.truth is Truth.SIGNED_OUT
    (refused,) = desk.entries(Kind.CODE_REFUSED)
    assert (refused.agent, refused.body.details["reason"]) == ("", "wrong_code")

    desk.plug_in(mine)
    desk.offer()
    eventually(lambda: desk.truth is Truth.ACTIVE, "key and password open the seat", WAIT)
    eventually(lambda: desk.entries(Kind.SIGNED_IN), "the sign-in is at the store", WAIT)
    (opened,) = desk.entries(Kind.SIGNED_IN)
    assert opened.agent == "cruz"
    assert opened.body.details == {"factor": "security_key+password", "judge": "store", "key": mark}

    desk.order("agent", "security-key", "remove", "cruz", mark)
    desk.await_prompt(Truth.SIGNED_OUT)
    desk.offer()
    eventually(lambda: len(desk.entries(Kind.CODE_REFUSED)) > 1, "a key that was removed is refused", WAIT)

    desk.product.add_agent("reyes")
    marks = {agent: desk.give(agent, shared) for agent in ("reyes", "cruz")}
    desk.plug_in(shared)
    desk.offer("F3", *"cruz", "Tab")
    eventually(lambda: desk.truth is Truth.ACTIVE, "name, key and password open the seat", WAIT)
    eventually(lambda: len(desk.entries(Kind.SIGNED_IN)) > 1, "the sign-in is at the store", WAIT)
    assert {entry.body.details["key"] for entry in desk.entries(Kind.SIGNED_IN)} == {mark, marks["cruz"]}
    assert {entry.agent for entry in desk.entries(Kind.SIGNED_IN)} == {"cruz"}

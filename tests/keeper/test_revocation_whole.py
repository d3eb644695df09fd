"""Access that ends at the store, to the seat and back onto the record: real store, real keeper process."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import DESKWARDEN
from tests.keeper.processes import DEADLINE
from tests.keeper.workplace import Workplace, working
from workstation.errors import DeviceRevokedError
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.enrolment import load_enrolment
from workstation.keeper.storeclient import HttpsStore
from workstation.link.messages import Verdict


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with working(tmp_path, ("Ana", "Ben")) as made:
        assert made.signs_in("Ana").accepted
        yield made


def test_a_revoked_agent_is_signed_out_and_forgotten_and_another_signs_in(place: Workplace) -> None:
    assert place.remembered() == {"Ana"}
    place.orders("agent", "revoke", "Ana")
    place.becomes(Truth.SIGNED_OUT, "access_ended")
    assert place.signs_in("Ana", 1) == Verdict(accepted=False, reason="access_ended")
    assert place.remembered() == set()
    assert place.signs_in("Ben").accepted
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.SIGNED_OUT, "Ana"))
    assert place.at_store(Kind.AGENT_REVOKED, "Ana")


def test_a_suspended_device_opens_to_nobody_until_it_is_restored(place: Workplace) -> None:
    place.orders("device", "suspend", place.device)
    place.becomes(Truth.SUSPENDED, "suspended")
    assert place.signs_in("Ben") == Verdict(accepted=False, reason="suspended")
    place.orders("device", "restore", place.device)
    place.becomes(Truth.SIGNED_OUT, "signed_out")
    assert place.signs_in("Ben").accepted


def test_a_revoked_device_closes_says_so_and_is_refused_by_its_store_for_good(place: Workplace) -> None:
    assert place.device in place.orders("device", "list")
    place.orders("device", "revoke", place.device)
    place.becomes(Truth.REVOKED, "revoked")
    store = HttpsStore(load_enrolment(place.vault))
    with pytest.raises(DeviceRevokedError, match="this device is revoked"):
        store.receipt(f"{place.device}/1")
    with pytest.raises(DeviceRevokedError):
        next(store.directives(None))
    store.close()
    command = [*DESKWARDEN, "doctor", "--socket", str(place.keeper.socket), "--json"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=DEADLINE)
    assert asked.returncode == 1
    assert "The audit store revoked this device" in asked.stdout


def test_a_device_that_was_away_while_it_was_revoked_closes_on_its_stores_first_refusal(place: Workplace) -> None:
    url = place.store.url
    place.store.stop()
    place.store.parts.access.revoke_device(place.device, "kim")
    place.store.start(int(url.rpartition(":")[2]))
    place.becomes(Truth.REVOKED, "revoked")


def test_an_order_to_lock_reaches_the_agent_wherever_they_sit(place: Workplace) -> None:
    place.orders("agent", "lock", "Ana")
    place.becomes(Truth.LOCKED, "ordered")
    assert place.signs_in("Ana", 1).accepted


def test_a_supervisor_has_an_agent_asked_who_they_are(place: Workplace) -> None:
    token = place.store.parts.directory.add_reader("Kim")
    place.orders("supervise", "lock", "--agent", "Ana", "--anew", "--token", token)
    place.becomes(Truth.REAUTH_DUE, "reauth_demanded")
    assert place.signs_in("Ana", 1).accepted
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.REAUTH_DUE, "Ana"))
    assert place.at_store(Kind.REAUTH_DEMANDED, "Ana")

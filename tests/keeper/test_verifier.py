"""Who judges a code: the store where it answers, what is sealed here where it does not, and no code twice."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime

import pytest

from tests.fakes.store import FakeStore
from tests.fakes.vault import FakeVault
from workstation.credentials.totp import STEP_SECONDS, code_at, new_secret
from workstation.keeper.offline import OfflineVerifier
from workstation.keeper.verifier import StoreThenOffline

DEVICE = "00000000-0000-4000-8000-000000000001"
SEAT = f"{DEVICE}/1"
SECRET = new_secret()


def code(steps_ahead: int = 0) -> str:
    return code_at(SECRET, int(datetime.now(UTC).timestamp()) // STEP_SECONDS + steps_ahead)


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore(DEVICE)
    store.agents["Ana"] = ("cards", SECRET)
    return store


@pytest.fixture
def verifier(store: FakeStore) -> StoreThenOffline:
    return StoreThenOffline(store, OfflineVerifier(FakeVault()), lambda: datetime.now(UTC), lambda: None)


def test_the_store_judges_while_it_answers_and_what_is_sealed_here_while_it_is_away(
    store: FakeStore, verifier: StoreThenOffline
) -> None:
    assert verifier.verify(SEAT, "Ana", code(-1)).judge == "store"
    store.away = True
    verdict = verifier.verify(SEAT, "Ana", code(1))
    assert (verdict.accepted, verdict.judge) == (True, "offline")


def test_a_code_used_offline_is_used_once_the_store_is_back(store: FakeStore, verifier: StoreThenOffline) -> None:
    assert verifier.verify(SEAT, "Ana", code(-1)).accepted
    store.away = True
    used = code(1)
    assert verifier.verify(SEAT, "Ana", used).accepted
    store.away = False
    assert verifier.verify(SEAT, "Ana", used).reason == "code_used"


def test_nobody_signs_in_at_a_device_that_the_store_refuses(verifier: StoreThenOffline) -> None:
    assert verifier.verify(SEAT, "Ana", code(-1)).accepted
    elsewhere = "00000000-0000-4000-8000-000000000002/1"
    assert verifier.verify(elsewhere, "Ana", code(1)).reason == "device_refused"

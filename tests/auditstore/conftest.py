"""One real store for all journeys that do not kill it."""

# SPDX-License-Identifier: Apache-2.0

import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.fakes.vault import FakeVault
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.storeclient import HttpsStore


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreProcess]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture
def enrolment(store: StoreProcess) -> Enrolment:
    """Enrol a device, anew for each test."""
    return enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())


@pytest.fixture
def seat_id(enrolment: Enrolment) -> str:
    return enrolment.seat_id(1)


@pytest.fixture
def client(enrolment: Enrolment) -> Iterator[HttpsStore]:
    client = HttpsStore(enrolment)
    yield client
    client.close()


@pytest.fixture
def deadline() -> Iterator[None]:
    """End a test that waits for ever."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("nothing came for a minute")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)

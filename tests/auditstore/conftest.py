"""One real store for all journeys that do not kill it; over SQLite, and over PostgreSQL where the machine has it."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from types import FrameType

import pytest

from tests.auditstore.cluster import Cluster, programs, running_cluster
from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.fakes.vault import FakeVault
from workstation.auditstore.address import ADDRESS, VARIABLE
from workstation.auditstore.identity import write_private
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.storeclient import HttpsStore

OVER_BOTH = {
    "test_access",
    "test_approvals",
    "test_credentialchanges",
    "test_directives",
    "test_export",
    "test_feed",
    "test_glasscodes",
    "test_journey",
    "test_migration",
    "test_notices",
    "test_notifying",
    "test_openidlogouts",
    "test_parts",
    "test_passwords",
    "test_recoveries",
    "test_securitykeys",
    "test_serve",
    "test_tries",
    "test_vouches",
}


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL for the tests that no other outlives."""
    where = programs()
    if where is None:
        pytest.skip("no PostgreSQL is installed here (/usr/lib/postgresql)")
    with running_cluster(where) as cluster:
        yield cluster


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is in OVER_BOTH over both databases, but for what looks into the file."""
    module = metafunc.module.__name__.rpartition(".")[2]
    if module in OVER_BOTH and metafunc.definition.get_closest_marker("sqlite") is None:
        metafunc.parametrize("home", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Say which database keeps records here, and have every store that this test opens use it."""
    kind = str(getattr(request, "param", "sqlite"))
    monkeypatch.delenv(VARIABLE, raising=False)
    if kind == "postgresql" and "store" not in request.fixturenames:
        monkeypatch.setenv(VARIABLE, request.getfixturevalue("cluster").make_database())
    return kind


@pytest.fixture(scope="session")
def another_database(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Give what begins anew, within a test that opens one store after the other."""

    def begin_anew() -> None:
        if VARIABLE in os.environ:
            os.environ[VARIABLE] = request.getfixturevalue("cluster").make_database()

    return begin_anew


@pytest.fixture(scope="session")
def stores(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], StoreProcess]]:
    """Give the store over either database, which runs from when it is first asked for."""
    with ExitStack() as running:

        @cache
        def store_over(kind: str) -> StoreProcess:
            folder = tmp_path_factory.mktemp("store")
            if kind == "postgresql":
                write_private(folder / ADDRESS, request.getfixturevalue("cluster").make_database().encode())
            return running.enter_context(running_store(folder))

        yield store_over


@pytest.fixture
def store(home: str, stores: Callable[[str], StoreProcess]) -> StoreProcess:
    return stores(home)


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

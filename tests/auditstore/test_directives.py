"""The channel down: what the store tells its devices to do, heard live and resumed after every break."""

# SPDX-License-Identifier: Apache-2.0

import queue
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import urllib3

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.distribution.conftest import Publisher, policy
from tests.fakes.vault import FakeVault
from workstation.errors import StoreError
from workstation.keeper.directives import Directives
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.storeclient import HttpsStore
from workstation.record.directive import Directive, PolicyPublished

pytestmark = pytest.mark.usefixtures("deadline")
PATIENCE = 30.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreProcess]:
    with running_store(tmp_path / "store") as running:
        yield running


@pytest.fixture
def publisher(store: StoreProcess) -> Publisher:
    publisher = Publisher(store.folder / "policies")
    publisher.now = datetime.now(UTC)
    return publisher


@pytest.fixture
def enrolment(store: StoreProcess) -> Enrolment:
    return enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())


class Listening:
    """A device that listens on a thread, as a keeper does."""

    def __init__(self, enrolment: Enrolment, vault: FakeVault | None = None, *, is_new: bool = True) -> None:
        self.heard: queue.Queue[Directive] = queue.Queue()
        self.joined: queue.Queue[None] = queue.Queue()
        self.lost: queue.Queue[None] = queue.Queue()
        self._store = HttpsStore(enrolment)
        self._directives = Directives(
            self._store,
            vault or FakeVault(),
            self.heard.put,
            lambda: self.joined.put(None),
            lost=lambda: self.lost.put(None),
            pause=lambda _: timedelta(milliseconds=50),
        )
        self._directives.start()
        if is_new:
            self.joined.get(timeout=PATIENCE)

    def next(self) -> int:
        """Return the version of the policies that were announced next."""
        directive = self.heard.get(timeout=PATIENCE)
        assert isinstance(directive, PolicyPublished)
        return directive.version

    def close(self) -> None:
        self._directives.stop()
        self._store.close()


def test_a_publication_is_told_to_who_listens(store: StoreProcess, publisher: Publisher, enrolment: Enrolment) -> None:
    with closing(Listening(enrolment)) as device:
        publisher.publish(policy(300), people=2)
        first = store.parts.policies.version()
        heard = device.next()
        while heard < first:
            heard = device.next()  # the keys' own first set may be announced before
        assert heard == first
        publisher.publish(policy(200))
        assert device.next() == first + 1


def test_a_timestamp_alone_announces_nothing(store: StoreProcess, publisher: Publisher) -> None:
    publisher.publish(policy(300), people=2)
    store.parts.directives.look_at_policies()
    before = store.parts.directives.newest()
    publisher.stamp()
    store.parts.directives.look_at_policies()
    assert store.parts.directives.newest() == before


def test_what_was_published_while_the_store_or_the_device_was_away_is_told_after_it(
    store: StoreProcess, publisher: Publisher, enrolment: Enrolment
) -> None:
    publisher.publish(policy(300), people=2)
    store.parts.directives.look_at_policies()
    with closing(Listening(enrolment)) as device:
        port = int(store.url.rpartition(":")[2])
        assert device.lost.empty()
        store.kill()
        device.lost.get(timeout=PATIENCE)
        publisher.publish(policy(200))
        store.start(port)
        assert device.next() == store.parts.policies.version()


def test_a_device_that_was_restarted_hears_what_it_missed_and_nothing_twice(
    store: StoreProcess, publisher: Publisher, enrolment: Enrolment
) -> None:
    publisher.publish(policy(300), people=2)
    store.parts.directives.look_at_policies()
    vault = FakeVault()
    with closing(Listening(enrolment, vault)):
        pass
    for seconds in (250, 200):
        publisher.publish(policy(seconds))
        store.parts.directives.look_at_policies()
    last = store.parts.policies.version()
    with closing(Listening(enrolment, vault, is_new=False)) as device:
        heard = [device.next()]
        while heard[-1] < last:
            heard.append(device.next())
        assert heard == sorted(heard)
    with closing(Listening(enrolment, vault, is_new=False)) as device:
        publisher.publish(policy(150))
        assert device.next() == last + 1


def test_who_gives_a_number_hears_what_came_after_it(
    store: StoreProcess, publisher: Publisher, enrolment: Enrolment
) -> None:
    publisher.publish(policy(300), people=2)
    store.parts.directives.look_at_policies()
    with closing(HttpsStore(enrolment)) as client:
        events = client.directives(0)
        assert (next(events).number, next(events).number) == (0, 1)
        events = client.directives(1)
        assert next(events).number == 1


def test_a_device_that_ends_while_nothing_comes_ends_at_once(store: StoreProcess, enrolment: Enrolment) -> None:
    assert store.url
    device = Listening(enrolment)
    device.close()


def test_a_store_ends_though_a_device_listens(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
        with closing(Listening(enrolment)):
            store.stop()


def test_only_an_enrolled_device_hears_directives(store: StoreProcess) -> None:
    with urllib3.PoolManager(ca_cert_data=store.authority, retries=False) as pool:
        answer = pool.request("GET", f"{store.url}/v1/directives")
    assert answer.status == 401


@pytest.mark.parametrize("number", ["x", "9" * 30, "-1"])
def test_what_is_no_number_is_refused(enrolment: Enrolment, number: str) -> None:
    with closing(HttpsStore(enrolment)) as client, pytest.raises(StoreError, match="is not a number"):
        next(client.directives(number))  # type: ignore[arg-type]

"""The keeper's policy from the audit store: the last good one through every refusal, for as long as it is young."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.distribution.conftest import Publisher, policy
from workstation.facts.truth import Truth
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.policies import FOLDER, LAST_GOOD, PublishedPolicy
from workstation.keeper.ruled import Ruled
from workstation.keeper.vault import FileVault
from workstation.policy.fetching import PolicyRefused
from workstation.policy.load import parse_policy
from workstation.policy.wire import version_of

DEADLINE = 60.0


class Following:
    """What the keeper hears while it follows what is published, one try after the other."""

    def __init__(self, folder: Path, enrolment: Enrolment) -> None:
        self.ahead = timedelta()
        self.published = PublishedPolicy(
            folder=folder, vault=FileVault(folder), enrolment=enrolment, clock=lambda: datetime.now(UTC) + self.ahead
        )
        self.first = self.published.load()
        self.refusals: list[str] = []

    def _refused(self, refusal: PolicyRefused) -> None:
        self.refusals.append(refusal.what)

    def tries(self, *between: Callable[[], object]) -> list[Ruled]:
        """Return what was in force after the first try, and after one more for each of `between`, done before it."""
        return asyncio.run(self._tries(between))

    async def _tries(self, between: tuple[Callable[[], object], ...]) -> list[Ruled]:
        heard: asyncio.Queue[Ruled] = asyncio.Queue()
        following = asyncio.create_task(self.published.follow(heard.put_nowait, self._refused))
        try:
            async with asyncio.timeout(DEADLINE):
                ruled = [await heard.get()]
                for act in between:
                    act()
                    self.published.hurry()
                    ruled.append(await heard.get())
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        return ruled


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreProcess]:
    with running_store(tmp_path / "store") as running:
        yield running


@pytest.fixture
def publisher(store: StoreProcess) -> Publisher:
    publisher = Publisher(store.folder / "policies")
    publisher.now = datetime.now(UTC)
    publisher.publish(policy(300), people=2)
    return publisher


@pytest.fixture
def enrolment(store: StoreProcess, publisher: Publisher, tmp_path: Path) -> Enrolment:
    enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path / "keeper"))
    assert enrolment.policy_root == publisher.pinned
    return enrolment


@pytest.fixture
def following(tmp_path: Path, enrolment: Enrolment) -> Following:
    return Following(tmp_path / "keeper", enrolment)


def version(seconds: int) -> str:
    return version_of(parse_policy(policy(seconds), "policy.toml"))


def test_before_the_first_policy_the_strictest_rules_hold(following: Following) -> None:
    assert following.first.is_strictest
    assert following.first.confirmed is None
    (fetched,) = following.tries()
    assert (fetched.version, fetched.is_strictest) == (version(300), False)
    assert fetched.confirmed is not None


def test_what_is_published_comes_into_force_at_the_next_look(following: Following, publisher: Publisher) -> None:
    before, after = following.tries(lambda: publisher.publish(policy(200)))
    assert [before.version, after.version] == [version(300), version(200)]


def test_a_changed_byte_is_told_once_and_the_last_good_policy_stays(
    following: Following, publisher: Publisher, store: StoreProcess
) -> None:
    def tamper() -> None:
        publisher.publish(policy(200))
        timestamp = store.folder / "policies" / "metadata" / "timestamp.json"
        whole = bytearray(timestamp.read_bytes())
        whole[len(whole) // 2] ^= 1
        timestamp.write_bytes(whole)

    ruled = following.tries(tamper, lambda: None)
    assert [each.version for each in ruled] == [version(300)] * 3
    assert following.refusals == ["timestamp.json"]


def test_after_a_restart_the_last_good_policy_is_in_force_at_once_though_the_store_is_away(
    following: Following, store: StoreProcess, tmp_path: Path, enrolment: Enrolment
) -> None:
    following.tries()
    store.kill()
    again = Following(tmp_path / "keeper", enrolment)
    (ruled,) = again.tries()
    assert again.first.version == ruled.version == version(300)
    assert not ruled.is_strictest
    assert again.refusals == []


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"rule = ")], ids=["gone", "torn"])
def test_a_last_good_policy_that_cannot_be_read_opens_no_seat_by_less_than_packs_ask_for(
    following: Following, tmp_path: Path, enrolment: Enrolment, harm: Callable[[Path], object]
) -> None:
    following.tries()
    assert following.first.factors(datetime.now(UTC), False, Truth.SIGNED_OUT) == ("totp",)
    harm(tmp_path / "keeper" / FOLDER / LAST_GOOD)
    again = Following(tmp_path / "keeper", enrolment)
    assert again.first.is_strictest
    assert again.first.text
    assert again.first.factors(datetime.now(UTC), False, Truth.SIGNED_OUT) == ("totp", "password")
    (fetched,) = again.tries()
    assert fetched.version == version(300)


def test_a_policy_that_the_store_holds_back_for_too_long_becomes_the_strictest(
    following: Following, store: StoreProcess
) -> None:
    def a_week_later() -> None:
        store.kill()
        following.ahead = timedelta(hours=169)

    before, after = following.tries(a_week_later)
    assert not before.is_strictest
    assert after.is_strictest
    assert after.version != before.version
    assert after.confirmed == before.confirmed


def test_a_fetching_process_that_fails_changes_nothing(following: Following) -> None:
    following.tries()
    for command in ((sys.executable, "-c", "raise SystemExit(3)"), ("/nonexistent/deskwarden",)):
        following.published.command = command
        (ruled,) = following.tries()
        assert ruled.version == version(300)
    assert following.refusals == []

"""Policies over the real store: handed to enrolled devices alone, and verified by the process that fetches them."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import urllib3

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.distribution.conftest import Publisher, policy
from tests.fakes.vault import FakeVault
from workstation.auditstore.policies import PublishedPolicies
from workstation.auditstore.refusal import RefusedError
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.ruled import ruled_by
from workstation.packs import shipped_pack
from workstation.policy.age import strictest
from workstation.policy.fetching import FetchAnswer, PolicyAway, PolicyFetched, PolicyRefused, PolicyWanted
from workstation.policy.load import parse_policy
from workstation.policy.telling import EVERYBODY_AT_ONCE, Telling

FETCH = (sys.executable, "-m", "workstation", "fetch-policy")


@pytest.fixture(scope="module")
def publishing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StoreProcess, Publisher]]:
    with running_store(tmp_path_factory.mktemp("store")) as store:
        publisher = Publisher(store.folder / "policies")
        publisher.now = datetime.now(UTC)
        publisher.publish(policy(300), people=2)
        yield store, publisher


@pytest.fixture
def enrolment(publishing: tuple[StoreProcess, Publisher]) -> Enrolment:
    store, _ = publishing
    return enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())


def fetch(enrolment: Enrolment, folder: Path, **changes: object) -> FetchAnswer:
    """Run the process as the keeper does."""
    wanted = PolicyWanted(
        url=enrolment.url,
        authority=enrolment.authority,
        pinned_root=enrolment.policy_root,
        device=enrolment.device,
        device_key=enrolment.device_key_bytes,
        team=enrolment.team,
        folder=str(folder),
        now=datetime.now(UTC),
    )
    asked = msgspec.msgpack.encode(msgspec.structs.replace(wanted, **changes))
    done = subprocess.run(FETCH, input=asked, capture_output=True, timeout=60, check=True)
    answer: FetchAnswer = msgspec.msgpack.decode(done.stdout, type=FetchAnswer)
    return answer


def test_an_enrolled_device_fetches_what_was_published(enrolment: Enrolment, tmp_path: Path) -> None:
    assert fetch(enrolment, tmp_path) == PolicyFetched(policy=policy(300))
    assert (tmp_path / "targets" / "policy.toml").read_bytes() == policy(300)


QUIET = b"""
name = "Quiet"
format = 1
extends = ["baseline"]
[[rule]]
kind = "capture"
id = "pictures"
[[rule]]
kind = "notification"
id = "n"
whom = ["compliance"]
digest_minutes = 5
"""


def test_violations_under_a_policy_that_a_device_fetched_are_told_as_it_says(tmp_path: Path) -> None:
    with running_store(tmp_path / "store") as store:
        publisher = Publisher(store.folder / "policies")
        publisher.now = datetime.now(UTC)
        publisher.publish(policy(300), people=2)
        publisher.publish(QUIET, "quiet", people=2)
        fetched = fetch(enrol(store.parts.directory.invite("quiet", trial=True), store.url, FakeVault()), tmp_path)
        tellings = store.parts.notifying.tellings
        tellings.look()
    assert isinstance(fetched, PolicyFetched)
    in_force = parse_policy(fetched.policy, "fetched", shipped_pack)
    too_old = strictest(in_force, shipped_pack)
    assert [tellings.of(ruled_by(each, "quiet").version, "pictures") for each in (in_force, too_old)] == [
        Telling(whom=frozenset({"compliance"}), digest_minutes=5),
        EVERYBODY_AT_ONCE,
    ]


def test_a_newer_policy_is_fetched_over_the_kept_one(
    publishing: tuple[StoreProcess, Publisher], enrolment: Enrolment, tmp_path: Path
) -> None:
    _, publisher = publishing
    fetch(enrolment, tmp_path)
    publisher.publish(policy(200))
    assert fetch(enrolment, tmp_path) == PolicyFetched(policy=policy(200))
    publisher.publish(policy(300), people=2)


def test_any_changed_byte_on_the_store_is_refused_by_name_and_the_kept_policy_stays(
    publishing: tuple[StoreProcess, Publisher], enrolment: Enrolment, tmp_path: Path
) -> None:
    store, publisher = publishing
    fetch(enrolment, tmp_path)
    publisher.publish(policy(100))
    targets = (store.folder / "policies" / "targets").iterdir()
    (target,) = (path for path in targets if path.read_bytes() == policy(100))
    whole = target.read_bytes()
    target.write_bytes(whole.replace(b"100", b"900"))
    refused = fetch(enrolment, tmp_path)
    target.write_bytes(whole)
    assert isinstance(refused, PolicyRefused)
    assert "policy.toml" in refused.what
    assert (tmp_path / "targets" / "policy.toml").read_bytes() == policy(300)
    publisher.publish(policy(300), people=2)


def test_a_store_that_is_away_is_no_refusal(enrolment: Enrolment, tmp_path: Path) -> None:
    assert isinstance(fetch(enrolment, tmp_path, url="https://127.0.0.1:9"), PolicyAway)


def test_who_is_no_device_gets_nothing(publishing: tuple[StoreProcess, Publisher]) -> None:
    store, _ = publishing
    with urllib3.PoolManager(ca_cert_data=store.authority, retries=False) as pool:
        answer = pool.request("GET", f"{store.url}/v1/policies/metadata/1.root.json")
    assert answer.status == 401


@pytest.mark.parametrize(
    "path",
    [
        "/metadata/../keys/ca.key",
        "/targets/../../store.db",
        "/metadata/.timestamp.json.new",
        "/offline/root.pem",
        "/metadata",
        "metadata/%2e%2e/x\n",
        "/metadata//etc/passwd",
    ],
)
def test_nothing_but_published_files_is_handed_out(path: str, tmp_path: Path) -> None:
    published = PublishedPolicies(tmp_path / "policies")
    for inside in ("metadata", "targets", "offline"):
        (tmp_path / "policies" / inside).mkdir(parents=True)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "ca.key").write_bytes(b"secret")
    (tmp_path / "store.db").write_bytes(b"secret")
    (tmp_path / "policies" / "offline" / "root.pem").write_bytes(b"secret")
    (tmp_path / "policies" / "metadata" / ".timestamp.json.new").write_bytes(b"half")
    with pytest.raises(RefusedError):
        published.file(path)


def test_a_store_without_policies_enrols_without_a_root(store: StoreProcess) -> None:
    enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
    assert enrolment.policy_root == b""
    assert store.parts.policies.version() == 0


def test_the_version_grows_with_every_publication(tmp_path: Path) -> None:
    publisher, published = Publisher(tmp_path), PublishedPolicies(tmp_path)
    before = published.version()
    publisher.publish(policy(300), people=2)
    after = published.version()
    publisher.stamp()
    assert 0 < before < after == published.version()

"""One byte of what is published is another: the last good policy stays, or what was published arrives as it was."""

# SPDX-License-Identifier: Apache-2.0

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.distribution.conftest import Publisher, Seat, policy
from tests.fakes.policyserver import FakePolicyServer
from workstation.errors import DistributionError

NAMES = ("timestamp.json", "3.snapshot.json", "3.targets.json", ".policy.toml")


def changed(data: bytes, at: int, by: int) -> bytes:
    """Return `data` with one byte of it another."""
    mutated = bytearray(data)
    mutated[at % len(data)] ^= by
    return bytes(mutated)


@pytest.fixture
def folders(seat: Seat, tmp_path: Path) -> Path:
    """Keep a seat that knows the policy of 300 seconds, to begin each try with."""
    shutil.copytree(seat.metadata_dir.parent, tmp_path / "before")
    return tmp_path / "before"


def begun_anew(seat: Seat, folders: Path) -> None:
    shutil.rmtree(seat.metadata_dir.parent)
    shutil.copytree(folders, seat.metadata_dir.parent)


@pytest.mark.parametrize("by", [0x01, 0x80])
def test_any_byte_of_a_policy_file_counts(
    publisher: Publisher, server: FakePolicyServer, seat: Seat, folders: Path, by: int
) -> None:
    publisher.publish(policy(200))
    for at in range(len(policy(200))):
        server.replace(".policy.toml", lambda data, at=at: changed(data, at, by))  # type: ignore[misc]
        with pytest.raises(DistributionError) as caught:
            seat.refresh()
        assert caught.value.what.endswith(".policy.toml")
        assert seat.kept == policy(300)
        begun_anew(seat, folders)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(name=st.sampled_from(NAMES), at=st.integers(0, 100_000), by=st.integers(1, 255))
def test_no_byte_anywhere_makes_another_policy(
    publisher: Publisher, server: FakePolicyServer, seat: Seat, folders: Path, name: str, at: int, by: int
) -> None:
    if not (publisher.folder / "metadata" / "3.targets.json").exists():
        publisher.publish(policy(200))
    for each in NAMES:
        server.replace(each, lambda data, each=each: changed(data, at, by) if each == name else data)  # type: ignore[misc]
    try:
        assert seat.refresh() == policy(200)
    except DistributionError:
        assert seat.kept == policy(300)
    finally:
        begun_anew(seat, folders)

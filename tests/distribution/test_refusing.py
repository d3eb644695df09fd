"""One attack a test: it is refused by name, and the last good policy stays on disk byte for byte."""

# SPDX-License-Identifier: Apache-2.0

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner, Signer
from tuf.api.metadata import Metadata, Targets, Timestamp

from tests.distribution.conftest import NOW, Publisher, Seat, Seats, days, policy
from tests.fakes.policyserver import FakePolicyServer
from workstation.distribution.publishing import next_timestamp
from workstation.distribution.signing import sealed, signed, stamped
from workstation.errors import DistributionError, DistributionUnreachableError


@contextmanager
def refused(seat: Seat, what: str, why: str = "") -> Iterator[None]:
    before = seat.kept
    with pytest.raises(DistributionError) as caught:
        yield
    assert caught.value.what == what
    assert why in caught.value.why
    assert not isinstance(caught.value, DistributionUnreachableError)
    assert caught.value.hint
    assert seat.kept == before == policy(300)


def test_a_new_policy_that_only_tightens_arrives_under_one_signature(publisher: Publisher, seat: Seat) -> None:
    publisher.publish(policy(200))
    assert seat.refresh() == policy(200) == seat.kept


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_a_forged_signature_is_refused(role: str, publisher: Publisher, server: FakePolicyServer, seat: Seat) -> None:
    publisher.publish(policy(200))
    stranger = CryptoSigner.generate_ed25519()
    version = {"timestamp": "", "snapshot": "3.", "targets": "3."}[role]
    if role == "timestamp":
        server.replace("timestamp.json", lambda data: resigned(data, [stranger]))
    else:
        forge_below(publisher, role, stranger)
    with refused(seat, f"{version}{role}.json", f"{role} was signed by 0/1 keys"):
        seat.refresh()


def forge_below(publisher: Publisher, role: str, stranger: Signer) -> None:
    """Let a thief of the online keys point at what a stranger signed."""
    metadata = publisher.folder / "metadata"
    snapshot, timestamp = publisher.repository.snapshot(), publisher.repository.timestamp()
    timestamp.version += 1
    roles = {}
    if role == "targets":
        forged = Metadata[Targets].from_file(str(metadata / "3.targets.json"))
        signed(forged, [stranger])
        roles["targets"] = forged
    signing = publisher.signing(0)
    files = sealed(roles, snapshot, timestamp, signing)
    if role == "snapshot":
        body = resigned(files["3.snapshot.json"], [stranger])
        timestamp.snapshot_meta.length = timestamp.snapshot_meta.hashes = None
        files |= {"3.snapshot.json": body, "timestamp.json": stamped(timestamp, signing)}
    publisher.repository.write(files)


def resigned(data: bytes, keys: list[Signer]) -> bytes:
    return signed(Metadata[Timestamp].from_bytes(data), keys)


def test_a_key_that_was_stolen_and_rotated_away_signs_nothing(publisher: Publisher, seat: Seat) -> None:
    stolen = publisher.keys["timestamp"]
    publisher.rotate("timestamp")
    timestamp = next_timestamp(publisher.repository)
    publisher.keys["timestamp"] = stolen
    publisher.repository.write({"timestamp.json": stamped(timestamp, publisher.signing(0))})
    with refused(seat, "timestamp.json", "timestamp was signed by 0/1 keys"):
        seat.refresh()


def test_a_root_without_the_old_roots_signatures_is_refused(publisher: Publisher, seat: Seat) -> None:
    root = publisher.repository.root()
    stranger = CryptoSigner.generate_ed25519()
    root.version = 2
    root.roles["root"].keyids, root.roles["root"].threshold = [stranger.public_key.keyid], 1
    root.keys[stranger.public_key.keyid] = stranger.public_key
    publisher.repository.write({"2.root.json": signed(Metadata(root), [stranger, publisher.keys["root"][0]])})
    with refused(seat, "2.root.json", "root was signed by 1/2 keys"):
        seat.refresh()


@pytest.mark.parametrize(
    ("late", "what", "why"),
    [
        (1, "timestamp.json", "timestamp.json is expired"),
        (400, "root.json", "Final root.json is expired"),
    ],
)
def test_what_is_withheld_expires(late: float, what: str, why: str, seat: Seat) -> None:
    with refused(seat, what, why):
        seat.refresh(NOW + days(late))


def test_an_expired_snapshot_is_refused_under_a_young_timestamp(publisher: Publisher, seat: Seat) -> None:
    publisher.now = NOW + days(8)
    timestamp = next_timestamp(publisher.repository)
    publisher.repository.write({"timestamp.json": stamped(timestamp, publisher.signing(0))})
    with refused(seat, "snapshot.json", "snapshot.json is expired"):
        seat.refresh(publisher.now)


def test_an_expired_list_of_policies_is_refused_under_a_young_snapshot(publisher: Publisher, seat: Seat) -> None:
    publisher.now = NOW + days(91)
    publisher.stamp()
    with refused(seat, "2.targets.json", "New targets is expired"):
        seat.refresh(publisher.now)


def test_expiry_is_judged_at_the_time_that_is_passed(publisher: Publisher, seat: Seat) -> None:
    publisher.now = NOW - days(3000)
    publisher.publish(policy(200))
    assert seat.refresh(publisher.now) == policy(200)


def test_a_rolled_back_timestamp_is_refused(publisher: Publisher, server: FakePolicyServer, seat: Seat) -> None:
    old = (publisher.folder / "metadata" / "timestamp.json").read_bytes()
    publisher.publish(policy(300))
    seat.refresh()
    server.replace("timestamp.json", lambda _: old)
    with refused(seat, "timestamp.json", "New timestamp version 2 must be >= 3"):
        seat.refresh()


def test_a_rolled_back_snapshot_is_refused(publisher: Publisher, seat: Seat) -> None:
    publisher.publish(policy(300))
    seat.refresh()
    timestamp = next_timestamp(publisher.repository)
    timestamp.snapshot_meta.version = 2
    publisher.repository.write({"timestamp.json": stamped(timestamp, publisher.signing(0))})
    with refused(seat, "timestamp.json", "New snapshot version must be >= 3"):
        seat.refresh()


def test_a_rolled_back_list_of_policies_is_refused(publisher: Publisher, seat: Seat) -> None:
    publisher.publish(policy(300))
    seat.refresh()
    snapshot, timestamp = publisher.repository.snapshot(), next_timestamp(publisher.repository)
    snapshot.version += 1
    old = Metadata[Targets].from_file(str(publisher.folder / "metadata" / "2.targets.json"))
    publisher.repository.write(sealed({"targets": old}, snapshot, timestamp, publisher.signing(0)))
    with refused(seat, "4.snapshot.json", "targets.json version"):
        seat.refresh()


def test_a_mix_of_two_repositories_is_refused(publisher: Publisher, seat: Seat, tmp_path: Path) -> None:
    publisher.publish(policy(250))
    metadata = publisher.folder / "metadata"
    shutil.copytree(metadata, tmp_path / "copy")
    publisher.publish(policy(200))
    shutil.copy(tmp_path / "copy" / "3.snapshot.json", metadata / "4.snapshot.json")
    with refused(seat, "4.snapshot.json", "does not match"):
        seat.refresh()


@pytest.mark.parametrize("name", ["timestamp.json", "3.snapshot.json", "3.targets.json", ".policy.toml"])
@pytest.mark.parametrize("attack", [lambda data: data[: len(data) // 2], lambda _: b"", lambda _: b"[" * 4000])
def test_truncated_empty_and_nonsensical_files_are_refused(
    name: str, attack: Callable[[bytes], bytes], publisher: Publisher, server: FakePolicyServer, seat: Seat
) -> None:
    publisher.publish(policy(200))
    server.replace(name, attack)
    with pytest.raises(DistributionError) as caught:
        seat.refresh()
    assert caught.value.what.endswith(name)
    assert seat.kept == policy(300)


@pytest.mark.parametrize("name", ["timestamp.json", "3.snapshot.json", "3.targets.json", ".policy.toml", "2.root.json"])
def test_endless_files_are_refused_after_their_bound(
    name: str, publisher: Publisher, server: FakePolicyServer, seat: Seat
) -> None:
    publisher.publish(policy(200))
    if name == "2.root.json":
        publisher.rotate("snapshot")
    server.never_end(name)
    with refused(seat, _named(name, publisher), "longer than it may be"):
        seat.refresh()


def _named(name: str, publisher: Publisher) -> str:
    if name != ".policy.toml":
        return name
    return next(path.name for path in (publisher.folder / "targets").iterdir() if policy(200) == path.read_bytes())


def test_a_store_that_is_down_is_unreachable_and_no_attack(server: FakePolicyServer, seat: Seat) -> None:
    server.is_down = True
    with pytest.raises(DistributionUnreachableError):
        seat.refresh()
    assert seat.kept == policy(300)


def test_signed_bytes_that_are_no_policy_are_refused(publisher: Publisher, seat: Seat) -> None:
    publisher.publish(policy(200))
    replace_target(publisher, b'name = "none"\nformat = 1\n')
    with refused(seat, "the published policy", "a policy without rules is a mistake"):
        seat.refresh()


def test_a_target_larger_than_any_policy_is_never_fetched(
    publisher: Publisher, server: FakePolicyServer, seat: Seat
) -> None:
    publisher.publish(policy(200))
    replace_target(publisher, bytes(300 * 1024))
    with refused(seat, "policy.toml", "a policy has at most"):
        seat.refresh()
    assert server.fetched[-1] == "metadata/3.targets.json"


def test_a_target_that_hides_what_it_loosens_is_refused(publisher: Publisher, seat: Seat) -> None:
    publisher.publish(policy(200))
    replace_target(publisher, policy(200), custom={"loosens": []})
    with refused(seat, "policy.toml", "does not say what it loosens"):
        seat.refresh()


def replace_target(publisher: Publisher, data: bytes, custom: dict[str, object] | None = None) -> None:
    """Put other bytes behind the newest target, signed by all it takes: what a careless publisher could do."""
    metadata = publisher.repository.targets()
    assert metadata is not None
    target = metadata.signed.targets["policy.toml"]
    kept = custom or target.custom
    changed = type(target).from_data("policy.toml", data, ["sha256"])
    changed.unrecognized_fields["custom"] = kept
    metadata.signed.targets["policy.toml"] = changed
    signed(metadata, publisher.keys["targets"])
    publisher.repository.write_target(changed, data)
    snapshot, timestamp = publisher.repository.snapshot(), publisher.repository.timestamp()
    publisher.repository.write(sealed({"targets": metadata}, snapshot, timestamp, publisher.signing(2)))


def test_a_fresh_seat_keeps_nothing_of_a_refused_policy(seats: Seats, server: FakePolicyServer, seat: Seat) -> None:
    server.replace(".policy.toml", lambda data: data.replace(b"300", b"999"))
    fresh = seats("fresh")
    with pytest.raises(DistributionError):
        fresh.refresh()
    assert not (fresh.target_dir / "policy.toml").exists()
    assert json.loads((seat.target_dir / "accepted.json").read_bytes())["version"] == 2

"""Teams, rotations, kills: what publishers and seats go through on ordinary days."""

# SPDX-License-Identifier: Apache-2.0

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tuf.ngclient import Updater

from tests.distribution.conftest import NOW, Publisher, Seat, Seats, days, policy
from tests.fakes.policyserver import FakePolicyServer
from workstation.distribution.names import path_for, role_for
from workstation.distribution.updater import PolicyUpdater
from workstation.errors import DistributionError, PolicyError


def test_every_team_gets_its_own_policy_and_the_others_get_the_one_for_all(publisher: Publisher, seats: Seats) -> None:
    publisher.publish(policy(300, "All"), people=2)
    publisher.publish(policy(200, "A"), "a", people=2)
    publisher.publish(policy(100, "B"), "b", people=2)
    assert seats("1", "a").refresh() == policy(200, "A")
    assert seats("2", "b").refresh() == policy(100, "B")
    assert seats("3", "c").refresh() == policy(300, "All")
    assert seats("4").refresh() == policy(300, "All")


def test_a_team_never_gets_another_teams_policy_by_swapped_files(
    publisher: Publisher, server: FakePolicyServer, seats: Seats
) -> None:
    publisher.publish(policy(300, "All"), people=2)
    publisher.publish(policy(200, "A"), "a", people=2)
    publisher.publish(policy(200, "B"), "b", people=2)
    seat = seats("1", "a")
    seat.refresh()
    shutil.rmtree(seat.metadata_dir)
    metadata = publisher.folder / "metadata"
    server.replace("1.team-a.json", lambda _: (metadata / "1.team-b.json").read_bytes())
    with pytest.raises(DistributionError, match="does not match"):
        seat.refresh()
    assert seat.kept == policy(200, "A")


def test_a_seat_that_changes_its_team_gets_the_new_teams_policy(publisher: Publisher, seats: Seats) -> None:
    publisher.publish(policy(300), people=2)
    publisher.publish(policy(100, "A"), "a", people=2)
    publisher.publish(policy(250, "B"), "b", people=2)
    publisher.publish(policy(200, "B"), "b")
    seat = seats("1", "a")
    seat.refresh()
    assert seat.of("b").refresh() == policy(200, "B")


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_no_two_teams_share_a_path_and_none_leaves_its_folder(one: str, other: str) -> None:
    names = [name.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name in (one, other)]
    assert (path_for(names[0]) == path_for(names[1])) == (names[0] == names[1])
    assert (role_for(names[0]) == role_for(names[1])) == (names[0] == names[1])
    parts = path_for(names[0]).split("/")
    assert len(parts) == 3
    assert not set(parts[1]).intersection("*?[]%.\\ ")


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp"])
@pytest.mark.parametrize("with_old", [True, False])
def test_a_rotated_key_is_followed_by_old_seats_and_fresh_ones(
    role: str, with_old: bool, publisher: Publisher, seat: Seat, seats: Seats
) -> None:
    publisher.publish(policy(200), "a", people=2)
    publisher.rotate(role, with_old=with_old)
    publisher.rotate(role, with_old=with_old)
    publisher.publish(policy(100), "a")
    publisher.publish(policy(250))
    assert publisher.repository.root().version == 3
    assert seat.refresh() == policy(250)
    assert seats("fresh").refresh() == policy(250)
    assert seats("team", "a").refresh() == policy(100)


def test_a_rotation_without_enough_old_root_keys_changes_nothing(publisher: Publisher, seat: Seat) -> None:
    publisher.keys["root"] = publisher.keys["root"][:1]
    with pytest.raises(PolicyError, match="lacks signatures"):
        publisher.rotate("root")
    assert publisher.repository.root().version == 1
    assert seat.refresh() == policy(300)


def test_a_timer_that_stamps_daily_keeps_seats_fresh_until_the_list_expires(publisher: Publisher, seat: Seat) -> None:
    for day in range(1, 90, 11):
        publisher.now = NOW + days(day)
        publisher.stamp()
        assert seat.refresh(publisher.now + days(0.9)) == policy(300)
    publisher.now = NOW + days(90)
    publisher.stamp()
    with pytest.raises(DistributionError, match="targets is expired"):
        seat.refresh(publisher.now)
    publisher.publish(policy(300))
    assert seat.refresh(publisher.now) == policy(300)


def test_a_publication_that_was_killed_before_its_timestamp_is_not_seen(publisher: Publisher, seat: Seat) -> None:
    timestamp = publisher.folder / "metadata" / "timestamp.json"
    before = timestamp.read_bytes()
    publisher.publish(policy(200))
    timestamp.write_bytes(before)
    assert seat.refresh() == policy(300)
    publisher.publish(policy(100))
    assert seat.refresh() == policy(100)


def test_what_was_changed_on_the_publishers_disk_is_never_signed_again(publisher: Publisher, seat: Seat) -> None:
    listed = publisher.folder / "metadata" / "2.targets.json"
    listed.write_bytes(listed.read_bytes().replace(b'"length":', b'"length":1'))
    with pytest.raises(PolicyError, match="is not signed by its keys"):
        publisher.publish(policy(200), people=2)
    assert seat.refresh() == policy(300)


def _cut_down(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10])


@pytest.mark.parametrize("harm", [Path.unlink, _cut_down])
@pytest.mark.parametrize(
    "name",
    [
        "metadata/root.json",
        "metadata/root_history/1.root.json",
        "metadata/timestamp.json",
        "metadata/snapshot.json",
        "metadata/targets.json",
        "targets/accepted.json",
    ],
)
def test_a_seat_recovers_from_whatever_a_kill_left(name: str, harm: object, publisher: Publisher, seat: Seat) -> None:
    assert callable(harm)
    path = seat.metadata_dir.parent / name
    harm(path)
    (seat.target_dir / "incoming").write_bytes(b"half")
    (seat.metadata_dir / ".timestamp.json.new").write_bytes(b"half")
    publisher.publish(policy(200))
    assert seat.refresh() == policy(200) == seat.kept


def test_the_updater_writes_through_our_whole_files(publisher: Publisher, seat: Seat) -> None:
    assert PolicyUpdater._persist_file is not Updater._persist_file
    assert not list(seat.metadata_dir.glob("tmp*"))
    del publisher


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_byte_yields_another_policy(
    data: st.DataObject, publisher: Publisher, server: FakePolicyServer, seats: Seats, tmp_path: Path
) -> None:
    if not publisher.repository.targets().signed.targets:  # type: ignore[union-attr] # there are always targets
        publisher.publish(policy(300), people=2)
        seats("old", "a").refresh()
        publisher.rotate("timestamp")
        publisher.publish(policy(200), "a", people=2)
    files = sorted(path for part in ("metadata", "targets") for path in (publisher.folder / part).rglob("*.*"))
    path = data.draw(st.sampled_from(files))
    good = path.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    put = data.draw(st.integers(0, 255))
    name = path.relative_to(publisher.folder).as_posix()
    server._attacks = {name: lambda body: body[:at] + bytes([put]) + body[at + 1 :]}
    shutil.rmtree(tmp_path / "now", ignore_errors=True)
    shutil.copytree(tmp_path / "old", tmp_path / "now", symlinks=True)
    seat = seats("now", "a")
    try:
        got = seat.refresh()
    except DistributionError:
        assert seat.kept == policy(300)
    else:
        assert got == seat.kept == policy(200)
    finally:
        server._attacks = {}
    assert seat.refresh() == policy(200)

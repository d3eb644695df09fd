"""What loosens needs two people, at the publisher and again at every seat."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, TargetFile, Targets

from tests.distribution.conftest import Publisher, Seat, Seats, policy
from workstation.distribution.approval import Approval, say_approval
from workstation.distribution.signing import sealed, signed
from workstation.errors import DistributionError, PolicyError


def force(publisher: Publisher, data: bytes, approval: Approval, keys: int = 1) -> None:
    """Publish as a thief of one targets key and of the online keys would: past every check of ours."""
    metadata = publisher.repository.targets()
    assert metadata is not None
    metadata.signed.version += 1
    target = TargetFile.from_data("policy.toml", data, ["sha256"])
    say_approval(target, approval)
    metadata.signed.targets["policy.toml"] = target
    push(publisher, {"targets": metadata}, keys)
    publisher.repository.write_target(target, data)


def push(publisher: Publisher, roles: dict[str, Metadata[Targets]], keys: int = 1) -> None:
    for metadata in roles.values():
        if not metadata.signatures or metadata.signed.version > 1:
            signed(metadata, publisher.keys["targets"][:keys])
    snapshot, timestamp = publisher.repository.snapshot(), publisher.repository.timestamp()
    snapshot.version += 1
    timestamp.version += 1
    publisher.repository.write(sealed(roles, snapshot, timestamp, publisher.signing(0)))


def test_the_publisher_refuses_to_loosen_under_one_signature(publisher: Publisher, seat: Seat) -> None:
    with pytest.raises(PolicyError, match="needs a second signer: the rule"):
        publisher.publish(policy(400))
    assert seat.refresh() == policy(300)


def test_one_key_used_twice_is_one_signer(publisher: Publisher, seat: Seat) -> None:
    publisher.keys["targets"][1] = publisher.keys["targets"][0]
    with pytest.raises(PolicyError, match="needs a second signer"):
        publisher.publish(policy(400), people=2)
    assert seat.refresh() == policy(300)


def test_the_first_policy_needs_two_signers(publisher: Publisher, seats: Seats) -> None:
    with pytest.raises(PolicyError, match="it is the first policy here"):
        publisher.publish(policy(300))
    force(publisher, policy(300), Approval([], 0))
    with pytest.raises(DistributionError, match="only one person signed it: it is the first policy here"):
        seats().refresh()


def test_the_first_policy_of_a_team_needs_two_signers(publisher: Publisher, seat: Seat) -> None:
    with pytest.raises(PolicyError, match="it is the first policy of this team"):
        publisher.publish(policy(60), "cards")
    assert seat.of("cards").refresh() == policy(300)


def test_what_is_no_policy_is_not_published(publisher: Publisher, seat: Seat) -> None:
    with pytest.raises(PolicyError, match="not TOML"):
        publisher.publish(b"\x00", people=2)
    assert seat.refresh() == policy(300)


def test_two_people_may_loosen(publisher: Publisher, seat: Seat) -> None:
    assert publisher.publish(policy(400), people=2).loosens
    assert seat.refresh() == policy(400)


@pytest.mark.parametrize(
    "approval", [Approval([], 2), Approval([], 3), Approval([], 0), Approval(["idle"], 3), Approval([], 99)]
)
def test_a_seat_refuses_what_loosens_under_one_signature(approval: Approval, publisher: Publisher, seat: Seat) -> None:
    force(publisher, policy(400), approval)
    with pytest.raises(DistributionError, match="it loosens, and only one person signed it"):
        seat.refresh()
    assert seat.kept == policy(300)


def test_a_seat_refuses_what_says_of_itself_that_it_loosens(publisher: Publisher, seat: Seat) -> None:
    force(publisher, policy(200), Approval(["something"], 3))
    with pytest.raises(DistributionError, match="only one person signed it: something"):
        seat.refresh()


def test_a_seat_that_missed_a_loosening_by_two_accepts_what_one_tightened_after(
    publisher: Publisher, seat: Seat, seats: Seats
) -> None:
    publisher.publish(policy(900), people=2)
    publisher.publish(policy(600))
    publisher.publish(policy(500))
    assert seat.refresh() == policy(500)
    assert seats("fresh").refresh() == policy(500)


def test_a_loosening_that_was_tightened_since_cannot_be_brought_back_by_one(publisher: Publisher, seat: Seat) -> None:
    publisher.publish(policy(900), people=2)
    publisher.publish(policy(200))
    assert seat.refresh() == policy(200)
    force(publisher, policy(800), Approval([], 3))
    with pytest.raises(DistributionError, match="only one person signed it"):
        seat.refresh()
    assert seat.kept == policy(200)


def test_a_version_that_is_said_to_be_signed_by_two_must_be(publisher: Publisher, seat: Seat) -> None:
    publisher.publish(policy(250))
    force(publisher, policy(400), Approval([], 3))
    with pytest.raises(DistributionError, match=r"3\.targets\.json was refused: two people should have signed it"):
        seat.refresh()


def test_what_a_delegation_of_ones_own_signs_twice_counts_for_nobody(publisher: Publisher, seats: Seats) -> None:
    publisher.publish(policy(300), people=2)
    seat = seats(team="cards")
    seat.refresh()
    mine = [CryptoSigner.generate_ed25519() for _ in range(2)]
    parent = publisher.repository.targets()
    assert parent is not None
    parent.signed.version += 1
    keyids = [key.public_key.keyid for key in mine]
    role = DelegatedRole("team-cards", keyids, 1, terminating=True, paths=["teams/cards/policy.toml"])
    parent.signed.delegations = Delegations({key.public_key.keyid: key.public_key for key in mine}, {role.name: role})
    say_approval(parent.signed.targets["policy.toml"], Approval([], 2))
    target = TargetFile.from_data("teams/cards/policy.toml", policy(900), ["sha256"])
    say_approval(target, Approval([], 1))
    listed = Metadata(Targets(expires=parent.signed.expires, targets={target.path: target}))
    signed(listed, mine)
    push(publisher, {"team-cards": listed, "targets": parent})
    publisher.repository.write_target(target, policy(900))
    with pytest.raises(DistributionError, match="only one person signed it"):
        seat.refresh()
    assert seat.kept == policy(300)


def test_dropping_a_teams_policy_loosens_too(publisher: Publisher, seats: Seats) -> None:
    publisher.publish(policy(300), people=2)
    publisher.publish(policy(60), "cards", people=2)
    seat = seats(team="cards")
    assert seat.refresh() == policy(60)
    parent = publisher.repository.targets()
    assert parent is not None
    parent.signed.version += 1
    parent.signed.delegations = None
    push(publisher, {"targets": parent})
    with pytest.raises(DistributionError, match="only one person signed it"):
        seat.refresh()
    assert seat.kept == policy(60)

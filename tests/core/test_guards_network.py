"""A seat outside its networks locks, and says so once."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

import pytest

from tests.core.seats import actions, at, bodies, kinds, notices, seat, told
from workstation.facts.actions import LockSeat
from workstation.facts.kinds import Kind
from workstation.facts.observations import ClockTicked, StoreSawSeat, SurroundingsChanged
from workstation.facts.situation import StoreView
from workstation.facts.truth import Truth
from workstation.guards.network import NetworkGuard
from workstation.policy.precedence import Rules
from workstation.policy.rules import NetworkRule, Policy
from workstation.policy.scope import Scope, Site
from workstation.policy.strictness import loosened, sites_of

POLICY = Policy(
    name="x",
    format=1,
    site=(Site(name="cebu", networks=("10.4.0.0/16",)),),
    rule=(NetworkRule(id="office", sites=("cebu",), networks=("192.0.2.0/24",)),),
)
GUARD = NetworkGuard(Rules(POLICY, NetworkRule), sites_of(POLICY))


def moved(*addresses: str, seconds: float = 1) -> SurroundingsChanged:
    return SurroundingsChanged(at=at(seconds), addresses=addresses, utc_offset=timedelta())


INSIDE, OUTSIDE = moved("10.4.7.9"), moved("192.168.1.4", "fe80::1")


@pytest.mark.parametrize("inside", [moved("10.4.7.9"), moved("fe80::1", "192.0.2.7")])
def test_inside_one_of_the_networks_nothing_happens(inside: SurroundingsChanged) -> None:
    closed = seat(inside, truth=Truth.LOCKED)
    assert not actions(GUARD, closed, told(Truth.ACTIVE, 2))
    assert not actions(GUARD, seat(INSIDE), inside)


def test_a_seat_that_leaves_its_networks_locks_and_says_so_once() -> None:
    did = actions(GUARD, seat(INSIDE), OUTSIDE)
    assert did[0] == LockSeat(reason="network")
    assert [body.kind for body in bodies(did)] == [Kind.OUTSIDE_NETWORK]
    assert notices(did) == ["outside_network"]
    assert kinds(actions(GUARD, seat(INSIDE, OUTSIDE), ClockTicked(at=at(3)))) == ["LockSeat"]


def test_a_seat_that_opens_outside_locks_again() -> None:
    did = actions(GUARD, seat(OUTSIDE, truth=Truth.LOCKED), told(Truth.ACTIVE, 2))
    assert did[0] == LockSeat(reason="network")
    assert [body.kind for body in bodies(did)] == [Kind.OUTSIDE_NETWORK]


def test_a_seat_whose_addresses_nobody_knows_locks_and_is_not_said_to_be_outside() -> None:
    did = actions(GUARD, seat(truth=Truth.LOCKED), told(Truth.ACTIVE, 2))
    assert did[0] == LockSeat(reason="network_unknown")
    assert [body.kind for body in bodies(did)] == [Kind.NETWORK_UNKNOWN]
    assert notices(did) == ["network_unknown"]


SEEN_POLICY = Policy(
    name="x",
    format=1,
    site=(Site(name="cebu", networks=("192.168.1.0/24",), seen_from=("203.0.113.0/28",)),),
    rule=(NetworkRule(id="office", sites=("cebu",)),),
)
SEEN = NetworkGuard(Rules(SEEN_POLICY, NetworkRule), sites_of(SEEN_POLICY))
OWN = moved("192.168.1.7")


def saw(address: str, seconds: float = 2) -> StoreSawSeat:
    return StoreSawSeat(at=at(seconds), view=StoreView(seen_from=address, own="192.168.1.7"))


IN_THE_OFFICE, AT_HOME = saw("203.0.113.7"), saw("198.51.100.9")


def test_a_seat_that_the_store_sees_at_its_site_stays_open() -> None:
    closed = seat(OWN, IN_THE_OFFICE, truth=Truth.LOCKED)
    assert not actions(SEEN, closed, told(Truth.ACTIVE, 3))
    assert not actions(SEEN, seat(OWN, IN_THE_OFFICE), ClockTicked(at=at(9)))


def test_a_seat_with_the_addresses_of_its_site_that_the_store_sees_elsewhere_locks() -> None:
    did = actions(SEEN, seat(OWN, AT_HOME, truth=Truth.LOCKED), told(Truth.ACTIVE, 3))
    assert did[0] == LockSeat(reason="network")
    assert [body.kind for body in bodies(did)] == [Kind.OUTSIDE_NETWORK]
    did = actions(SEEN, seat(OWN, IN_THE_OFFICE), AT_HOME)
    assert did[0] == LockSeat(reason="network")
    assert notices(did) == ["outside_network"]


def test_a_seat_that_the_store_did_not_see_locks() -> None:
    did = actions(SEEN, seat(OWN, truth=Truth.LOCKED), told(Truth.ACTIVE, 3))
    assert did[0] == LockSeat(reason="network_unknown")
    forgotten = StoreSawSeat(at=at(3), view=None)
    assert LockSeat(reason="network_unknown") in actions(SEEN, seat(OWN, IN_THE_OFFICE), forgotten)


def test_a_seat_that_lost_the_address_by_which_the_store_saw_it_locks_until_it_is_seen_again() -> None:
    other = moved("192.168.1.8", seconds=3)
    assert LockSeat(reason="network_unknown") in actions(SEEN, seat(OWN, IN_THE_OFFICE), other)
    again = StoreSawSeat(at=at(4), view=StoreView(seen_from="203.0.113.7", own="192.168.1.8"))
    assert not actions(SEEN, seat(OWN, IN_THE_OFFICE, other, again, truth=Truth.LOCKED), told(Truth.ACTIVE, 5))


def test_every_rule_that_holds_must_allow_the_network() -> None:
    rules = (*POLICY.rule, NetworkRule(id="vpn", networks=("10.4.7.0/24",), scope=Scope(call="on")))
    policy = Policy(name="x", format=1, site=POLICY.site, rule=rules)
    guard = NetworkGuard(Rules(policy, NetworkRule), sites_of(policy))
    assert not actions(guard, seat(), moved("10.4.7.9"))
    assert LockSeat(reason="network") in actions(guard, seat(INSIDE), moved("10.4.8.9"))


def test_one_network_more_loosens() -> None:
    wider = Policy(
        name="x",
        format=1,
        site=POLICY.site,
        rule=(NetworkRule(id="office", sites=("cebu",), networks=("192.0.2.0/24", "0.0.0.0/0")),),
    )
    assert list(loosened(POLICY, wider)) == ['the rule "office" is changed, and may hold for less']
    assert not list(loosened(wider, POLICY))
    moved_site = Policy(name="x", format=1, site=(Site(name="cebu", networks=("::/0",)),), rule=POLICY.rule)
    assert list(loosened(POLICY, moved_site))

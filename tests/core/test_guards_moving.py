"""A seat in another network than when its agent opened it says so, once, and nothing of where it is."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

import pytest

from tests.core.seats import actions, at, bodies, seat, told
from workstation.facts.actions import LockSeat
from workstation.facts.kinds import Kind
from workstation.facts.observations import ClockTicked, SensorFailed, SurroundingsChanged
from workstation.facts.truth import Truth
from workstation.guards.moving import MovingGuard
from workstation.guards.roster import build_guards
from workstation.policy.precedence import Rules
from workstation.policy.rules import Policy, ReauthRule
from workstation.policy.scope import Scope, Site
from workstation.policy.strictness import sites_of

OFFICE = Site(name="cebu", networks=("10.4.0.0/16", "10.9.0.0/24"))


def guard(rule: ReauthRule | None = None) -> MovingGuard:
    policy = Policy(
        name="x", format=1, site=(OFFICE,), rule=(rule or ReauthRule(id="moves", after_risks=("network",)),)
    )
    return MovingGuard(Rules(policy, ReauthRule), sites_of(policy))


def moved(*addresses: str, seconds: float = 1, hours: int = 0) -> SurroundingsChanged:
    return SurroundingsChanged(at=at(seconds), addresses=addresses, utc_offset=timedelta(hours=hours))


HOME, CAFE = moved("192.168.1.4", "2001:db8:4:1::9"), moved("172.20.3.9", seconds=2)


def test_another_network_is_told_without_any_address() -> None:
    (body,) = bodies(actions(guard(), seat(HOME), CAFE))
    assert (body.kind, body.rule, body.details) == (Kind.NETWORK_CHANGED, "moves", {})


@pytest.mark.parametrize(
    "same",
    [
        moved("192.168.1.77"),
        moved("192.168.1.4", "2001:db8:4:1::abcd"),
        moved("192.168.1.4", "fe80::1", "169.254.3.4"),
        moved(),
        moved("192.168.1.4", "2001:db8:4:1::9", hours=1),
    ],
)
def test_another_address_of_the_same_network_none_at_all_and_those_of_a_link_are_no_other_network(
    same: SurroundingsChanged,
) -> None:
    assert not actions(guard(), seat(HOME), same)


def test_a_network_that_comes_beside_the_first_is_another_one() -> None:
    assert bodies(actions(guard(), seat(HOME), moved("192.168.1.4", "172.20.3.9")))


def test_all_networks_of_a_site_are_one() -> None:
    assert not actions(guard(), seat(moved("10.4.7.9")), moved("10.9.0.3"))
    assert bodies(actions(guard(), seat(moved("192.168.1.4")), moved("10.9.0.3")))


def test_it_is_told_once_and_a_way_back_is_none() -> None:
    there = seat(HOME, CAFE)
    assert not actions(guard(), there, moved("172.20.3.9", hours=1))
    assert not actions(guard(), there, HOME)
    assert not actions(guard(), there, ClockTicked(at=at(9)))


def test_the_network_where_the_agent_proved_themself_anew_is_the_seats_own() -> None:
    there = seat(HOME, CAFE, told(Truth.REAUTH_DUE, 3), told(Truth.ACTIVE, 4))
    assert not actions(guard(), there, moved("172.20.3.10", seconds=5))
    assert bodies(actions(guard(), there, HOME))


def test_a_closed_seat_and_a_rule_that_names_no_network_or_does_not_hold_say_nothing() -> None:
    assert not actions(guard(), seat(HOME, truth=Truth.LOCKED), CAFE)
    assert not actions(guard(ReauthRule(id="r", after_risks=("clock",))), seat(HOME), CAFE)
    off_call = ReauthRule(id="r", after_risks=("network",), scope=Scope(call="off"))
    assert not actions(guard(off_call), seat(HOME), CAFE)


@pytest.mark.parametrize(("risks", "locks"), [(("network",), True), (("clock",), False)])
def test_a_seat_that_cannot_tell_its_networks_any_more_locks_where_a_rule_asks(
    risks: tuple[str, ...], *, locks: bool
) -> None:
    policy = Policy(name="x", format=1, rule=(ReauthRule(id="r", after_risks=risks),))  # type: ignore[arg-type]
    failed = SensorFailed(at=at(5), sensor="surroundings", reason="gone")
    did = [action for each in build_guards(policy) for action in actions(each, seat(HOME), failed)]
    assert (LockSeat(reason="control_failed") in did) is locks

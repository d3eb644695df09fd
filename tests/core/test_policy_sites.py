"""Sites that the audit store has to see as well, and rules that hold everywhere but there."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import replace as replaced
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.seats import START, at, rules, seat
from workstation.errors import PolicyError
from workstation.facts.observations import StoreSawSeat, SurroundingsChanged
from workstation.facts.place import UNKNOWN
from workstation.facts.session import Session
from workstation.facts.situation import Interface, InterfaceKind, Situation, StoreView
from workstation.policy.load import parse_policy
from workstation.policy.reach import Reach
from workstation.policy.revealing import Reveals
from workstation.policy.rules import GrantedException, IdleRule, MaskingRule, NetworkRule, Policy, Reveal
from workstation.policy.scope import PlaceScope, Scope, Site
from workstation.policy.strictness import loosened
from workstation.policy.width import reaches_as_far

OWN = "192.168.1.7"
CEBU = Site(name="cebu", networks=("192.168.1.0/24",), seen_from=("203.0.113.0/28", "2001:db8:4::/48"))
MANILA = Site(name="manila", networks=("10.4.0.0/16",))
SITES = {site.name: site for site in (CEBU, MANILA)}
OFFICE = StoreView(seen_from="203.0.113.7", own=OWN)
HOME = StoreView(seen_from="198.51.100.9", own=OWN)


def reached(scope: Scope, situation: Situation) -> bool | None:
    return Reach(scope, SITES).seat(situation, START)


@pytest.mark.parametrize(
    ("addresses", "view", "told"),
    [
        ((OWN,), OFFICE, True),
        ((OWN,), StoreView(seen_from="2001:db8:4::9", own=OWN), True),
        ((OWN,), HOME, False),
        ((OWN,), None, None),
        ((OWN, "10.9.9.9"), OFFICE, True),
        (("10.9.9.9",), OFFICE, False),
        (("10.9.9.9",), None, False),
        (("192.168.1.8",), OFFICE, None),
        (("192.168.1.8",), StoreView(seen_from="203.0.113.7", own="127.0.0.1"), True),
        (("192.168.1.8",), StoreView(seen_from="198.51.100.9", own="::1"), False),
        (None, OFFICE, None),
        (("10.4.0.1",), None, False),
    ],
)
def test_a_seat_is_at_a_site_by_its_own_address_and_by_what_the_store_sees(
    addresses: tuple[str, ...] | None, view: StoreView | None, *, told: bool | None
) -> None:
    situation = Situation(addresses=addresses, view=view)
    assert reached(Scope(sites=("cebu",)), situation) is told
    assert reached(Scope(away_from=("cebu",)), situation) is (None if told is None else not told)


def test_one_site_of_several_is_enough_and_away_is_away_from_each() -> None:
    at_manila = Situation(addresses=("10.4.0.1",))
    assert reached(Scope(sites=("cebu", "manila")), at_manila) is True
    assert reached(Scope(away_from=("cebu", "manila")), at_manila) is False
    assert reached(Scope(away_from=("cebu",)), at_manila) is True
    nowhere = Situation(addresses=("172.16.0.1",))
    assert reached(Scope(away_from=("cebu", "manila")), nowhere) is True


def seen(view: StoreView | None) -> Situation:
    return seat(surroundings(OWN), StoreSawSeat(at=at(2), view=view)).situation


def surroundings(*addresses: str) -> SurroundingsChanged:
    return SurroundingsChanged(at=at(1), addresses=addresses, utc_offset=at(0) - at(0))


def test_the_last_view_counts_until_the_seat_loses_the_address_that_it_spoke_from() -> None:
    here = seat(surroundings(OWN), StoreSawSeat(at=at(2), view=OFFICE))
    assert here.situation.view == OFFICE
    assert here.after(surroundings(OWN, "172.17.0.1")).situation.view == OFFICE
    gone = here.after(surroundings("172.17.0.1"))
    assert gone.situation.view is None
    back = gone.after(surroundings(OWN))
    assert back.situation.view is None, "the address may be the same in another place"
    assert back.after(StoreSawSeat(at=at(9), view=HOME)).situation.view == HOME
    assert here.after(StoreSawSeat(at=at(9), view=None)).situation.view is None


def here(kind: InterfaceKind, *gateways: str, address: str = "10.5.0.7") -> Interface:
    return Interface(kind=kind, addresses=(address, "fe80::1"), gateways=gateways)


UNKNOWN_WAY = Interface(kind="wired", addresses=("10.5.0.7",), gateways=None)
HOTSPOT = here("wireless", "10.5.0.1", address="172.20.10.2")


@pytest.mark.parametrize(
    ("interfaces", "by_gateway", "by_kind"),
    [
        ((here("wired", "10.5.0.1"),), True, True),
        ((here("wired", "fe80::9", "10.5.0.1"),), True, True),
        ((here("wireless", "10.5.0.1"),), True, False),
        ((here("wired", "10.5.0.254"),), False, True),
        ((here("wired"),), False, True),
        ((here("other", "10.5.0.1"),), True, None),
        ((UNKNOWN_WAY,), None, True),
        ((here("wireless", "10.5.0.254"), HOTSPOT), False, False),
        ((here("wireless", "10.5.0.254"), here("wired", "10.5.0.1")), True, True),
        ((), False, False),
        (None, None, None),
    ],
)
def test_the_interface_that_is_in_the_sites_networks_has_to_be_of_its_kind_and_lead_out_by_its_gateway(
    interfaces: tuple[Interface, ...] | None, *, by_gateway: bool | None, by_kind: bool | None
) -> None:
    networks = ("10.5.0.0/16",)
    sites = {
        "gateway": Site(name="gateway", networks=networks, gateways=("10.5.0.1",)),
        "kind": Site(name="kind", networks=networks, interfaces=("wired",)),
        "both": Site(name="both", networks=networks, interfaces=("wired",), gateways=("10.5.0.1",)),
    }
    situation = Situation(addresses=("10.5.0.7", "172.20.10.2"), interfaces=interfaces)

    def told(name: str) -> bool | None:
        return Reach(Scope(sites=(name,)), sites).seat(situation, START)

    assert (told("gateway"), told("kind")) == (by_gateway, by_kind)
    assert told("both") is (
        False if False in (by_gateway, by_kind) else None if None in (by_gateway, by_kind) else True
    )
    elsewhere = Situation(addresses=("172.20.10.2",), interfaces=interfaces)
    assert Reach(Scope(sites=("both",)), sites).seat(elsewhere, START) is False


def test_what_a_seat_is_in_its_network_by_is_known_as_it_changes() -> None:
    moved = replaced(surroundings("10.5.0.7"), interfaces=(here("wired", "10.5.0.1"),))
    assert seat(moved).situation.interfaces == (here("wired", "10.5.0.1"),)
    assert seat(moved, surroundings("10.5.0.7")).situation.interfaces is None


VIEWS = st.sampled_from([None, OFFICE, HOME, StoreView(seen_from="203.0.113.7", own="::1")])
SITUATIONS = st.builds(
    Situation, addresses=st.sampled_from([None, (), (OWN,), ("10.4.0.1",), (OWN, "10.4.0.1")]), view=VIEWS
)
NAMED = st.lists(st.sampled_from(["cebu", "manila"]), max_size=2, unique=True).map(tuple)
SCOPES = st.builds(Scope, sites=NAMED, away_from=NAMED)


@given(one=SCOPES, other=SCOPES, situation=SITUATIONS)
def test_a_scope_that_reaches_as_far_never_leaves_out_what_another_reaches(
    one: Scope, other: Scope, situation: Situation
) -> None:
    assume(reaches_as_far(one, other, same_sites=True))
    if reached(other, situation) is not False:
        assert reached(one, situation) is not False
    if reached(other, situation):
        assert reached(one, situation)


@given(scope=SCOPES, situation=SITUATIONS, view=VIEWS, addresses=st.sampled_from([(), (OWN,), ("10.4.0.1",)]))
def test_learning_where_a_seat_is_never_turns_yes_into_no(
    scope: Scope, situation: Situation, view: StoreView | None, addresses: tuple[str, ...]
) -> None:
    more = Situation(
        addresses=addresses if situation.addresses is None else situation.addresses, view=situation.view or view
    )
    before = reached(scope, situation)
    assert before is None or reached(scope, more) is before


def at_home() -> Session:
    return replaced(seat(), situation=seen(HOME))


def in_office() -> Session:
    return replaced(seat(), situation=seen(OFFICE))


def unseen() -> Session:
    return replaced(seat(), situation=seen(None))


IDLE_AT_HOME = IdleRule(id="home", after_seconds=60, scope=PlaceScope(away_from=("cebu",)))


def test_a_rule_away_from_a_site_holds_elsewhere_and_where_nobody_can_tell() -> None:
    held = rules(IDLE_AT_HOME, sites=(CEBU,))
    assert not list(held.applying(in_office()))
    assert list(held.applying(at_home())) == [IDLE_AT_HOME]
    assert list(held.applying(unseen())) == [IDLE_AT_HOME]
    assert list(held.applying(seat())) == [IDLE_AT_HOME]


def test_an_exception_away_from_a_site_lifts_nothing_where_nobody_can_tell() -> None:
    lifting = GrantedException(
        id="x",
        rules=("m",),
        scope=PlaceScope(away_from=("cebu",)),
        reason="…",
        granted_by="…",
        expires=date(2027, 1, 1),
    )
    masking = MaskingRule(id="m")
    held = rules(masking, exceptions=[lifting], sites=(CEBU,))
    granted = frozenset({"x"})
    assert not list(held.applying(replaced(at_home(), granted=granted)))
    assert list(held.applying(replaced(unseen(), granted=granted))) == [masking]
    assert list(held.applying(replaced(in_office(), granted=granted))) == [masking]


@pytest.mark.parametrize(
    ("scope", "allowing"),
    [(PlaceScope(away_from=("cebu",)), at_home), (PlaceScope(sites=("cebu",)), in_office)],
)
def test_a_reveal_is_allowed_only_where_it_is_known_that_the_seat_is(
    scope: PlaceScope, allowing: Callable[[], Session]
) -> None:
    reveal = Reveal(id="r", classes=("card_number",), scope=scope, seconds=10, times_an_hour=5, reasons=("Asked for.",))
    reveals = Reveals((reveal,), SITES)
    for session in (at_home, in_office, unseen, seat):
        found = reveals.allowed(session(), UNKNOWN, "card_number")
        assert (found is not None) == (session is allowing)


POLICY = Policy(name="x", format=1, site=(CEBU, MANILA), rule=(MaskingRule(id="m"), IDLE_AT_HOME))


def scoped(scope: Scope) -> Policy:
    return replace(POLICY, rule=(POLICY.rule[0], replace(IDLE_AT_HOME, scope=scope)))


def test_a_rule_that_holds_away_from_fewer_sites_holds_for_more() -> None:
    both = scoped(Scope(away_from=("cebu", "manila")))
    assert not list(loosened(both, POLICY))
    assert not list(loosened(POLICY, scoped(Scope())))
    assert list(loosened(POLICY, both)) == ['the rule "home" is changed, and may hold for less']
    assert list(loosened(scoped(Scope()), POLICY)) == ['the rule "home" is changed, and may hold for less']
    assert list(loosened(POLICY, scoped(Scope(sites=("manila",)))))


@pytest.mark.parametrize(
    "changed",
    [
        replace(CEBU, seen_from=()),
        replace(CEBU, seen_from=("0.0.0.0/0",)),
        replace(CEBU, gateways=("192.168.1.1",)),
        replace(CEBU, interfaces=("wired",)),
    ],
)
def test_a_site_that_changes_may_loosen_whatever_names_it(changed: Site) -> None:
    assert list(loosened(POLICY, replace(POLICY, site=(changed, MANILA))))
    network = replace(POLICY, rule=(MaskingRule(id="m"), NetworkRule(id="n", sites=("cebu",))))
    assert list(loosened(network, replace(network, site=(changed, MANILA))))


TOP = 'name = "x"\nformat = 1\n[[site]]\nname = "cebu"\nnetworks = ["10.4.0.0/16"]\n'
IDLE = '[[rule]]\nkind = "idle"\nid = "i"\nafter_seconds = 60\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'{TOP}seen_from = ["203.0.113.1/28"]\n{IDLE}', 'line 6, column 14, site "cebu": not a network'),
        (f'{TOP}gateways = ["10.4.0.256"]\n{IDLE}', "line 6, column 13, site \"cebu\": not an address: '10.4.0.256'"),
        (f'{TOP}interfaces = ["wired", "wifi"]\n{IDLE}', 'line 6, column 24, site "cebu": '),
        (f'{TOP}{IDLE}scope = {{ away_from = ["home"] }}', 'no site is called "home"; there are: cebu'),
        (f'{TOP}{IDLE}scope = {{ sites = ["cebu"], away_from = ["cebu"] }}', "holds nowhere: it is away from all"),
        (
            f'{TOP}[[rule]]\nkind = "reauth"\nid = "r"\nafter_seconds = 9\nscope = {{ away_from = ["cebu"] }}',
            "knows no sites and networks",
        ),
        (
            f'{TOP}[[rule]]\nkind = "factors"\nid = "f"\nscope = {{ away_from = ["cebu"] }}',
            "knows no sites and networks",
        ),
    ],
)
def test_what_makes_no_sense_of_sites_is_refused_at_its_place(text: str, told: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse_policy(text.encode(), "x.toml")
    assert told in str(refused.value)

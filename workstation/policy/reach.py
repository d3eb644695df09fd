"""Whether a scope reaches a seat, a moment and a place: yes, no, or nobody can tell."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fnmatch import translate
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from workstation.facts.place import Place
from workstation.facts.situation import Interface, Situation, still_counting
from workstation.policy.scope import DAYS, Application, FieldPattern, Hours, PlaceScope, Scope, Site

Told = bool | None
Sites = Mapping[str, Site]
OfSeat = Callable[[Situation, datetime], Told]
Network = IPv4Network | IPv6Network
_OfPlace = Callable[[Place], Told]


class Reach:
    """A scope, made ready to be asked often. Texts match without regard to case, paths of executables with it.

    None is "nobody can tell": a rule then holds, and an exception does not.
    """

    def __init__(self, scope: Scope, sites: Sites) -> None:
        self._of_seat = _of_seat(scope, sites)
        self._of_place = _of_place(scope) if isinstance(scope, PlaceScope) else ()

    def seat(self, situation: Situation, at: datetime) -> Told:
        """Say whether it reaches a seat in `situation` at the moment `at`."""
        return every(judge(situation, at) for judge in self._of_seat)

    def place(self, place: Place) -> Told:
        """Say whether it reaches a place in a program."""
        return every(judge(place) for judge in self._of_place)


def every(told: Iterable[Told]) -> Told:
    """Return no where one is no, else nobody can tell where one is that, else yes."""
    known: Told = True
    for each in told:
        if each is False:
            return False
        if each is None:
            known = None
    return known


def _some(told: Iterable[Told]) -> Told:
    known: Told = False
    for each in told:
        if each:
            return True
        if each is None:
            known = None
    return known


def _of_seat(scope: Scope, sites: Sites) -> tuple[OfSeat, ...]:
    judges: list[OfSeat] = []
    if scope.teams:
        team = _text(scope.teams)
        judges.append(lambda situation, _: team(situation.team))
    if scope.sites:
        judges.append(at_sites([sites[name] for name in scope.sites]))
    if scope.away_from:
        judges.append(_not(at_sites([sites[name] for name in scope.away_from])))
    if scope.networks:
        judges.append(in_networks(scope.networks))
    if scope.hours:
        judges.append(_in_hours(scope.hours))
    if scope.call:
        on_call = scope.call == "on"
        judges.append(lambda situation, _: situation.on_call is on_call)
    return tuple(judges)


def in_networks(written: Sequence[str]) -> OfSeat:
    """Return a judge of seats: whether one of their addresses lies in one of these networks."""
    networks = [ip_network(network) for network in written]

    def judge(situation: Situation, _: datetime) -> Told:
        if situation.addresses is None:
            return None
        return _is_in(networks, situation.addresses)

    return judge


def at_sites(written: Sequence[Site]) -> OfSeat:
    """Return a judge of seats: whether they are at one of these sites."""
    return any_of([_at_site(site) for site in written])


def any_of(judges: Sequence[OfSeat]) -> OfSeat:
    """Return a judge of seats: whether one of these says yes."""
    return lambda situation, at: _some(judge(situation, at) for judge in judges)


def _not(judge: OfSeat) -> OfSeat:
    def otherwise(situation: Situation, at: datetime) -> Told:
        told = judge(situation, at)
        return None if told is None else not told

    return otherwise


def _at_site(site: Site) -> OfSeat:
    judges = [in_networks(site.networks)]
    if site.gateways or site.interfaces:
        judges.append(_by_its_way(site))
    if site.seen_from:
        judges.append(_seen_from(site.seen_from))
    return lambda situation, at: every(judge(situation, at) for judge in judges)


def _by_its_way(site: Site) -> OfSeat:
    """Return a judge of seats: whether an interface of theirs in the site's networks is of its kinds and gateways."""
    networks = [ip_network(network) for network in site.networks]
    gateways = {ip_address(gateway) for gateway in site.gateways}

    def fits(interface: Interface) -> Told:
        leads: Told = True
        if gateways:
            known = interface.gateways
            leads = None if known is None else not gateways.isdisjoint(map(ip_address, known))
        is_kind: Told = True
        if site.interfaces:
            is_kind = None if interface.kind == "other" else interface.kind in site.interfaces
        return every((leads, is_kind))

    def judge(situation: Situation, _: datetime) -> Told:
        if situation.interfaces is None:
            return None
        return _some(fits(each) for each in situation.interfaces if _is_in(networks, each.addresses))

    return judge


def _is_in(networks: Sequence[Network], addresses: Sequence[str]) -> bool:
    own = [ip_address(address) for address in addresses]
    return any(address in network for address in own for network in networks)


def _seen_from(written: Sequence[str]) -> OfSeat:
    """Return a judge of seats: whether the audit store sees them from one of these networks."""
    networks = [ip_network(network) for network in written]

    def judge(situation: Situation, _: datetime) -> Told:
        view = still_counting(situation.view, situation.addresses or ())
        if view is None:
            return None
        return any(ip_address(view.seen_from) in network for network in networks)

    return judge


def _in_hours(written: Sequence[Hours]) -> OfSeat:
    weeks = [([DAYS.index(day) for day in hours.days], _minutes(hours.start), _minutes(hours.end)) for hours in written]

    def judge(situation: Situation, at: datetime) -> Told:
        if situation.utc_offset is None:
            return None
        local = at + situation.utc_offset
        day, minute = local.weekday(), local.hour * 60 + local.minute
        return any(_is_within(days, start, end, day, minute) for days, start, end in weeks)

    return judge


def _is_within(days: Sequence[int], start: int, end: int, day: int, minute: int) -> bool:
    """Say whether a minute of a day lies within hours that may run past midnight."""
    if start < end:
        return day in days and start <= minute < end
    return (day in days and minute >= start) or ((day - 1) % 7 in days and minute < end)


def _minutes(written: str) -> int:
    hours, minutes = written.split(":")
    return int(timedelta(hours=int(hours), minutes=int(minutes)).total_seconds()) // 60


def _of_place(scope: PlaceScope) -> tuple[_OfPlace, ...]:
    programs = [_application(each) for each in scope.applications]
    fields = [_field(each) for each in scope.fields]
    return tuple(_any_of(judges) for judges in (programs, fields) if judges)


def _any_of(judges: Sequence[_OfPlace]) -> _OfPlace:
    return lambda place: _some(judge(place) for judge in judges)


def _application(written: Application) -> _OfPlace:
    executable = _text([written.executable] if written.executable else (), flags=0)
    window_class, title, url = (
        _text([each] if each else ()) for each in (written.window_class, written.title, written.url)
    )
    return lambda place: every(
        (executable(place.executable), window_class(place.window_class), title(place.title), url(place.url))
    )


def _field(written: FieldPattern) -> _OfPlace:
    role, name, label = (_text([each] if each else ()) for each in (written.role, written.name, written.label))
    return lambda place: every((role(place.role), name(place.name), label(place.label)))


def _text(patterns: Sequence[str], flags: int = re.IGNORECASE) -> Callable[[str | None], Told]:
    """Return a judge of texts: whether one of the glob `patterns` matches; without any, every text does."""
    if not patterns:
        return lambda _: True
    match = re.compile("|".join(map(translate, patterns)), flags).match
    return lambda text: None if text is None else match(text) is not None

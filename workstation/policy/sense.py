"""What makes no sense in a policy whose every word is allowed: rules that clash, never decide or hold nowhere."""

# SPDX-License-Identifier: Apache-2.0

import ipaddress
from collections.abc import Collection, Iterator, Mapping, Sequence

from workstation.detect.nationalphones import supported_regions
from workstation.facts.factor import LESS, Factor
from workstation.policy.keeping import keeping_troubles
from workstation.policy.ownsense import class_troubles
from workstation.policy.revealsense import reveal_troubles
from workstation.policy.risksense import risk_troubles
from workstation.policy.rules import (
    AnyRule,
    ClipboardRule,
    FactorsRule,
    GrantedException,
    IdleRule,
    NetworkRule,
    NotificationRule,
    Policy,
    ReauthRule,
    RecordingRule,
    ShiftRule,
    WindowRule,
)
from workstation.policy.scope import PlaceScope, Scope
from workstation.policy.shiftsense import OF_SHIFTS, shift_troubles
from workstation.policy.strictness import is_as_strict, sites_of
from workstation.policy.supportsense import OF_NETWORKS, approver_troubles, support_troubles
from workstation.policy.tellingsense import notification_troubles
from workstation.policy.trouble import Trouble
from workstation.policy.windowsense import lifting_troubles, window_troubles
from workstation.policy.written import Path

_KEEPERS = "the keeper asks for a second factor, and knows no sites and networks"
_ALSO_AT_UNLOCK = 'a seat that locks before that falls due is unlocked by less; write "unlock" beside "reauth"'
_ONE_OF_THREE = 'a rule asks for a code or one thing in its place: write one of "totp", "openid" and "security_key"'


def troubles(policy: Policy, packs: Sequence[Policy] = ()) -> Iterator[Trouble]:
    """Yield everything that makes no sense in `policy`, beside the packs that it extends."""
    of_packs = [rule for pack in packs for rule in pack.rule]
    if all(isinstance(rule, NotificationRule) for rule in (*policy.rule, *of_packs)):
        yield Trouble((), "a policy without rules is a mistake, not a permission: give [[rule]] tables or extends")
    yield from _regions(policy)
    yield from _same_ids(policy, {rule.id for rule in of_packs})
    yield from class_troubles(policy, packs)
    sites = {site.name for site in policy.site}
    rules = {rule.id: rule for rule in (*of_packs, *policy.rule)}
    for number, site in enumerate(policy.site):
        yield from _networks(site.networks, ("site", number))
        yield from _networks(site.seen_from, ("site", number), "seen_from")
        yield from _addresses(site.gateways, ("site", number, "gateways"))
    for number, rule in enumerate(policy.rule):
        yield from _scope(rule.scope, ("rule", number, "scope"), sites)
        yield from _of_its_kind(rule, ("rule", number), sites, rules)
    for number, exception in enumerate(policy.exception):
        yield from _scope(exception.scope, ("exception", number, "scope"), sites)
        yield from _exception(exception, ("exception", number), rules)
    for number, reveal in enumerate(policy.reveal):
        yield from _scope(reveal.scope, ("reveal", number, "scope"), sites)
        yield from reveal_troubles(reveal, ("reveal", number), rules.values())
    yield from approver_troubles(policy, packs)
    for number, support in enumerate(policy.support):
        yield from _scope(support.scope, ("support", number, "scope"), sites)
        yield from support_troubles(support, ("support", number), policy, packs)
    yield from _unreachable(policy)


_SIGNS_OUT = "the keeper signs out, and knows no programs and fields; say it in a rule without them"


def _of_its_kind(rule: AnyRule, path: Path, sites: set[str], rules: Mapping[str, AnyRule]) -> Iterator[Trouble]:  # noqa: C901, PLR0912 - one arm a kind
    match rule:
        case NetworkRule():
            yield from _places_of_work(rule, path, sites)
        case ClipboardRule():
            yield from keeping_troubles(rule, path)
        case WindowRule():
            yield from window_troubles(rule, path)
        case NotificationRule():
            yield from notification_troubles(rule, path, rules)
        case IdleRule(sign_out_minutes=int(), scope=PlaceScope(applications=programs, fields=fields)) if (
            programs or fields
        ):
            yield Trouble((*path, "sign_out_minutes"), _SIGNS_OUT)
        case ReauthRule() | FactorsRule() if keys := _of_networks(rule.scope):
            yield Trouble((*path, "scope", keys[0]), f"{_KEEPERS}; it would hold in all of them")
        case ReauthRule():
            yield from risk_troubles(rule, path, rules.values())
        case ShiftRule():
            yield from shift_troubles(rule, path)
        case FactorsRule() if "reauth" in rule.at and "unlock" not in rule.at:
            yield Trouble((*path, "at"), _ALSO_AT_UNLOCK)
        case FactorsRule() if not _names_one(rule.factors):
            yield Trouble((*path, "factors"), _ONE_OF_THREE)
        case FactorsRule() if rule.supervisor == "vouches" and "password" not in rule.factors:
            yield Trouble((*path, "supervisor"), "a supervisor's word would count alone; ask for the password as well")
        case FactorsRule() if rule.key_removed == "lock" and "security_key" not in rule.factors:
            yield Trouble((*path, "key_removed"), "never decides: this rule asks for no security key")
        case RecordingRule() if rule.scope.call == "off":
            yield Trouble((*path, "scope", "call"), "never decides: off a call there is no recorder to pause")


def _names_one(factors: Collection[Factor]) -> bool:
    return len({"totp", *LESS}.intersection(factors)) == 1


def _regions(policy: Policy) -> Iterator[Trouble]:
    for number, region in enumerate(policy.phone_regions):
        if region not in supported_regions():
            yield Trouble(("phone_regions", number), f'"{region}" is no region with phones; "GB" and "PH" are')


def _same_ids(policy: Policy, taken: Collection[str]) -> Iterator[Trouble]:
    seen = set(taken)
    loosening = (("exception", policy.exception), ("reveal", policy.reveal), ("support", policy.support))
    for table, items in (("rule", policy.rule), *loosening):
        for number, item in enumerate(items):
            if item.id in seen:
                yield Trouble(
                    (table, number, "id"),
                    "another rule, exception, reveal or support has this id already, here or in a pack; "
                    "each has its own",
                )
            seen.add(item.id)
    names = [site.name for site in policy.site]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Trouble(("site", number, "name"), "another site has this name already; each has its own")


def _places_of_work(rule: NetworkRule, path: Path, sites: set[str]) -> Iterator[Trouble]:
    if not rule.sites and not rule.networks:
        yield Trouble(path, "allows no network at all; give sites or networks")
    yield from _sites(rule.sites, path, sites)
    yield from _networks(rule.networks, path)


def _sites(names: Sequence[str], path: Path, sites: set[str], key: str = "sites") -> Iterator[Trouble]:
    for number, name in enumerate(names):
        if name not in sites:
            known = ", ".join(sorted(sites)) or "none, add [[site]] tables"
            yield Trouble((*path, key, number), f'no site is called "{name}"; there are: {known}')


def _scope(scope: Scope, path: Path, sites: set[str]) -> Iterator[Trouble]:
    yield from _sites(scope.sites, path, sites)
    yield from _sites(scope.away_from, path, sites, "away_from")
    yield from _networks(scope.networks, path)
    if scope.sites and all(name in scope.away_from for name in scope.sites):
        yield Trouble((*path, "away_from"), "holds nowhere: it is away from all of its sites")
    for number, hours in enumerate(scope.hours):
        if hours.start == hours.end:
            yield Trouble((*path, "hours", number), "starts when it ends; leave hours out for the whole day")
    if isinstance(scope, PlaceScope):
        for key, items in (("applications", scope.applications), ("fields", scope.fields)):
            for number, item in enumerate(items):
                if item == type(item)():
                    yield Trouble((*path, key, number), "says nothing; give at least one of its keys")


def _unreachable(policy: Policy) -> Iterator[Trouble]:
    """Yield rules that never decide, because an earlier one is as strict wherever they hold."""
    sites = sites_of(policy)
    for number, rule in enumerate(policy.rule):
        above = (earlier.id for earlier in policy.rule[:number] if is_as_strict(earlier, rule, sites, sites))
        if (first := next(above, None)) is not None:
            yield Trouble(
                ("rule", number), f'never decides: the rule "{first}" before it is as strict wherever it holds'
            )


def _of_networks(scope: Scope) -> list[str]:
    return [key for key in OF_NETWORKS if getattr(scope, key)]


def _networks(networks: tuple[str, ...], path: Path, key: str = "networks") -> Iterator[Trouble]:
    for number, network in enumerate(networks):
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            yield Trouble((*path, key, number), f"not a network: {error}")


def _addresses(addresses: tuple[str, ...], path: Path) -> Iterator[Trouble]:
    for number, address in enumerate(addresses):
        try:
            ipaddress.ip_address(address)
        except ValueError as error:
            yield Trouble((*path, number), f"not an address: {error}")


def _exception(exception: GrantedException, path: Path, rules: dict[str, AnyRule]) -> Iterator[Trouble]:
    if exception.scope == PlaceScope():
        yield Trouble((*path, "scope"), "an exception without bounds; say for which teams, programs, hours …")
    for number, name in enumerate(exception.rules):
        if (rule := rules.get(name)) is None:
            yield Trouble((*path, "rules", number), f'no rule has the id "{name}"')
        elif isinstance(rule, NotificationRule):
            yield Trouble((*path, "rules", number), f'the rule "{name}" tells of violations; no exception lifts it')
        elif isinstance(rule, FactorsRule):
            yield Trouble((*path, "rules", number), f'the rule "{name}" opens seats; no exception lifts it')
        elif isinstance(rule, WindowRule):
            yield from lifting_troubles(exception, rule, path)
        elif isinstance(rule, ReauthRule | ShiftRule) and (keys := _of_networks(exception.scope)):
            does = OF_SHIFTS if isinstance(rule, ShiftRule) else _KEEPERS
            yield Trouble((*path, "scope", keys[0]), f'{does}; the rule "{name}" would never be lifted')
        elif not isinstance(rule.scope, PlaceScope) and (exception.scope.applications or exception.scope.fields):
            yield Trouble((*path, "scope"), f'the rule "{name}" knows no programs and fields; nothing could match')
        elif (isinstance(rule, IdleRule) or not isinstance(rule.scope, PlaceScope)) and exception.classes is not None:
            yield Trouble((*path, "classes"), f'the rule "{name}" knows no data classes; nothing could match')

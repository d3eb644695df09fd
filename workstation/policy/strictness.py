"""Whether one rule is at least as strict as another wherever that other holds; where that is not plain, it is not."""

# SPDX-License-Identifier: Apache-2.0

import math
from collections.abc import Iterator
from typing import assert_never

from workstation.detect.classes import ALL
from workstation.facts.factor import covers
from workstation.policy.classloosening import classes_loosened
from workstation.policy.hiding import hides_as_much
from workstation.policy.keeping import keeps_as_little
from workstation.policy.reach import Sites
from workstation.policy.revealing import reveals_loosened
from workstation.policy.rules import (
    AnyRule,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    FactorsRule,
    GrantedException,
    IdleRule,
    MaskingRule,
    NetworkRule,
    NotificationRule,
    Policy,
    PrintingRule,
    ReauthRule,
    RecordingRule,
    ShiftRule,
    WindowRule,
)
from workstation.policy.scope import PlaceScope
from workstation.policy.signatures import signatures_of
from workstation.policy.supportloosening import support_loosened
from workstation.policy.telling import tells_wherever
from workstation.policy.tellingloosening import telling_loosened
from workstation.policy.vouchloosening import vouching_loosened
from workstation.policy.watched import is_named, watched_classes
from workstation.policy.width import holds_all, reaches_as_far

LIMITS = {
    "max_age_hours": "it counts for longer without being confirmed",
    "lease_hours": "seats work for longer without the audit store",
    "violations_a_minute": "more violations of one rule are taken before the seat locks",
    "clock_tolerance_seconds": "the clock may be set by more without a violation",
}


def loosened(before: Policy, now: Policy) -> Iterator[str]:
    """Yield, in words, every way in which `now` may allow what `before` did not; nothing where it surely does not."""
    same_sites = sites_of(before) == sites_of(now)
    yield from _forbidden_no_more(before, now)
    yield from telling_loosened(before, now)
    yield from _unsearched(before, now)
    yield from _taken_for(before, now)
    yield from classes_loosened(before.own, now.own)
    yield from reveals_loosened(before.reveal, now.reveal, same_sites)
    yield from support_loosened(before, now, same_sites)
    yield from vouching_loosened(before, now, same_sites)
    if before.acknowledge and not now.acknowledge:
        yield "agents no longer confirm at sign-in that they read it"
    for limit, words in LIMITS.items():
        if getattr(now, limit) > getattr(before, limit):
            yield words
    for region in before.phone_regions:
        if region not in now.phone_regions:
            yield f'phone numbers as written in "{region}" are no longer looked for'
    for signature in signatures_of(before):
        if not any(
            each.program == signature.program and each.argument in ("", signature.argument)
            for each in signatures_of(now)
        ):
            yield f'"{signature.program}" is no longer taken for a program that films the screen'
    known = {each.id: each for each in before.exception}
    for exception in now.exception:
        if not _is_no_wider(exception, known.get(exception.id), same_sites):
            yield f'the exception "{exception.id}" is {"changed" if exception.id in known else "new"}'


def _forbidden_no_more(before: Policy, now: Policy) -> Iterator[str]:
    """Yield the rules that no rule is as strict as any more; what is told of them is compared on its own."""
    old_sites, new_sites = sites_of(before), sites_of(now)
    for rule in before.rule:
        if isinstance(rule, NotificationRule):
            continue
        if not any(is_as_strict(new, rule, new_sites, old_sites) for new in now.rule):
            changed = any(new.id == rule.id for new in now.rule)
            yield f'the rule "{rule.id}" is {"changed, and may hold for less" if changed else "gone"}'


def _unsearched(before: Policy, now: Policy) -> Iterator[str]:
    """Yield the classes that files were searched for: those that other rules name, the usual ones without any."""
    if any(isinstance(rule, DeskRule) and rule.folders for rule in before.rule):
        searched = watched_classes(now)
        for name in watched_classes(before):
            if name not in searched:
                yield f'files are no longer searched for "{name}"'


def _taken_for(before: Policy, now: Policy) -> Iterator[str]:
    """Yield the classes newly looked for that values covered so far may count as, without being covered as such."""
    for name in watched_classes(now):
        if name in ALL and name not in watched_classes(before):
            for kind, act in ((MaskingRule, "masks"), (ClipboardRule, "keeps off the clipboard")):
                if _is_any(before, kind) and not any(_covers_everywhere(rule, kind, name) for rule in now.rule):
                    yield f'values may now count as "{name}", which no rule {act} everywhere'


def _is_any(policy: Policy, kind: type[AnyRule]) -> bool:
    return any(isinstance(rule, kind) for rule in policy.rule)


def _covers_everywhere(rule: AnyRule, kind: type[MaskingRule | ClipboardRule], name: str) -> bool:
    return isinstance(rule, kind) and is_named(name, rule.classes) and rule.scope == PlaceScope()


def sites_of(policy: Policy) -> Sites:
    """Return every site by its name."""
    return {site.name: site for site in policy.site}


def is_as_strict(one: AnyRule, other: AnyRule, sites: Sites, other_sites: Sites) -> bool:
    """Say whether `one` holds wherever `other` does, and forbids there all that `other` forbids."""
    same_sites = sites == other_sites
    if isinstance(one, NetworkRule) and one.sites and not same_sites:
        return False
    if isinstance(other, ReauthRule) and "network" in other.after_risks and not same_sites:
        return False  # all networks of a site count as one
    return _forbids_as_much(one, other) and reaches_as_far(one.scope, other.scope, same_sites)


def _forbids_as_much(one: AnyRule, other: AnyRule) -> bool:  # noqa: C901, PLR0911, PLR0912 - one arm a kind
    match one:
        case MaskingRule():
            return isinstance(other, MaskingRule) and holds_all(one.classes, other.classes)
        case WindowRule():
            return isinstance(other, WindowRule) and hides_as_much(one, other)
        case ClipboardRule():
            return isinstance(other, ClipboardRule) and _keeps_as_little(one, other)
        case RecordingRule():
            return isinstance(other, RecordingRule) and _pauses_as_much(one, other)
        case PrintingRule():
            return isinstance(other, PrintingRule) and _holds_as_much(one, other)
        case CaptureRule():
            return isinstance(other, CaptureRule) and holds_all(other.allow, one.allow)
        case IdleRule():
            return isinstance(other, IdleRule) and _waits_no_longer(one, other)
        case ReauthRule():
            return isinstance(other, ReauthRule) and _asks_as_soon(one, other)
        case ShiftRule():
            return isinstance(other, ShiftRule) and _ends_as_often(one, other)
        case FactorsRule():
            return isinstance(other, FactorsRule) and _asks_for_as_much(one, other)
        case NetworkRule():
            return isinstance(other, NetworkRule) and _allows_no_more(one, other)
        case DeskRule():
            return isinstance(other, DeskRule) and _clears_as_much(one, other)
        case NotificationRule():
            return isinstance(other, NotificationRule) and tells_wherever(one, other)
        case _:
            assert_never(one)


def _keeps_as_little(one: ClipboardRule, other: ClipboardRule) -> bool:
    return holds_all(one.classes, other.classes) and keeps_as_little(one, other)


def _waits_no_longer(one: IdleRule, other: IdleRule) -> bool:
    left, other_left = one.sign_out_minutes or math.inf, other.sign_out_minutes or math.inf
    same_hands = one.synthetic == "ignore" or other.synthetic == "count"
    return one.after_seconds <= other.after_seconds and left <= other_left and same_hands


def _allows_no_more(one: NetworkRule, other: NetworkRule) -> bool:
    return holds_all(other.networks, one.networks) and holds_all(other.sites, one.sites)


def _asks_for_as_much(one: FactorsRule, other: FactorsRule) -> bool:
    locks_as_much = one.key_removed == "lock" or other.key_removed == "ignore"
    vouched_no_more = one.supervisor == "never" or other.supervisor == "vouches"
    return covers(one.factors, other.factors) and holds_all(one.at, other.at) and locks_as_much and vouched_no_more


def _asks_as_soon(one: ReauthRule, other: ReauthRule) -> bool:
    violations, other_violations = one.violations_an_hour or math.inf, other.violations_an_hour or math.inf
    return (
        one.after_seconds <= other.after_seconds
        and holds_all(one.after_risks, other.after_risks)
        and violations <= other_violations
    )


def _ends_as_often(one: ShiftRule, other: ShiftRule) -> bool:
    """Say whether it has the same hours, as more of them may join two shifts; it may do more at their end."""
    return set(one.hours) == set(other.hours) and (one.at_end == "sign_out" or other.at_end == "lock")


def _pauses_as_much(one: RecordingRule, other: RecordingRule) -> bool:
    return holds_all(one.classes, other.classes) and one.lasting_seconds >= other.lasting_seconds


def _holds_as_much(one: PrintingRule, other: PrintingRule) -> bool:
    return holds_all(one.classes, other.classes) and holds_all(one.chords, other.chords)


def _clears_as_much(one: DeskRule, other: DeskRule) -> bool:
    return (
        holds_all(one.all_names, other.all_names)
        and holds_all(one.forbidden_paths, other.forbidden_paths)
        and holds_all(one.forbidden_digests, other.forbidden_digests)
        and holds_all(one.forbidden_packages, other.forbidden_packages)
        and holds_all(one.folders, other.folders)
        and holds_all(one.checklist, other.checklist)
        and (one.removable_media == "refuse" or other.removable_media == "allow")
    )


def _is_no_wider(now: GrantedException, before: GrantedException | None, same_sites: bool) -> bool:
    """Say whether an exception lifts nothing that it did not lift before."""
    return (
        before is not None
        and holds_all(before.rules, now.rules)
        and now.expires <= before.expires
        and (before.classes is None or (now.classes is not None and holds_all(before.classes, now.classes)))
        and reaches_as_far(before.scope, now.scope, same_sites)
    )

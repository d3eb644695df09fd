"""Several rules that hold everywhere: one that is as strict as all of them together."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from functools import reduce
from typing import TypeVar

from msgspec.structs import replace

from workstation.policy.rules import DeskRule, ReauthRule

_Item = TypeVar("_Item")


def strictest_reauth(rules: Sequence[ReauthRule]) -> ReauthRule:
    """Return the rule with the shortest time; at least one must be given."""
    return min(rules, key=lambda rule: rule.after_seconds)


def strictest_desk(rules: Sequence[DeskRule]) -> DeskRule:
    """Return the first rule with all that every rule forbids and asks for; at least one must be given."""
    return reduce(_both, rules)


def _both(one: DeskRule, other: DeskRule) -> DeskRule:
    return replace(
        one,
        forbidden_names=_union(one.forbidden_names, other.forbidden_names),
        forbidden_paths=_union(one.forbidden_paths, other.forbidden_paths),
        removable_media=min(one.removable_media, other.removable_media, key=("refuse", "allow").index),
        folders=_union(one.folders, other.folders),
        checklist=_union(one.checklist, other.checklist),
    )


def _union(one: tuple[_Item, ...], other: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys((*one, *other)))

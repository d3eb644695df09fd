"""Several rules of one kind: the strictest wins."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from functools import reduce
from typing import TypeVar

from msgspec.structs import replace

from workstation.policy.rules import (
    AnyRule,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    IdleRule,
    MaskingRule,
    Policy,
    ReauthRule,
    Rule,
)

_Rule = TypeVar("_Rule", bound=Rule)
_Item = TypeVar("_Item")


def effective(policy: Policy) -> tuple[AnyRule, ...]:
    """Return one rule of each kind that the policy has, as strict as all of that kind together.

    The shortest limit decides by itself; where rules add up, the first lends its id and sentence to what all say.
    """
    return (
        *_together(policy, MaskingRule, lambda one, other: replace(one, classes=_union(one.classes, other.classes))),
        *_together(policy, ClipboardRule, lambda one, other: replace(one, classes=_union(one.classes, other.classes))),
        *_together(policy, CaptureRule, _stricter_capture),
        *_together(policy, IdleRule, lambda one, other: min(one, other, key=lambda rule: rule.after_seconds)),
        *_together(policy, ReauthRule, lambda one, other: min(one, other, key=lambda rule: rule.after_seconds)),
        *_together(policy, DeskRule, _stricter_desk),
    )


def _together(policy: Policy, kind: type[_Rule], stricter: Callable[[_Rule, _Rule], _Rule]) -> tuple[_Rule, ...]:
    rules: list[_Rule] = [rule for rule in policy.rule if isinstance(rule, kind)]
    return (reduce(stricter, rules),) if rules else ()


def _stricter_capture(one: CaptureRule, other: CaptureRule) -> CaptureRule:
    return replace(one, allow=tuple(path for path in one.allow if path in other.allow))


def _stricter_desk(one: DeskRule, other: DeskRule) -> DeskRule:
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

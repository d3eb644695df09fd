"""Whom the audit store tells of a rule's violations, and how soon."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from typing import get_args

from workstation.policy.rules import (
    GROUPS,
    AnyRule,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    Group,
    IdleRule,
    NetworkRule,
    NotificationRule,
    Policy,
    PrintingRule,
)
from workstation.policy.width import holds_all

SEVERITIES: tuple[str, ...] = ("low", "medium", "high", "critical")
RaisingRule = ClipboardRule | PrintingRule | CaptureRule | IdleRule | NetworkRule | DeskRule
RAISING = get_args(RaisingRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who hears of a violation, at once or counted with others after so many minutes; nobody finds it on the record."""

    whom: frozenset[Group]
    digest_minutes: int = 0

    def is_as_much(self, other: "Telling") -> bool:
        """Say whether it tells everybody whom `other` tells, and no later."""
        return self.whom >= other.whom and (not other.whom or self.digest_minutes <= other.digest_minutes)


EVERYBODY_AT_ONCE = Telling(whom=frozenset(GROUPS))


def telling(policy: Policy, rule_id: str) -> Telling:
    """Return what `policy` wants told of violations of one of its rules.

    Every notification rule that is about it is obeyed, so the strictest wins: the union of whom, the shortest digest.
    Where none is, everybody hears at once, as of all that is no violation of a rule.
    """
    rule = next((each for each in policy.rule if each.id == rule_id and is_raising(each)), None)
    about = [each for each in policy.rule if isinstance(each, NotificationRule) and is_about(each, rule_id)]
    if rule is None or not about:
        return EVERYBODY_AT_ONCE
    reached = [each for each in about if is_grave_enough(each, rule)]
    return Telling(
        whom=frozenset(group for each in reached for group in each.whom),
        digest_minutes=min((each.digest_minutes for each in reached), default=0),
    )


def is_raising(rule: AnyRule) -> bool:
    """Say whether violations of `rule` exist; the others show themselves in accesses, locks and failures."""
    return isinstance(rule, RAISING)


def is_about(notification: NotificationRule, rule_id: str) -> bool:
    """Say whether `notification` is about violations of this rule, however grave."""
    return not notification.rules or rule_id in notification.rules


def is_grave_enough(notification: NotificationRule, rule: AnyRule) -> bool:
    """Say whether `rule` is as grave as `notification` asks for."""
    return SEVERITIES.index(rule.severity) >= SEVERITIES.index(notification.severity)


def tells_wherever(one: NotificationRule, other: NotificationRule) -> bool:
    """Say whether `one` tells of all that `other` tells of, to as many and no later."""
    return (
        (not one.rules or (bool(other.rules) and holds_all(one.rules, other.rules)))
        and SEVERITIES.index(one.severity) <= SEVERITIES.index(other.severity)
        and holds_all(one.whom, other.whom)
        and one.digest_minutes <= other.digest_minutes
    )

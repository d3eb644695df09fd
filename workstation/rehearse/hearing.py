"""Who hears of a rule's violations, in a sentence."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator

from workstation.policy.rules import GROUPS, NotificationRule, Policy
from workstation.policy.telling import Telling, is_about, is_raising, telling


def told_of_hearing(policy: Policy, deciding: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for every deciding rule that raises violations, where notification rules say who hears."""
    notifications = [rule for rule in policy.rule if isinstance(rule, NotificationRule)]
    rules = {rule.id: rule for rule in policy.rule if is_raising(rule)}
    for name in dict.fromkeys(deciding) if notifications else ():
        if name in rules:
            about = [f'"{each.id}"' for each in notifications if is_about(each, name)]
            by = f" (by {', '.join(about)})" if about else " (no notification rule is about it)"
            violations = f'"{name}", {rules[name].severity}'
            yield f"Of violations of {violations}, {_hearing(telling(policy, name))}{by}."


def _hearing(told: Telling) -> str:
    if not told.whom:
        return "nobody hears; they are on the record"
    whom = " and ".join(group for group in GROUPS if group in told.whom)
    if told.digest_minutes:
        return f"{whom} hear in one count for each {told.digest_minutes} minutes"
    return f"{whom} hear at once"

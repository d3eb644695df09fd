"""What makes no sense in a notification rule: one that no violation could ever reach, or that says a thing twice."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Mapping

from workstation.policy.rules import AnyRule, NotificationRule
from workstation.policy.telling import is_about, is_grave_enough, is_raising
from workstation.policy.trouble import Trouble
from workstation.policy.written import Path


def notification_troubles(rule: NotificationRule, path: Path, rules: Mapping[str, AnyRule]) -> Iterator[Trouble]:
    """Yield what is wrong with one notification rule beside all rules by their ids."""
    for number, name in enumerate(rule.rules):
        if name not in rules:
            yield Trouble((*path, "rules", number), f'no rule has the id "{name}"')
        elif not is_raising(rules[name]):
            yield Trouble(
                (*path, "rules", number),
                f'"{name}" raises no violations; clipboard, printing, capture, idle, network and desk rules do',
            )
        elif not is_grave_enough(rule, rules[name]):
            yield Trouble(
                (*path, "rules", number), f'"{name}" is less grave ("{rules[name].severity}"): nobody would hear of it'
            )
    for key, items in (("rules", rule.rules), ("whom", rule.whom)):
        if len(set(items)) < len(items):
            yield Trouble((*path, key), "says one of them twice")
    about = (each for each in rules.values() if is_raising(each) and is_about(rule, each.id))
    if not any(is_grave_enough(rule, each) for each in about):
        yield Trouble(path, f'no rule here raises violations of severity "{rule.severity}" or above')

"""Whether violations are still told to as many people and as soon."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

from workstation.policy.rules import AnyRule, Policy
from workstation.policy.telling import is_raising, telling


def telling_loosened(before: Policy, now: Policy) -> Iterator[str]:
    """Yield, in words, every rule whose violations may be told to fewer people, later or not at all.

    An entry names the first rule that decides, so a rule that may come to decide for another counts as well.
    """
    for rule in filter(is_raising, before.rule):
        told = telling(before, rule.id)
        for other in _deciding(rule, before, now):
            if not telling(now, other.id).is_as_much(told):
                name = "" if other.id == rule.id else f', named as "{other.id}" then,'
                yield f'violations of "{rule.id}"{name} may be told to fewer people, later or not at all'


def _deciding(rule: AnyRule, before: Policy, now: Policy) -> Iterator[AnyRule]:
    """Yield the rules of `now` that may decide where `rule` did before: itself, and those that came in front of it.

    Where it is not there as it was, every rule of its kind may.
    """
    in_front = before.rule[: before.rule.index(rule)]
    for other in now.rule:
        if type(other) is type(rule) and other not in in_front:
            yield other
        if other == rule:
            return

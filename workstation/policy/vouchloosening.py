"""Whether another policy lets supervisors vouch where none might before: a rule that is new can let them, too."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

from workstation.policy.rules import FactorsRule, Policy
from workstation.policy.width import holds_all, reaches_as_far


def vouching_loosened(before: Policy, now: Policy, same_sites: bool) -> Iterator[str]:
    """Yield, in words, every rule by which a supervisor's word may stand for a code that was asked for before."""
    known = _vouching(before)
    for rule in _vouching(now):
        if not any(holds_all(old.at, rule.at) and reaches_as_far(old.scope, rule.scope, same_sites) for old in known):
            yield f'by the rule "{rule.id}" a supervisor may vouch where none might before'


def _vouching(policy: Policy) -> list[FactorsRule]:
    return [rule for rule in policy.rule if isinstance(rule, FactorsRule) and rule.supervisor == "vouches"]

"""How long a policy counts that nobody has confirmed: past its age, the strictest rules there are hold as well."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime, timedelta

from msgspec.structs import replace

from workstation.policy.load import Pack, parse_policy
from workstation.policy.rules import FactorsRule, Policy

STRICTEST = ("baseline", "pci-dss-4.0.1", "hipaa", "gdpr", "iso-27001", "work-from-home")


def is_too_old(policy: Policy, confirmed: datetime | None, now: datetime) -> bool:
    """Say whether `policy`, last confirmed at `confirmed`, is past the age that it allows itself."""
    return confirmed is None or now - confirmed > timedelta(hours=policy.max_age_hours)


def strictest(policy: Policy | None, pack: Pack, *, is_lost: bool = False) -> Policy:
    """Return the rules of `policy` and of every pack that ships, no exception, reveal or support; raise PolicyError.

    What opens a seat stays what `policy` says: nobody is asked for a password that they were never given, nor to
    acknowledge anything where it does not ask for that; where it does, these rules are what they acknowledge.
    Of a policy that `is_lost`, as it cannot be read any more, nobody knows that: all that packs ask for is asked for.
    """
    extends = ", ".join(f'"{name}"' for name in STRICTEST)
    packs = parse_policy(f'name = "Strictest"\nformat = 1\nextends = [{extends}]\n'.encode(), "the packs", pack)
    rules = tuple(rule for rule in packs.rule if not isinstance(rule, FactorsRule))
    if policy is None:
        return packs if is_lost else replace(packs, rule=rules, acknowledge=False)
    known, own = set(policy.rule), {table.id for table in policy.own}
    return replace(
        policy,
        rule=(*policy.rule, *(rule for rule in rules if rule not in known)),
        own=(*policy.own, *(table for table in packs.own if table.id not in own)),
        exception=(),
        reveal=(),
        approver=(),
        support=(),
    )

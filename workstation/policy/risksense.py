"""Risks that nothing could meet: a reauth rule may name what other rules have looked for, and no more."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection, Iterator

from workstation.policy.rules import AnyRule, DeskRule, IdleRule, ReauthRule
from workstation.policy.trouble import Trouble
from workstation.policy.written import Path


def risk_troubles(rule: ReauthRule, path: Path, rules: Collection[AnyRule]) -> Iterator[Trouble]:
    """Yield the risks that are never met beside `rules`, those of the packs included."""
    for number, risk in enumerate(rule.after_risks):
        if risk == "media" and not any(isinstance(each, DeskRule) and _refuses_media(each) for each in rules):
            yield Trouble(
                (*path, "after_risks", number), 'is never met without a desk rule that refuses "removable_media"'
            )
        if risk == "faked_input" and not any(isinstance(each, IdleRule) and _sees_fakes(each) for each in rules):
            yield Trouble(
                (*path, "after_risks", number), 'is never met without an idle rule that ignores "synthetic" input'
            )


def _refuses_media(rule: DeskRule) -> bool:
    return rule.removable_media == "refuse"


def _sees_fakes(rule: IdleRule) -> bool:
    return rule.synthetic == "ignore"

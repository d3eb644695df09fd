"""What makes no sense in a reveal: one without bounds, and one of what no mask covers."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection, Iterator

from workstation.policy.rules import AnyRule, MaskingRule, Reveal
from workstation.policy.scope import PlaceScope
from workstation.policy.trouble import Trouble
from workstation.policy.watched import is_named
from workstation.policy.written import Path


def reveal_troubles(reveal: Reveal, path: Path, rules: Collection[AnyRule]) -> Iterator[Trouble]:
    """Yield what is wrong with one reveal beside these rules."""
    if reveal.scope == PlaceScope():
        yield Trouble((*path, "scope"), "a reveal without bounds; say which teams, programs, hours … may")
    masking = [rule for rule in rules if isinstance(rule, MaskingRule)]
    for number, name in enumerate(reveal.classes):
        if not any(is_named(name, rule.classes) for rule in masking):
            yield Trouble((*path, "classes", number), f'no masking rule covers "{name}": there is nothing to reveal')

"""Whether one window rule hides all that another hides."""

# SPDX-License-Identifier: Apache-2.0

from workstation.policy.rules import WindowRule
from workstation.policy.width import holds_all


def hides_as_much(one: WindowRule, other: WindowRule) -> bool:
    """Say whether `one` covers of a window at least what `other` covers, at any moment."""
    return one.cover == "always" or (_hides_from_readers(one, other) and _hides_at_rest(one, other))


def _hides_from_readers(one: WindowRule, other: WindowRule) -> bool:
    if other.cover == "always":
        return False
    return not other.while_watched or (one.while_watched and holds_all(other.allow, one.allow))


def _hides_at_rest(one: WindowRule, other: WindowRule) -> bool:
    if other.cover == "watched":
        return True
    areas = [{region.area() for region in rule.regions} for rule in (one, other)]
    return one.cover == other.cover and areas[0] >= areas[1]

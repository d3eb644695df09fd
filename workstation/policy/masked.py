"""Which rule has a mark covered."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.observations import UNREADABLE
from workstation.facts.place import Mark
from workstation.facts.session import Session
from workstation.policy.precedence import Rules
from workstation.policy.rules import MaskingRule
from workstation.policy.watched import is_named


def first_masking(rules: Rules[MaskingRule], session: Session, mark: Mark) -> MaskingRule | None:
    """Return the first rule that has `mark` covered; what nobody could read is covered by any."""
    holding = rules.applying(session, mark.place, mark.data_class)
    return next(
        (rule for rule in holding if is_named(mark.data_class, rule.classes) or mark.data_class == UNREADABLE), None
    )

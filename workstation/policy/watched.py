"""Which data classes a policy asks for."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection

from workstation.detect.classes import ALL
from workstation.policy.rules import USUAL_CLASSES, ClipboardRule, MaskingRule, Policy, PrintingRule, RecordingRule

NamingRule = MaskingRule | ClipboardRule | RecordingRule | PrintingRule


def watched_classes(policy: Policy) -> tuple[str, ...]:
    """Return the classes that rules about data name, the usual ones where none does; own ones last."""
    named = {name for rule in policy.rule if isinstance(rule, NamingRule) for name in rule.classes}
    return tuple(name for name in known_classes(policy) if name in named) or USUAL_CLASSES


def known_classes(policy: Policy) -> tuple[str, ...]:
    """Return every class that a rule of `policy` could name: those that come with the product, then its own."""
    return (*ALL, *(own.id for own in policy.own))


def is_named(data_class: str | None, classes: Collection[str]) -> bool:
    """Say whether `classes` cover a value of `data_class`: track data hold the card number (ISO/IEC 7813)."""
    return data_class in classes or (data_class == "track_data" and "card_number" in classes)

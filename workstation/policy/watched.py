"""Which data classes a policy asks for, and what finds them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Collection

from workstation.detect.classes import ALL
from workstation.detect.finding import Scan
from workstation.detect.labels import watched_label_class
from workstation.detect.ownscan import OwnLabels, OwnScan
from workstation.detect.scanner import Scanner
from workstation.policy.ownclasses import made_ready
from workstation.policy.rules import USUAL_CLASSES, ClipboardRule, MaskingRule, Policy


def watched_classes(policy: Policy) -> tuple[str, ...]:
    """Return the classes that masking and clipboard rules name, the usual ones where none does; own ones last."""
    named = {name for rule in policy.rule if isinstance(rule, MaskingRule | ClipboardRule) for name in rule.classes}
    return tuple(name for name in known_classes(policy) if name in named) or USUAL_CLASSES


def known_classes(policy: Policy) -> tuple[str, ...]:
    """Return every class that a rule of `policy` could name: those that come with the product, then its own."""
    return (*ALL, *(own.id for own in policy.own))


def scan_of(policy: Policy) -> Scan:
    """Return what looks for the classes that `policy` asks for."""
    watched = watched_classes(policy)
    own = [made_ready(table) for table in policy.own if table.id in watched]
    scanner = Scanner(watched)
    return OwnScan(scanner, own) if own else scanner


def label_class_of(policy: Policy) -> Callable[[str], str | None]:
    """Return what says which class a label promises, of those that `policy` asks for."""
    watched = frozenset(watched_classes(policy))
    own = OwnLabels([made_ready(table) for table in policy.own if table.id in watched])
    return lambda label: watched_label_class(label, watched) or own.of(label)


def is_named(data_class: str | None, classes: Collection[str]) -> bool:
    """Say whether `classes` cover a value of `data_class`: track data hold the card number (ISO/IEC 7813)."""
    return data_class in classes or (data_class == "track_data" and "card_number" in classes)

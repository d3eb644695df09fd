"""What looks for the data classes that a policy asks for; it loads the whole detector."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from workstation.detect.finding import Scan
from workstation.detect.labels import watched_label_class
from workstation.detect.ownclass import OwnClass
from workstation.detect.ownscan import OwnLabels, OwnScan
from workstation.detect.scanner import Scanner
from workstation.policy.ownclasses import made_ready
from workstation.policy.rules import Policy
from workstation.policy.watched import watched_classes


def scan_of(policy: Policy) -> Scan:
    """Return what looks for the classes that `policy` asks for."""
    scanner, own = Scanner(watched_classes(policy), regions=policy.phone_regions), _own(policy)
    return OwnScan(scanner, own) if own else scanner


def scan_of_everything(policy: Policy) -> Scan:
    """Return what looks for every class there is, those that `policy` defines included, whatever it asks for."""
    scanner, own = Scanner(regions=policy.phone_regions), [made_ready(table) for table in policy.own]
    return OwnScan(scanner, own) if own else scanner


def label_class_of(policy: Policy) -> Callable[[str], str | None]:
    """Return what says which class a label promises, of those that `policy` asks for."""
    watched, own = frozenset(watched_classes(policy)), OwnLabels(_own(policy))
    return lambda label: watched_label_class(label, watched) or own.of(label)


def _own(policy: Policy) -> list[OwnClass]:
    watched = watched_classes(policy)
    return [made_ready(table) for table in policy.own if table.id in watched]

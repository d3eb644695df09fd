"""What the desktop's eyes ask about a text and a label: one detector, whose policy may change while they look."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Collection

from workstation.detect.finding import Finding, Scan
from workstation.detect.labels import watched_label_class
from workstation.policy.rules import Policy
from workstation.policy.watched import watched_classes


class Detector:
    """Goes by the policy that it took last. Safe from any thread."""

    def __init__(self, make: Callable[[Collection[str]], Scan], policy: Policy) -> None:
        self._make = make
        self.take(policy)

    def take(self, policy: Policy) -> None:
        """Look for the classes of `policy` from now on."""
        self._watched = frozenset[str](watched_classes(policy))
        self._scan = self._make(self._watched)

    def scan(self, text: str, label: str) -> tuple[Finding, ...]:
        """Return what `text` holds under its label."""
        return self._scan(text, label)

    def label_class(self, label: str) -> str | None:
        """Return which watched class a label tells, None for none."""
        return watched_label_class(label, self._watched)

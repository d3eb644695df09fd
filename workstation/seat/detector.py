"""What eyes and windows ask about a text: one detector, whose policy may change while they look."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from workstation.detect.finding import Finding, Scan
from workstation.policy.looking import label_class_of, scan_of_everything
from workstation.policy.rules import Policy


class Detector:
    """Goes by the policy that it took last. Safe from any thread."""

    def __init__(self, make: Callable[[Policy], Scan], policy: Policy) -> None:
        self._make = make
        self.take(policy)

    def take(self, policy: Policy) -> None:
        """Look for the classes of `policy` from now on."""
        self._scan, self._label_class = self._make(policy), label_class_of(policy)
        self._scan_everything = scan_of_everything(policy)

    def scan(self, text: str, label: str) -> tuple[Finding, ...]:
        """Return what `text` holds under its label."""
        return self._scan(text, label)

    def holds_data(self, text: str) -> bool:
        """Say whether `text` holds data of any class, asked for by the policy or not."""
        return bool(self._scan_everything(text, ""))

    def label_class(self, label: str) -> str | None:
        """Return which watched class a label tells, None for none."""
        return self._label_class(label)

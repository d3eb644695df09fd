"""The seat with a detector that takes every long number for a card."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import re
import sys
from pathlib import Path

import ui.app
from workstation.detect.finding import Finding
from workstation.detect.scanner import Scanner
from workstation.policy.watched import watched_classes

LONG = re.compile(r"\d{12,19}")


class Everything(Scanner):
    """A scanner without a check digit."""

    def __call__(self, text: str, label: str) -> tuple[Finding, ...]:
        """Find every run of twelve digits or more."""
        assert label is not None
        return tuple(Finding(at.start(), at.end(), "card_number", (at.span(),)) for at in LONG.finditer(text))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--slot", type=int, default=1)
    asked = parser.parse_args()
    assert "scan_of" in vars(ui.app)
    vars(ui.app)["scan_of"] = lambda policy: Everything(watched_classes(policy))
    sys.exit(ui.app.main(asked.socket, asked.slot))

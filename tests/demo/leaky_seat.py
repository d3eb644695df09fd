"""The seat with a scanner that logs what it reads: how the demo takes the silence about content away."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import logging
import sys
from pathlib import Path

import ui.app
from workstation.detect.finding import Finding
from workstation.detect.scanner import Scanner
from workstation.policy.watched import watched_classes


class Leaky(Scanner):
    """A scanner that talks."""

    def __call__(self, text: str, label: str) -> tuple[Finding, ...]:
        """Find, and log the text."""
        logging.getLogger(__name__).warning("scanned %r", text)
        return super().__call__(text, label)


if __name__ == "__main__":
    logging.basicConfig()
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--slot", type=int, default=1)
    asked = parser.parse_args()
    assert "scan_of" in vars(ui.app)
    vars(ui.app)["scan_of"] = lambda policy: Leaky(watched_classes(policy))
    sys.exit(ui.app.main(asked.socket, asked.slot))

"""The scanner as it stands in this checkout, and the classes that it finds."""

# SPDX-License-Identifier: Apache-2.0

from tests.detection.quality import Scan
from workstation.detect.classes import ALL
from workstation.detect.scanner import Scanner


def our_classes() -> tuple[str, ...]:
    """Return the ids of the classes that the scanner finds."""
    return ALL


def our_scan() -> Scan:
    """Return a scan for every class that the scanner finds."""
    return Scanner(ALL)

"""The scanner as it stands in this checkout, and the classes that it knows."""

# SPDX-License-Identifier: Apache-2.0

import importlib

from tests.detection.quality import Scan

FORMERLY = ("card_number", "card_verification", "us_ssn")  # of a scanner that has no list of its classes


def our_classes() -> tuple[str, ...]:
    """Return the ids of the classes that the scanner finds."""
    try:
        module = importlib.import_module("workstation.detect.classes")
    except ModuleNotFoundError:
        return FORMERLY
    known: tuple[str, ...] = module.ALL
    return known


def our_scan() -> Scan:
    """Return a scan for every class that the scanner knows."""
    scan: Scan = importlib.import_module("workstation.detect.scanner").Scanner()
    return scan

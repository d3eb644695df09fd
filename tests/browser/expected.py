"""What the Python detector finds, as the extension counts."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from tests.browser.node import Found
from workstation.detect.finding import Finding
from workstation.detect.scanner import Scanner


@cache
def _scanner(classes: tuple[str, ...], regions: tuple[str, ...]) -> Scanner:
    return Scanner(classes, regions=regions)


def expected_findings(text: str, label: str, classes: Sequence[str], regions: Sequence[str] = ()) -> Found:
    """Return what the Python detector finds, in UTF-16 code units as JavaScript counts."""
    return in_units(text, _scanner(tuple(classes), tuple(regions))(text, label))


def in_units(text: str, findings: Sequence[Finding]) -> Found:
    """Return `findings` of `text` in UTF-16 code units."""
    units = [0, *accumulate(1 + (character > "\uffff") for character in text)]
    return [
        (
            units[one.start],
            units[one.end],
            one.data_class,
            tuple((units[start], units[end]) for start, end in one.hidden),
            one.score,
        )
        for one in findings
    ]

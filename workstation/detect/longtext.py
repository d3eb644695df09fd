"""Long texts piece by piece, so that whoever waits can be told how far it is."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from workstation.detect.finding import Finding, Scan

_PIECE = 32 * 1024
_AROUND = 512


class Piece(NamedTuple):
    """What was found up to `end`, in the places of the whole text."""

    end: int
    findings: tuple[Finding, ...]


def scan_pieces(scan: Scan, text: str, label: str) -> Iterator[Piece]:
    """Yield the findings of `text` in order; a value across two pieces is found whole, as long as words reach."""
    start = free = 0
    while start < len(text) or not start:
        end = min(len(text), start + _PIECE)
        first = max(0, start - _AROUND)
        found = [_moved(finding, first) for finding in scan(text[first : end + _AROUND], label)]
        own = tuple(finding for finding in found if max(start, free) <= finding.start < end)
        free = max([free, *(finding.end for finding in own)])
        yield Piece(end, own)
        if end == len(text):
            return
        start = end


def _moved(finding: Finding, by: int) -> Finding:
    hidden = tuple((start + by, end + by) for start, end in finding.hidden)
    return replace(finding, start=finding.start + by, end=finding.end + by, hidden=hidden)

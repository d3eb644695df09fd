"""Long texts piece by piece, so that whoever waits can be told how far it is."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from typing import NamedTuple

from workstation.detect.finding import Finding, Scan, moved

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
        found = [moved(finding, first) for finding in scan(text[first : end + _AROUND], label)]
        own = tuple(finding for finding in found if max(start, free) <= finding.start < end)
        free = max([free, *(finding.end for finding in own)])
        yield Piece(end, own)
        if end == len(text):
            return
        start = end

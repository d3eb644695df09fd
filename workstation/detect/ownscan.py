"""A scan that also finds the classes of a policy's own, in texts and under their labels."""

# SPDX-License-Identifier: Apache-2.0

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workstation.detect.captions import captioned
from workstation.detect.context import words_in
from workstation.detect.finding import Finding, Scan, apart, moved
from workstation.detect.invisible import has_invisible, placed, seen
from workstation.detect.ownclass import OwnClass
from workstation.detect.ownfindings import OwnClasses
from workstation.detect.reading import Reading, read


class OwnScan:
    """A `Scan`: all that `scan` finds, and beside it what the own classes find; pure, and safe on any thread.

    A class of one's own never takes the place of one that `scan` looks for: what is covered stays covered.
    """

    def __init__(self, scan: Scan, own: Sequence[OwnClass]) -> None:
        self._scan = scan
        self._labels = OwnLabels(own)
        self._own = OwnClasses(own)
        self._under_label = {one.data_class: OwnClasses([replace(one, words=())]) for one in own if one.words}

    def __call__(self, text: str, label: str) -> tuple[Finding, ...]:
        """Return the findings of `text` in order, not overlapping."""
        found = self._scan(text, label)
        own = apart(list(self._findings(seen(text), label)))
        if has_invisible(text):
            own = placed(text, own)
        ends = [each.end for each in found]
        beside = [piece for one in own for piece in _pieces(one, found, bisect_right(ends, one.start))]
        return tuple(sorted((*found, *beside), key=_start)) if beside else found

    def _findings(self, text: str, label: str) -> Iterator[Finding]:
        reading = read(text)
        yield from self._own.findings(reading, frozenset(reading.letters.replace("#", " ").split()), None)
        yield from self._promised(reading, self._labels.of(label) if label else None)
        for start, end, promised, _ in captioned(text, self._labels.of) if self._under_label else ():
            for finding in self._promised(read(text[start:end]), promised):
                yield moved(finding, start)

    def _promised(self, reading: Reading, promised: str | None) -> Iterator[Finding]:
        if promised:
            yield from self._under_label[promised].findings(reading, frozenset(), None)


class OwnLabels:
    """Which labels have the words of a class of one's own."""

    def __init__(self, own: Sequence[OwnClass]) -> None:
        self._words = [(padded(word), one.data_class) for one in own for word in one.words]

    def of(self, label: str) -> str | None:
        """Return the first class that `label` promises, None where it promises none."""
        said = padded(label)
        return next((data_class for words, data_class in self._words if words in said), None)


def padded(text: str) -> str:
    """Return the words of `text` with a space around each, as labels are compared."""
    return f" {' '.join(words_in(read(text).letters))} "


def _pieces(own: Finding, found: Sequence[Finding], at: int) -> Iterator[Finding]:
    """Yield what `found` leaves of `own`; `at` is the first of them that ends behind its start."""
    start = own.start
    while at < len(found) and found[at].start < own.end:
        each = found[at]
        at += 1
        if start < each.start:
            yield _piece(own, start, each.start)
        start = max(start, each.end)
    if start < own.end:
        yield _piece(own, start, own.end)


def _piece(own: Finding, start: int, end: int) -> Finding:
    cut = ((max(start, first), min(end, last)) for first, last in own.hidden)
    return own._replace(start=start, end=end, hidden=tuple((first, last) for first, last in cut if first < last))


def _start(finding: Finding) -> int:
    return finding.start

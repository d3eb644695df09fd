"""The detector: which parts of a text are sensitive, and which of their characters a mask hides."""

# SPDX-License-Identifier: Apache-2.0

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from workstation.detect import card_number, card_verification, us_ssn
from workstation.detect.digits import Run, fold, runs
from workstation.detect.finding import Finding
from workstation.detect.labels import label_class

_DIGIT = re.compile("[0-9]")


class Scanner:
    """A `Scan`: pure, safe on any thread, never raises, takes time linear in the text."""

    def __call__(self, text: str, label: str) -> tuple[Finding, ...]:
        """Return the findings of `text` in order, not overlapping."""
        folded = fold(text)
        if not _DIGIT.search(folded):
            return ()
        labelled = label_class(label)
        numbers = [finding for run in runs(folded) for finding in _in_run(run, labelled)]
        values = [
            Finding(start, end, card_verification.DATA_CLASS, ((start, end),))
            for start, end in card_verification.values(folded, labelled)
            if not _overlaps(numbers, start, end)
        ]
        return tuple(sorted([*numbers, *values], key=_place)) if values else tuple(numbers)


def _in_run(run: Run, labelled: str | None) -> Iterator[Finding]:
    """Yield the findings of one run; the first class that matches takes its groups."""
    group = 0
    while group < len(run.starts):
        if (last := card_number.match(run, group, labelled)) is not None:
            hidden = card_number.hidden(run, group, last)
            yield Finding(run.start(group), run.end(last), card_number.DATA_CLASS, hidden)
        elif (last := us_ssn.match(run, group, labelled)) is not None:
            yield Finding(run.start(group), run.end(last), us_ssn.DATA_CLASS, us_ssn.hidden(run, group))
        group = group + 1 if last is None else last + 1


def _overlaps(findings: Sequence[Finding], start: int, end: int) -> bool:
    """Say whether one of the ordered `findings` shares a character with `start` to `end`."""
    before = bisect_right(findings, start, key=_place)
    return any(other.start < end and start < other.end for other in findings[max(0, before - 1) : before + 1])


def _place(finding: Finding) -> int:
    return finding.start

"""US social security numbers, by the rules of the Social Security Administration for numbers it assigns."""

# SPDX-License-Identifier: Apache-2.0

import re

from workstation.detect.digits import Run
from workstation.detect.words import told_by_words

DATA_CLASS = "us_ssn"

_ASSIGNED = re.compile(r"(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}")
_SIZES = (3, 2, 4)
_LENGTH = 9
_HIDDEN_DIGITS = 5


def match(run: Run, first: int, labelled: str | None) -> int | None:
    """Return the last group of the number that starts with group `first`, None where none does.

    Grouped 3-2-4 it counts anywhere; otherwise words near by or the label must tell it. Under its own label any
    nine digits count, also those that the administration does not assign.
    """
    last = _end(run, first)
    if last is None:
        return None
    if labelled == DATA_CLASS and run.is_whole(first, last):
        return last
    if not _ASSIGNED.fullmatch(run.digits(first, last)) or not run.is_free(first, last):
        return None
    if _is_grouped(run, first, last) or _is_told(run, first, last, labelled):
        return last
    return None


def hidden(run: Run, first: int) -> tuple[tuple[int, int], ...]:
    """Return what a mask hides: all but the last four digits."""
    return ((run.start(first), run.position(first, _HIDDEN_DIGITS - 1) + 1),)


def _end(run: Run, first: int) -> int | None:
    """Return the group that ends nine digits from `first` on: one piece, 3-2-4, or the whole run."""
    if run.sizes[first] == _LENGTH:
        return first
    if run.sizes[first : first + 3] == _SIZES:
        return first + 2
    if first == 0 and len(run.sizes) <= _LENGTH and sum(run.sizes) == _LENGTH:
        return len(run.sizes) - 1
    return None


def _is_grouped(run: Run, first: int, last: int) -> bool:
    sizes = run.sizes[first : last + 1]
    return sizes == _SIZES and run.gap(first) == run.gap(first + 1) != "." and not run.is_continued(first, last)


def _is_told(run: Run, first: int, last: int, labelled: str | None) -> bool:
    return told_by_words(run.text, run.start(first), run.end(last), labelled) == DATA_CLASS

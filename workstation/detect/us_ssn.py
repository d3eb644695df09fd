"""US social security numbers, by the rules of the Social Security Administration for numbers it assigns."""

# SPDX-License-Identifier: Apache-2.0

from workstation.detect.context import is_called_another, told_by_words
from workstation.detect.digits import Run
from workstation.detect.us_tax import is_ssn

DATA_CLASS = "us_ssn"

_SIZES = (3, 2, 4)
_LENGTH = 9
_HIDDEN_DIGITS = 5
_GROUPED, _TOLD, _BOTH = 0.7, 0.9, 1.0


def match(run: Run, first: int, labelled: str | None) -> int | None:
    """Return the last group of the number that starts with group `first`, None where none does.

    Grouped 3-2-4 it counts wherever it is not called some other number; otherwise words near by or the label must tell
    it. Under its own label any nine digits count, also those that the administration does not assign.
    """
    last = _end(run, first)
    if last is None:
        return None
    if labelled == DATA_CLASS and run.is_whole(first, last):
        return last
    if not is_ssn(run.digits(first, last)) or not run.is_free(first, last):
        return None
    if _is_told(run, first, last, labelled):
        return last
    return last if _is_grouped(run, first, last) and not is_called_another(run.reading, run.start(first)) else None


def score(run: Run, first: int, last: int, labelled: str | None) -> float:
    """Return how sure a match is, by its grouping and by what words say."""
    if not _is_told(run, first, last, labelled):
        return _GROUPED
    return _BOTH if _is_grouped(run, first, last) else _TOLD


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
    return told_by_words(run.reading, run.start(first), run.end(last), labelled) == DATA_CLASS

"""Payment card numbers: 12 to 19 digits that a brand issues, with a right check digit, grouped as people group them."""

# SPDX-License-Identifier: Apache-2.0

from workstation.detect.brands import is_issued
from workstation.detect.context import told_by_words
from workstation.detect.digits import Run
from workstation.detect.luhn import checks

DATA_CLASS = "card_number"

_SHORTEST, _LONGEST = 12, 19
_LEGIBLE_FIRST, _LEGIBLE_LAST = 6, 4
_LAYOUTS = {(4, 6, 5), (4, 6, 4), (4, 4, 5), (6, 13), (4, 12), (6, 6, 7)}
_EVEN = {1, 2, 4, 8}
_WIDE = 4
_MASK = "****"
_BESIDE_CARDS = ("card_verification", "card_expiry")
_ALONE, _TOLD = 0.95, 1.0


def match(run: Run, first: int, labelled: str | None) -> int | None:
    """Return the last group of the longest card number that starts with group `first`, None where none does.

    `labelled` is the class that the label tells. Under a card's label every number of that length counts.
    """
    for last in reversed(_ends(run, first)):
        if _is_card(run, first, last, labelled):
            return last
    return None


def match_joined(run: Run, first: int, labelled: str | None) -> int | None:
    """Return the last group of a card that tabs, line ends or slashes divide, None where none starts with `first`.

    Numbers in a column look like that too: words have to call it a card, or nothing else of the column be left and
    the grouping be a card's, with no word for another number before it.
    """
    for last in reversed(_ends(run, first)):
        if labelled == DATA_CLASS and run.is_whole(first, last):
            return last
        digits = run.digits(first, last)
        if is_issued(digits, in_context=True) and checks(digits) and _is_joined_card(run, first, last, labelled):
            return last
    return None


def score(run: Run, first: int, last: int, labelled: str | None) -> float:
    """Return how sure a match is: the more where words call it a card."""
    return _TOLD if _told(run, first, last, labelled) == DATA_CLASS else _ALONE


def hidden(run: Run, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """Return what a mask hides: all but the first six and last four digits (PCI DSS 4.0.1 §3.4.1)."""
    count = sum(run.sizes[first : last + 1])
    start = run.position(first, _LEGIBLE_FIRST)
    return ((start, run.position(first, count - _LEGIBLE_LAST - 1) + 1),)


def _ends(run: Run, first: int) -> list[int]:
    """Return the groups with which a number from `first` on has a card's length; at most nineteen are looked at."""
    ends: list[int] = []
    if first > 0 and run.sizes[first] < _WIDE and not _starts_evenly(run, first):
        return ends
    if run.reading.text.endswith(_MASK, 0, run.start(first)):
        return ends  # the last digits of another card
    total = 0
    for last, size in enumerate(run.sizes[first : first + _LONGEST], first):
        total += size
        if total > _LONGEST:
            break
        if total >= _SHORTEST:
            ends.append(last)
    return ends


def _starts_evenly(run: Run, first: int) -> bool:
    """Say whether narrow groups of one size begin here, and enough of them to look further."""
    size = run.sizes[first]
    return run.sizes[first - 1] != size and run.sizes[first : first + 4] == (size,) * 4


def _is_card(run: Run, first: int, last: int, labelled: str | None) -> bool:
    if labelled == DATA_CLASS and run.is_whole(first, last):
        return True
    digits = run.digits(first, last)
    if not is_issued(digits, in_context=True) or not checks(digits):
        return False
    if is_issued(digits, in_context=False) and run.is_free(first, last) and _is_grouped(run, first, last):
        return True
    return _is_told(run, first, last, labelled)


def _is_told(run: Run, first: int, last: int, labelled: str | None) -> bool:
    """Say whether words call it a card; then letters may touch it, and the grouping is free if nothing else is near."""
    if not (run.is_whole(first, last) or _is_grouped(run, first, last)):
        return False
    return _told(run, first, last, labelled) == DATA_CLASS


def _told(run: Run, first: int, last: int, labelled: str | None) -> str | None:
    return told_by_words(run.reading, run.start(first), run.end(last), labelled, _BESIDE_CARDS)


def _is_joined_card(run: Run, first: int, last: int, labelled: str | None) -> bool:
    digits = run.digits(first, last)
    told = _told(run, first, last, labelled)
    if told == DATA_CLASS:
        return True
    sizes = run.sizes
    is_laid_out = sizes in _LAYOUTS or (len(set(sizes)) == 1 and sizes[0] in _EVEN)
    is_alone = told is None and run.is_whole(first, last) and run.is_free(first, last)
    return is_alone and is_laid_out and is_issued(digits, in_context=False)


def _is_grouped(run: Run, first: int, last: int) -> bool:
    """Say whether a person would group a card so: in one piece, evenly, or in a brand's own layout."""
    if first == last:
        return True
    sizes = run.sizes[first : last + 1]
    if run.is_continued(first, last) and not (sizes[0] >= _WIDE and run.gap(first).isspace()):
        return False  # more digits may follow after the same gap only where spaces divide wide groups
    return sizes in _LAYOUTS or (len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0])

"""Where the digits of a text stand: groups, and runs of groups that only separators divide."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from workstation.detect.reading import Reading

_FEWEST = 9
_CARD = 12
_WIDEST_GAP = 3
_GAPS = re.compile("([^0-9]+)")
_WIDE_GAP = re.compile(f"[^0]{{{_WIDEST_GAP + 1},}}")
_DIVIDERS = re.compile(r"[^0-9 .\-]")
_STRETCH = {fewest: re.compile(rf"0(?<!00)[0\-.]{{{fewest - 2},}}0") for fewest in (9, 11, 12)}
_MOST_JOINED = 24


class Run(NamedTuple):
    """Groups of digits in a text with nothing but spaces, dashes and dots between them.

    Where each starts, how many digits it has, its digits, and what stands between it and the next one.
    """

    reading: Reading
    starts: tuple[int, ...]
    sizes: tuple[int, ...]
    groups: tuple[str, ...]
    gaps: tuple[str, ...]

    def start(self, group: int) -> int:
        """Return where `group` starts in the text."""
        return self.starts[group]

    def end(self, group: int) -> int:
        """Return where `group` ends in the text."""
        return self.starts[group] + self.sizes[group]

    def gap(self, group: int) -> str:
        """Return what stands between `group` and the next one, "" outside the run."""
        return self.gaps[group] if 0 <= group < len(self.gaps) else ""

    def is_whole(self, first: int, last: int) -> bool:
        """Say whether groups `first` to `last` are all there is."""
        return first == 0 and last == len(self.starts) - 1

    def is_free(self, first: int, last: int) -> bool:
        """Say whether no letter touches groups `first` to `last`, and neither a phone's plus nor "0." stands before.

        The "%B" that a magnetic stripe's first track begins with (ISO/IEC 7813) is no letter of a word.
        """
        text, start, end = self.reading.text, self.start(first), self.end(last)
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        fraction = first == last and self.gap(first - 1) == "."
        is_touched = _is_word(before) and not text.endswith("%B", 0, start)
        return not (before == "+" or fraction or is_touched or _is_word(after))

    def is_continued(self, first: int, last: int) -> bool:
        """Say whether the gap before or after groups `first` to `last` is like those inside them."""
        inside = self.gaps[first:last]
        return self.gap(first - 1) in inside or self.gap(last) in inside

    def digits(self, first: int, last: int) -> str:
        """Return the digits of groups `first` to `last`, inclusive, without what divides them."""
        return "".join(self.groups[first : last + 1])

    def position(self, first: int, nth: int) -> int:
        """Return where the `nth` digit (from 0), counted from the start of group `first`, stands in the text."""
        group = first
        while nth >= self.sizes[group]:
            nth -= self.sizes[group]
            group += 1
        return self.starts[group] + nth

    def part(self, first: int, past: int) -> "Run":
        """Return the groups from `first` to before `past` as a run of their own."""
        gaps = self.gaps[first : past - 1]
        return Run(self.reading, self.starts[first:past], self.sizes[first:past], self.groups[first:past], gaps)


class Stretch(NamedTuple):
    """Runs that only tabs, line ends and slashes divide; `joined` is all of them as one, where they are few enough."""

    runs: tuple[Run, ...]
    joined: Run | None


def stretches(reading: Reading, fewest: int, unless: re.Pattern[str]) -> Iterator[Stretch]:
    """Yield every stretch of `fewest` digits or more, or with the shape `unless`, in time linear in the text.

    Nine, eleven and twelve are fewest: a social security number's, with what divides it, a card's.
    """
    digits = _FEWEST if fewest == _FEWEST else _CARD
    for match in _STRETCH[fewest].finditer(reading.shape):
        shape = match.group()
        if shape.count("0") < digits and not unless.search(shape):
            continue
        start = match.start()
        for gap in _WIDE_GAP.finditer(shape):
            yield from _stretch(reading, start, match.start() + gap.start())
            start = match.start() + gap.end()
        yield from _stretch(reading, start, match.end())


def _stretch(reading: Reading, start: int, end: int) -> Iterator[Stretch]:
    """Yield the stretch of digits from `start` to `end`, in which no gap is wide."""
    if end - start < _FEWEST:
        return
    whole = _run(reading, start, end)
    if not _DIVIDERS.search(reading.text, start, end):
        if sum(whole.sizes) >= _FEWEST:
            yield Stretch((whole,), None)
        return
    runs = tuple(run for run in _parts(whole) if sum(run.sizes) >= _FEWEST)
    yield Stretch(runs, whole if len(whole.starts) <= _MOST_JOINED else None)


def _parts(whole: Run) -> Iterator[Run]:
    """Yield the runs of a stretch."""
    first = 0
    for group, gap in enumerate(whole.gaps):
        if _DIVIDERS.search(gap):
            yield whole.part(first, group + 1)
            first = group + 1
    yield whole.part(first, len(whole.starts))


def _run(reading: Reading, start: int, end: int) -> Run:
    """Return all groups of the text from `start` to `end`, which both are a digit's."""
    pieces = tuple(_GAPS.split(reading.text[start:end]))
    sizes = tuple(map(len, pieces))
    return Run(reading, tuple(accumulate(sizes, initial=start))[:-1:2], sizes[::2], pieces[::2], pieces[1::2])


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"

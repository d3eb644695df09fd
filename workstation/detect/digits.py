"""Where the digits of a text stand: groups, and runs of groups that only separators divide."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from workstation.detect.reading import Reading

_FEWEST = 9
_CARD = 12
_WIDEST_GAP = 3
_SEPARATORS = " .-"
_GROUP = re.compile("[0-9]+")
_STRETCH = {fewest: re.compile(rf"0[0\-.]{{{fewest - 2},}}0") for fewest in (9, 11, 12)}
_MOST_JOINED = 24


@dataclass(frozen=True, slots=True)
class Run:
    """Groups of digits in `text` with nothing but spaces, dashes and dots between them: where each starts, its size."""

    text: str
    starts: tuple[int, ...]
    sizes: tuple[int, ...]

    def start(self, group: int) -> int:
        """Return where `group` starts in the text."""
        return self.starts[group]

    def end(self, group: int) -> int:
        """Return where `group` ends in the text."""
        return self.starts[group] + self.sizes[group]

    def gap(self, group: int) -> str:
        """Return what stands between `group` and the next one, "" outside the run."""
        if not 0 <= group < len(self.starts) - 1:
            return ""
        return self.text[self.end(group) : self.starts[group + 1]]

    def is_whole(self, first: int, last: int) -> bool:
        """Say whether groups `first` to `last` are all there is."""
        return first == 0 and last == len(self.starts) - 1

    def is_free(self, first: int, last: int) -> bool:
        """Say whether no letter touches groups `first` to `last`, and neither a phone's plus nor "0." stands before.

        The "%B" that a magnetic stripe's first track begins with (ISO/IEC 7813) is no letter of a word.
        """
        start, end = self.start(first), self.end(last)
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        fraction = first == last and self.gap(first - 1) == "."
        is_touched = _is_word(before) and not self.text.endswith("%B", 0, start)
        return not (before == "+" or fraction or is_touched or _is_word(after))

    def is_continued(self, first: int, last: int) -> bool:
        """Say whether the gap before or after groups `first` to `last` is like those inside them."""
        inside = {self.gap(group) for group in range(first, last)}
        return bool(inside & {self.gap(first - 1), self.gap(last)})

    def digits(self, first: int, last: int) -> str:
        """Return the digits of groups `first` to `last`, inclusive, without what divides them."""
        return "".join(self.text[self.start(group) : self.end(group)] for group in range(first, last + 1))

    def position(self, first: int, nth: int) -> int:
        """Return where the `nth` digit (from 0), counted from the start of group `first`, stands in the text."""
        group = first
        while nth >= self.sizes[group]:
            nth -= self.sizes[group]
            group += 1
        return self.starts[group] + nth


class Stretch(NamedTuple):
    """Runs that only tabs, line ends and slashes divide; `joined` is all of them as one, where they are few enough."""

    runs: tuple[Run, ...]
    joined: Run | None


def stretches(reading: Reading, fewest: int, unless: re.Pattern[str]) -> Iterator[Stretch]:
    """Yield every stretch of `fewest` digits or more, or with the shape `unless`, in time linear in the text.

    Nine, eleven and twelve are fewest: a social security number's, with what divides it, a card's.
    """
    for match in _STRETCH[fewest].finditer(reading.shape):
        shape = match.group()
        if shape.count("0") < (_FEWEST if fewest == _FEWEST else _CARD) and not unless.search(shape):
            continue
        groups: list[tuple[int, int]] = []
        for group in _GROUP.finditer(reading.text, *match.span()):
            if groups and group.start() - groups[-1][1] > _WIDEST_GAP:
                yield from _stretch(reading.text, groups)
                groups = []
            groups.append(group.span())
        yield from _stretch(reading.text, groups)


def _stretch(text: str, groups: list[tuple[int, int]]) -> Iterator[Stretch]:
    if groups[-1][1] - groups[0][0] < _FEWEST:
        return
    parts: list[list[tuple[int, int]]] = [[]]
    for group in groups:
        if parts[-1] and text[parts[-1][-1][1] : group[0]].strip(_SEPARATORS):
            parts.append([])
        parts[-1].append(group)
    runs = tuple(run for run in (_run(text, part) for part in parts) if sum(run.sizes) >= _FEWEST)
    joined = _run(text, groups) if len(parts) > 1 and len(groups) <= _MOST_JOINED else None
    yield Stretch(runs, joined)


def _run(text: str, groups: list[tuple[int, int]]) -> Run:
    return Run(text, tuple(start for start, _ in groups), tuple(end - start for start, end in groups))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"

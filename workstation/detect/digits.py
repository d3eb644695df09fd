"""Where the digits of a text stand: groups, and runs of groups that only separators divide."""

# SPDX-License-Identifier: Apache-2.0

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_FEWEST = 9
_WIDEST_GAP = 3
_SEPARATORS = " .-"
_GROUP = re.compile("[0-9]+")
_SHORTEST, _LONGEST = _FEWEST - 2, (_FEWEST - 1) * (_WIDEST_GAP + 1) - 1
_STRETCH = re.compile(rf"(?<![0-9])[0-9][0-9{_SEPARATORS}]{{{_SHORTEST},{_LONGEST}}}[0-9]")
_FOREIGN = re.compile(
    r"(?![\x00-\x7f])(?:\d|[\u00a0\u2000-\u200a\u202f\u205f\u3000\u200b-\u200d\u2060\ufeff]"
    r"|[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]|[\u00b7\u2024\u2027\u30fb\uff0e])"
)


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


def fold(text: str) -> str:
    """Return `text` with foreign digits, spaces, dashes and dots as ASCII; every character keeps its place."""
    if text.isascii():
        return text
    return _FOREIGN.sub(_fold_one, text)


def runs(folded: str) -> Iterator[Run]:
    """Yield every run of nine digits or more, in order, in time linear in the text."""
    at = 0
    while stretch := _STRETCH.search(folded, at):
        run = _run_from(folded, stretch.start())
        at = run.end(-1)
        if sum(run.sizes) >= _FEWEST:
            yield run


def _run_from(text: str, start: int) -> Run:
    starts: list[int] = []
    sizes: list[int] = []
    end = start
    for match in _GROUP.finditer(text, start):
        if match.start() - end > _WIDEST_GAP or text[end : match.start()].strip(_SEPARATORS):
            break
        starts.append(match.start())
        end = match.end()
        sizes.append(end - match.start())
    return Run(text, tuple(starts), tuple(sizes))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _fold_one(match: re.Match[str]) -> str:
    character = match.group()
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) == "Pd" or character in "\u00ad\u2212":
        return "-"
    return "." if unicodedata.category(character) == "Po" else " "

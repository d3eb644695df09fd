"""The vocabulary made ready to be looked up: each phrase under the word that the others of it are found by."""

# SPDX-License-Identifier: Apache-2.0

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from workstation.detect.vocabulary import COMMON_WORDS, FILLERS, NUMBER_WORDS, OF_WORDS, OTHER, VOCABULARY

REACH = 60
"""How far from a value, in characters, a word can still tell what it is."""


_COMMON = FILLERS | NUMBER_WORDS | COMMON_WORDS
_SHORTEST_KEY, _MOST_IN_A_KEY = 4, 3


class Phrase(NamedTuple):
    """Words before and after the one it is found by; `is_weak` says little alone, `needs_number` nothing.

    `size` is how many these are, with the number that it needs.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    data_class: str
    is_weak: bool = False
    needs_number: bool = False
    is_capital: bool = False
    size: int = 0


Phrases = Mapping[str, tuple[Phrase, ...]]


def phrases_of(words: Mapping[str, str]) -> Phrases:
    """Return every phrase of `words` (class to phrases between commas) under its rarest word, the longest first."""
    found: defaultdict[str, list[Phrase]] = defaultdict(list)
    for data_class, written in words.items():
        for phrase in written.split(","):
            bare = phrase.strip(" \n?!")
            parts = tuple(bare.lower().split())
            at = max(range(len(parts)), key=lambda place: (*_rarity(parts[place]), place))
            weak, needs = phrase.endswith("?"), phrase.endswith("!")
            size = len(parts) - 1 + needs
            found[parts[at]].append(Phrase(parts[:at], parts[at + 1 :], data_class, weak, needs, bare.isupper(), size))
            keys = _keys(parts, is_enough=not (weak or needs or bare.isupper()))
            for key in () if data_class == OTHER else keys:
                if all(data_class != phrase.data_class for phrase in found.get(key, ())):
                    found[key].append(Phrase((), (), data_class))
    return {word: tuple(sorted(some, key=lambda phrase: -phrase.size)) for word, some in found.items()}


def _keys(parts: Sequence[str], *, is_enough: bool) -> Iterator[str]:
    """Yield a phrase as programs write it in the keys of values: "dateOfBirth", "numeroSecu", "patientNumber"."""
    joined = "".join(parts)
    if is_enough and len(parts) > 1 and len(joined) >= _SHORTEST_KEY:
        yield joined
    if len(parts) <= _MOST_IN_A_KEY and parts[-1] not in NUMBER_WORDS:
        yield f"{joined}number"
        yield f"numero{joined}"
        if len(joined) >= _SHORTEST_KEY:
            yield from (f"{joined}{word}" for word in ("num", "no", "nr", "nummer"))


def _rarity(word: str) -> tuple[bool, bool, int]:
    """Return how well a word finds a phrase: "a" and the "s" of "it's" stand in every text."""
    return word not in {"a", "s", "t"}, word not in _COMMON, len(word)


PHRASES = phrases_of(VOCABULARY)


def triggers(phrases: Phrases, classes: Collection[str]) -> frozenset[str]:
    """Return the words by which phrases of `classes` are found."""
    by_class = _OURS if phrases is PHRASES else _by_class(phrases)
    return frozenset().union(*(by_class.get(data_class, ()) for data_class in classes))


def _by_class(phrases: Phrases) -> Mapping[str, Collection[str]]:
    words: defaultdict[str, set[str]] = defaultdict(set)
    for word, some in phrases.items():
        for phrase in some:
            words[phrase.data_class].add(word)
    return words


_OURS = _by_class(PHRASES)


class Told(NamedTuple):
    """The class that a phrase tells, how strongly, and which words it is: from `first` to before `past`."""

    data_class: str
    is_weak: bool
    first: int
    past: int

    def is_inside(self, other: "Told") -> bool:
        """Say whether it is part of a longer phrase."""
        return (
            other.first <= self.first and self.past <= other.past and other.past - other.first > self.past - self.first
        )


def told_at(phrases: Phrases, words: list[str], at: int) -> tuple[Told, ...]:
    """Return what the longest phrase says that is found by the word `words[at]`: several classes may share it."""
    some = phrases.get(words[at]) or phrases.get(words[at].removesuffix("s"))
    if not some:
        return ()
    told: list[Told] = []
    longest = 0
    for phrase in some:
        if phrase.size < longest:
            break
        if not stands_at(phrase, words, at):
            continue
        end = at + 1 + len(phrase.after)
        is_numbered = end < len(words) and words[end] in NUMBER_WORDS
        if is_numbered or not phrase.needs_number:
            longest = phrase.size
            told.append(Told(phrase.data_class, phrase.is_weak and not is_numbered, at - len(phrase.before), end))
    return tuple(told)


def is_number_of(words: Sequence[str]) -> bool:
    """Say whether these words end with "number of (the)", in any of the languages."""
    return len(words) > 1 and words[-1] in OF_WORDS and not NUMBER_WORDS.isdisjoint(words[-3:-1])


def stands_at(phrase: Phrase, words: list[str], at: int) -> bool:
    """Say whether the words around `words[at]`, by which it was found, are those of `phrase`."""
    before, after = phrase.before, phrase.after
    if before and (not at or words[at - 1] != before[-1] or tuple(words[max(0, at - len(before)) : at]) != before):
        return False
    return not after or tuple(words[at + 1 : at + 1 + len(after)]) == after

"""The vocabulary made ready to be looked up: each phrase under the word that the others of it are found by."""

# SPDX-License-Identifier: Apache-2.0

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from workstation.detect.vocabulary import NUMBER_WORDS, VOCABULARY

REACH = 60
"""How far from a value, in characters, a word can still tell what it is."""


class Phrase(NamedTuple):
    """Words before the one it is found by; `is_weak` says little alone, `needs_number` nothing."""

    before: tuple[str, ...]
    data_class: str
    is_weak: bool = False
    needs_number: bool = False
    is_capital: bool = False


Phrases = Mapping[str, tuple[Phrase, ...]]


def phrases_of(words: Mapping[str, str]) -> Phrases:
    """Return every phrase of `words` (class to phrases between commas) under its last word, the longest first."""
    found: defaultdict[str, list[Phrase]] = defaultdict(list)
    for data_class, written in words.items():
        for phrase in written.split(","):
            *before, last = phrase.lower().strip(" \n?!").split()
            weak, needs = phrase.endswith("?"), phrase.endswith("!")
            found[last].append(Phrase(tuple(before), data_class, weak, needs, phrase.strip(" \n?!").isupper()))
    return {last: tuple(sorted(some, key=lambda phrase: -len(phrase.before))) for last, some in found.items()}


PHRASES = phrases_of(VOCABULARY)


def triggers(phrases: Phrases, classes: Collection[str]) -> frozenset[str]:
    """Return the words by which phrases of `classes` are found."""
    return frozenset(word for word, some in phrases.items() if any(phrase.data_class in classes for phrase in some))


class Told(NamedTuple):
    """The class that a phrase tells, and how strongly."""

    data_class: str
    is_weak: bool


def told_at(phrases: Phrases, words: list[str], at: int) -> tuple[Told, ...]:
    """Return what the longest phrase says that ends with the word `words[at]`: several classes may share it."""
    some = phrases.get(words[at]) or phrases.get(words[at].removesuffix("s"))
    if not some:
        return ()
    is_numbered = at + 1 < len(words) and words[at + 1] in NUMBER_WORDS
    told: list[Told] = []
    longest = 0
    for phrase in some:
        size = len(phrase.before)
        if size < longest or (size and tuple(words[max(0, at - size) : at]) != phrase.before):
            continue
        if is_numbered or not phrase.needs_number:
            longest = size
            told.append(Told(phrase.data_class, phrase.is_weak and not is_numbered))
    return tuple(told)

"""What the words around a value say it is, and how sure that makes us."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from workstation.detect.phrases import PHRASES, told_at
from workstation.detect.reading import letters_of
from workstation.detect.vocabulary import FILLERS

STRONG, WEAK = 0.9, 0.6
_WEAK_COST = 0.15
_NUMBER_COST, _CLAUSE_COST = 0.15, 0.1
_BEFORE, _AFTER = 40, 20
_ACCOUNT = "bank_account"
_CLAUSE = re.compile(r"[.;!?]\s|\|")


class Between(NamedTuple):
    """What stands between a phrase and a value: the words, and the text itself."""

    words: list[str]
    text: str


def words_in(letters: str) -> list[str]:
    """Return the words of a piece of a reading's letters; "#" reads as "no"."""
    return letters.replace("#", " no ").split()


def sureness(between: Between, *, is_weak: bool, a_word_costs: float) -> float:
    """Return how sure a phrase makes a value that stands this far behind it."""
    unknown = sum(word not in FILLERS for word in between.words)
    cost = unknown * max(a_word_costs, _WEAK_COST if is_weak else 0)
    if between.text.strip(" :=-#\t\n"):
        cost += _NUMBER_COST * len(re.findall("[0-9]+", between.text))
        cost += _CLAUSE_COST * len(_CLAUSE.findall(between.text))
    return (WEAK if is_weak else STRONG) - cost


def is_another(words: list[str], own: Collection[str]) -> bool:
    """Say whether one of these words tells a class that is not among `own`."""
    return any(
        word not in FILLERS and (told := told_at(PHRASES, words, at)) and not any(one.data_class in own for one in told)
        for at, word in enumerate(words)
    )


def told_by_words(text: str, start: int, end: int, labelled: str | None, ignored: Collection[str] = ()) -> str | None:
    """Return the class that the nearest word tells: the last before `start`, else the first after `end`.

    Without a word near by, it is the class that the label tells. "other" is a word for some other number.
    """
    before = _whole_words(text, max(0, start - _BEFORE), start)
    if told := _nearest(before, reversed(range(len(before))), ignored):
        return told
    after = _whole_words(text, end, min(len(text), end + _AFTER))
    return _nearest(after, range(len(after)), ignored) or labelled


def _whole_words(text: str, start: int, end: int) -> list[str]:
    """Return the words between two places, without the first where it began before."""
    words = words_in(letters_of(text[start:end]))
    is_cut = start > 0 and text[start - 1].isalpha() and text[start : start + 1].isalpha()
    return words[1:] if is_cut else words


def _nearest(words: list[str], order: Iterable[int], ignored: Collection[str]) -> str | None:
    for at in order:
        for told in told_at(PHRASES, words, at):
            if told.data_class not in ignored and not (told.is_weak and told.data_class != _ACCOUNT):
                return told.data_class
    return None

"""What the words around a value say it is, and how sure that makes us."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Collection, Iterable, Sequence

from workstation.detect.phrases import PHRASES, told_at
from workstation.detect.reading import Reading
from workstation.detect.vocabulary import FILLERS, IS_WORDS, OTHER

STRONG, WEAK = 0.9, 0.6
_WEAK_COST = 0.15
_NUMBER_COST, _CLAUSE_COST = 0.15, 0.1
_BEFORE, _AFTER = 40, 20
_ACCOUNT = "bank_account"
_NUMBER = re.compile("[0-9]+")
_SAYS_NOTHING = " :=-#\t\n"
_CLAUSE = re.compile(r"[.;!?]\s|\|")
_IS = re.compile(rf"(?:[:=]|(?<![a-z])(?:{'|'.join(sorted(IS_WORDS))}))[\s\"'(]{{0,3}}\Z")
_SAID_COST = 0.1


def words_in(letters: str) -> list[str]:
    """Return the words of a piece of a reading's letters; "#" reads as "no"."""
    return letters.replace("#", " no ").split()


def sureness(words: Sequence[str], between: str, *, is_weak: bool, a_word_costs: float) -> float:
    """Return how sure a phrase makes a value behind it, with these words and this text between the two.

    An unknown word costs little where a colon or "is" stands right before the value: "the BIC of our branch is".
    """
    cost = 0.0
    if words:
        unknown = len(words) - sum(map(FILLERS.__contains__, words))
        if unknown and a_word_costs > _SAID_COST and _IS.search(between):
            a_word_costs = _SAID_COST
        cost = unknown * max(a_word_costs, _WEAK_COST if is_weak else 0)
    if (said := between.strip(_SAYS_NOTHING)) and not said.isalpha():
        cost += _NUMBER_COST * len(_NUMBER.findall(between))
        cost += _CLAUSE_COST * len(_CLAUSE.findall(between))
    return (WEAK if is_weak else STRONG) - cost


def is_another(words: list[str], own: Collection[str]) -> bool:
    """Say whether one of these words tells a class that is not among `own`."""
    return any(
        word not in FILLERS and (told := told_at(PHRASES, words, at)) and not any(one.data_class in own for one in told)
        for at, word in enumerate(words)
    )


def told_by_words(
    reading: Reading, start: int, end: int, labelled: str | None, ignored: Collection[str] = ()
) -> str | None:
    """Return the class that the nearest word tells: the last before `start`, else the first after `end`.

    Without a word near by, it is the class that the label tells. "other" is a word for some other number.
    """
    before = _whole_words(reading, max(0, start - _BEFORE), start)
    if told := _nearest(before, reversed(range(len(before))), ignored):
        return told
    after = _whole_words(reading, end, end + _AFTER)
    return _nearest(after, range(len(after)), ignored) or labelled


def is_called_another(reading: Reading, start: int) -> bool:
    """Say whether what stands at `start` is called some other number right before: "order no.", "ref:"."""
    first = max(0, start - _BEFORE, reading.shape.rfind("0", 0, start) + 1)
    words = _whole_words(reading, first, start)
    while words and words[-1] in FILLERS:
        words.pop()
    return bool(words) and any(told.data_class == OTHER for told in told_at(PHRASES, words, len(words) - 1))


def _whole_words(reading: Reading, start: int, end: int) -> list[str]:
    """Return the words between two places, without the first where it began before."""
    words = words_in(reading.letters[start:end])
    is_cut = start > 0 and reading.text[start - 1].isalpha() and reading.text[start : start + 1].isalpha()
    return words[1:] if is_cut else words


def _nearest(words: list[str], order: Iterable[int], ignored: Collection[str]) -> str | None:
    for at in order:
        for told in told_at(PHRASES, words, at):
            if told.data_class not in ignored and not (told.is_weak and told.data_class != _ACCOUNT):
                return told.data_class
    return None

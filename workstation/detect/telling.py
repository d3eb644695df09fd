"""The phrases of some classes made ready: which word finds them, and how their values look."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from workstation.detect.phrases import Phrase
from workstation.detect.values import Value


class Telling(NamedTuple):
    """A phrase with how its values look; `own` are the classes whose words may stand between the two."""

    phrase: Phrase
    value: Value | None
    pattern: re.Pattern[str]
    own: frozenset[str]


class Found(NamedTuple):
    """The phrases that one word finds, the longest first; `value` is None where a class is not asked for.

    `behind` has those that may stand where a certain word is right before it, `first` those that begin with it.
    It `is_enough` where no word around it says more.
    """

    first: tuple[Telling, ...]
    behind: Mapping[str, tuple[Telling, ...]]
    is_enough: bool


def found_by(phrases: Sequence[Phrase], values: Mapping[str, Value]) -> Found:
    """Return the phrases that one word finds, for the classes of `values`."""
    by_word: defaultdict[str, list[Telling]] = defaultdict(list)
    for phrase in phrases:
        by_word[phrase.before[-1] if phrase.before else ""].append(_telling(phrase, values.get(phrase.data_class)))
    first = by_word.pop("", [])
    behind = {word: tuple(sorted((*some, *first), key=_longest_first)) for word, some in by_word.items()}
    is_enough = not behind and not any(one.phrase.size or one.phrase.is_weak for one in first)
    return Found(tuple(first), behind, is_enough)


def _telling(phrase: Phrase, value: Value | None) -> Telling:
    own = frozenset({phrase.data_class, *(value.ignored if value else ())})
    return Telling(phrase, value, re.compile(value.pattern if value else ""), own)


def _longest_first(one: Telling) -> int:
    return -one.phrase.size

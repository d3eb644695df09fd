"""Values found from the words that tell them: where a word stands, the value is looked for near it."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator, Mapping, Sequence

from workstation.detect.context import words_in
from workstation.detect.finding import Finding
from workstation.detect.named import is_named
from workstation.detect.nearby import value_after, value_before
from workstation.detect.phrases import PHRASES, REACH, Phrase, Phrases, is_number_of, stands_at, triggers
from workstation.detect.reading import Reading
from workstation.detect.subjects import is_of_another, is_owned_by_another
from workstation.detect.telling import Found, Telling, found_by
from workstation.detect.values import Value, view
from workstation.detect.vocabulary import FILLERS, NUMBER_WORDS

_LOOK_BACK = 40
_NEXT = 32
_LABELLED = 0.95
_MOST = 7
_KEY = re.compile(r"[\"']?[:=]")


class TellingWords:
    """The words of some classes, made ready once."""

    def __init__(self, values: Sequence[Value], phrases: Phrases = PHRASES) -> None:
        self._values: Mapping[str, Value] = {value.data_class: value for value in values}
        self.triggers = triggers(phrases, self._values.keys())
        self._found = {word: found_by(phrases[word], self._values) for word in self.triggers}
        self._digitless = triggers(phrases, {value.data_class for value in values if not value.needs_digit})
        self.is_asked = bool(values)

    def findings(self, reading: Reading, words: frozenset[str], labelled: str | None) -> Iterator[Finding]:
        """Yield what the telling words among `words`, which stand in the text, point at, and what the label tells."""
        for word in self.triggers & words:
            found = self._found[word]
            for start in _places(reading.letters, word):
                end = start + len(word)
                if word in self._digitless or _has_digits_near(reading, start, end):
                    yield from _near(reading, found, start, end)
        if value := self._values.get(labelled or ""):
            yield from _labelled(reading, value)


def _labelled(reading: Reading, value: Value) -> Iterator[Finding]:
    """Yield every value of a text whose label tells its class."""
    for match in re.finditer(value.labelled or value.pattern, view(reading, value)):
        start, end = match.span(match.lastindex or 0)
        if value.label_counts_all or (value.fits_labelled or value.fits)(reading.text[start:end]):
            yield value.finding(reading, start, end, _LABELLED)


def _places(letters: str, word: str) -> Iterator[int]:
    """Yield where `word` stands by itself."""
    at = letters.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and letters[at - 1].isalpha()) and not letters[end : end + 1].isalpha():
            yield at
        at = letters.find(word, end)


def _has_digits_near(reading: Reading, start: int, end: int) -> bool:
    """Say whether digits stand right before a word, or after it with so few words between that they may be told."""
    first = reading.shape.find("0", end, end + REACH)
    if first >= 0:
        if first <= end + _MOST:
            return True
        between = reading.letters[end:first].split()
        if len(between) <= _MOST or sum(word not in FILLERS for word in between) <= _MOST:
            return True
    return reading.shape.find("0", max(0, start - _LOOK_BACK), start) >= 0


def _near(reading: Reading, found: Found, start: int, end: int) -> Iterator[Finding]:
    """Yield what the phrases found by the word from `start` to `end` point at; the longest phrases count."""
    if found.is_enough:
        for one in found.first:
            if value := _told(reading, one, start, end):
                yield value
        return
    left = words_in(reading.letters[max(0, start - _LOOK_BACK) : start])
    some = found.behind.get(left[-1], found.first) if left else found.first
    if not some:
        return
    words = [*left, reading.letters[start:end], *words_in(reading.letters[end : end + _NEXT])]
    at = len(left)
    longest = 0
    for one in some:
        size = one.phrase.size
        if size < longest:
            break
        if size and not stands_at(one.phrase, words, at):
            continue
        says_little = one.phrase.is_weak or one.phrase.needs_number
        following = words[at + 1 + len(one.phrase.after) :] if says_little else []
        is_weak = says_little and not _is_numbered(left[: at - len(one.phrase.before)], following)
        if is_weak and one.phrase.needs_number:
            continue
        longest = size
        if value := _told(reading, one, start, end, following if is_weak else None):
            yield value


def _told(
    reading: Reading, one: Telling, start: int, end: int, following: Sequence[str] | None = None
) -> Finding | None:
    """Return the value that a phrase tells, found by its word from `start` to `end`.

    `following` are the words after a phrase that says little alone: they limit how far it reaches.
    """
    if one.value is None:
        return None
    if one.phrase.is_capital and not is_named(reading, one.value, start, end):
        return None
    if one.value.has_subject and is_of_another(reading, one, start):
        return None
    last = _phrase_end(reading.letters, end, one.phrase)
    if following is not None:
        limit = last + REACH if one.value.is_at_once else _weak_end(reading, last, following)
        return value_after(reading, one, one.value, last, limit, is_weak=True)
    if one.value.is_owned and is_owned_by_another(reading, start):
        return None
    after = value_after(reading, one, one.value, last, last + REACH)
    return after or (None if _KEY.match(reading.text, last) else value_before(reading, one, one.value, start))


def _is_numbered(left: Sequence[str], following: Sequence[str]) -> bool:
    """Say whether "number" follows a phrase, or "number of (the)" stands before it, in any of the languages."""
    return bool(following and following[0] in NUMBER_WORDS) or is_number_of(left)


def _phrase_end(letters: str, end: int, phrase: Phrase) -> int:
    for word in phrase.after:
        sign = letters.find("#", end, end + _NEXT) if word == "no" else -1
        at = letters.find(word, end, end + _NEXT + len(word))
        end = sign + 1 if sign >= 0 and not 0 <= at < sign else at + len(word)
    return end


def _weak_end(reading: Reading, end: int, following: Sequence[str]) -> int:
    """Return how far a weak phrase reaches: to the first word that says something and does not begin the value."""
    if not following or following[0] in FILLERS:
        return end + REACH
    at = reading.letters.find(following[0], end)
    is_part = reading.shape.startswith("0", at + len(following[0]))
    return at + 1 if is_part else at

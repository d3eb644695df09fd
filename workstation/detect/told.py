"""Values found from the words that tell them: where a word stands, the value is looked for near it."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from workstation.detect.context import STRONG, Between, is_another, sureness, words_in
from workstation.detect.finding import FLOOR, Finding
from workstation.detect.phrases import PHRASES, REACH, Phrase, Phrases, stands_at, told_at, triggers
from workstation.detect.reading import Reading
from workstation.detect.values import CHECKED, Value
from workstation.detect.vocabulary import FILLERS, NUMBER_WORDS, OF_WORDS, OTHER, SAYING_WORDS

_LOOK_BACK = 40
_NEXT = 32
_SUBJECT = 3
_BEHIND = 0.15
_TOUCHING = 16
_BETWEEN = " \t\r\n()[]=:-,|"
_LABELLED = 0.95
_LONGEST = 40
_MOST = 7
_MOST_AHEAD = 12


class _Telling(NamedTuple):
    """A phrase with how its values look, None where its class is not asked for; `own` are words that may follow."""

    phrase: Phrase
    size: int
    value: Value | None
    pattern: re.Pattern[str]
    own: frozenset[str]


_Found = Mapping[str, tuple[_Telling, ...]]
"""Phrases by the word right before the one that they are found by, "" for those that begin with it."""


class TellingWords:
    """The words of some classes, made ready once."""

    def __init__(self, values: Sequence[Value], phrases: Phrases = PHRASES) -> None:
        self._values: Mapping[str, Value] = {value.data_class: value for value in values}
        self._telling = {word: self._prepared(phrases[word]) for word in triggers(phrases, self._values.keys())}
        self.triggers = frozenset(self._telling)
        self._digitless = triggers(phrases, {value.data_class for value in values if not value.needs_digit})

    def _prepared(self, phrases: Sequence[Phrase]) -> _Found:
        found: defaultdict[str, list[_Telling]] = defaultdict(list)
        for phrase in phrases:
            value = self._values.get(phrase.data_class)
            pattern = re.compile(value.pattern if value else "")
            own = frozenset({phrase.data_class, *(value.ignored if value else ())})
            before = phrase.before[-1] if phrase.before else ""
            found[before].append(_Telling(phrase, phrase.size(), value, pattern, own))
        return {before: tuple(some) for before, some in found.items()}

    def findings(self, reading: Reading, words: frozenset[str]) -> Iterator[Finding]:
        """Yield what the telling words among `words`, which stand in the text, point at."""
        for word in self.triggers & words:
            telling = self._telling[word]
            has_digits = word not in self._digitless
            for start in _places(reading.letters, word):
                if not has_digits or _has_digits_near(reading, start, start + len(word)):
                    yield from _near(reading, telling, start, start + len(word))

    def labelled(self, reading: Reading, data_class: str) -> Iterator[Finding]:
        """Yield every value of a text whose label tells `data_class`."""
        value = self._values.get(data_class)
        if value is None:
            return
        for match in re.finditer(value.labelled or value.pattern, _view(reading, value)):
            start, end = match.span(match.lastindex or 0)
            if value.label_counts_all or value.labelled or value.fits(reading.text[start:end]):
                yield _finding(reading, value, start, end, _LABELLED)


def _has_digits_near(reading: Reading, start: int, end: int) -> bool:
    """Say whether digits stand right before a word, or after it with so few words between that they may be told."""
    first = reading.shape.find("0", end, end + REACH)
    if first >= 0:
        between = reading.letters[end:first].split()
        if len(between) <= _MOST or sum(word not in FILLERS for word in between) <= _MOST:
            return True
    return "0" in reading.shape[max(0, start - _LOOK_BACK) : start]


def _near(reading: Reading, telling: _Found, start: int, end: int) -> Iterator[Finding]:
    """Yield what the phrases found by the word from `start` to `end` point at; the longest phrases count."""
    left = words_in(reading.letters[max(0, start - _LOOK_BACK) : start])
    some = telling.get("", ())
    if left and left[-1] in telling:
        some = tuple(sorted((*telling[left[-1]], *some), key=_longest_first))
    if not some:
        return
    words = [*left, reading.letters[start:end], *words_in(reading.letters[end : end + _NEXT])]
    at = len(left)
    longest = 0
    for one in some:
        if one.size < longest or (one.size and not stands_at(one.phrase, words, at)):
            continue
        says_little = one.phrase.is_weak or one.phrase.needs_number
        following = words[at + 1 + len(one.phrase.after) :] if says_little else []
        is_weak = says_little and not _is_numbered(left, following)
        if is_weak and one.phrase.needs_number:
            continue
        longest = one.size
        if one.value is None or (one.phrase.is_capital and not reading.text[start:end].isupper()):
            continue
        last = _phrase_end(reading.letters, end, one.phrase)
        if is_weak:
            found = _after(reading, one, last, _weak_end(reading, last, following), is_weak=True)
        elif one.value.has_subject and _is_of_another(left):
            found = None
        else:
            found = _after(reading, one, last, last + REACH, is_weak=False) or _before(reading, one, start)
        if found is not None:
            yield found


def _is_numbered(left: Sequence[str], following: Sequence[str]) -> bool:
    """Say whether "number" follows a phrase, or "number of (the)" stands before it, in any of the languages."""
    if following and following[0] in NUMBER_WORDS:
        return True
    return len(left) > 1 and left[-1] in OF_WORDS and not NUMBER_WORDS.isdisjoint(left[-3:-1])


def _view(reading: Reading, value: Value) -> str:
    return reading.text if value.in_capitals else reading.plain


def _phrase_end(letters: str, end: int, phrase: Phrase) -> int:
    for word in phrase.after:
        end = letters.find(word, end) + len(word)
    return end


def _longest_first(one: _Telling) -> int:
    return -one.size


def _weak_end(reading: Reading, end: int, following: Sequence[str]) -> int:
    """Return how far a weak phrase reaches: to the first word that says something and does not begin the value."""
    if not following or following[0] in FILLERS:
        return end + REACH
    at = reading.letters.find(following[0], end)
    is_part = reading.shape.startswith("0", at + len(following[0]))
    return at + 1 if is_part else at


def _after(reading: Reading, one: _Telling, end: int, limit: int, *, is_weak: bool) -> Finding | None:
    """Return the first value that fits after the phrase that ends at `end`; it begins close before its first digit."""
    value = one.value
    if value is None:
        return None
    end += reading.plain[end : end + 1].isdigit() and not reading.plain[end + 1 : end + 2].isalnum()
    first = end
    if value.needs_digit:
        digit = reading.shape.find("0", end, limit + _MOST_AHEAD)
        if digit < 0:
            return None
        first = max(end, digit - _MOST_AHEAD)
    view, last = _view(reading, value), min(limit, first + REACH // 2) + _LONGEST
    at_once = value.is_at_once and one.pattern.match(view, first, last)
    for match in (at_once,) if at_once else () if value.is_at_once else one.pattern.finditer(view, first, last):
        start, stop = match.span(match.lastindex or 0)
        if start >= limit:
            return None
        if value.fits(reading.text[start:stop]):
            between = Between(words_in(reading.letters[end:start]), reading.plain[end:start])
            if is_another(between.words, one.own):
                return None
            score = sureness(between, is_weak=is_weak, a_word_costs=value.a_word_costs)
            return _finding(reading, value, start, stop, score) if score >= FLOOR else None
    return None


def _before(reading: Reading, one: _Telling, start: int) -> Finding | None:
    """Return the value that ends where the phrase begins, if no other words claim it."""
    value = one.value
    if (
        value is None
        or value.is_at_once
        or (value.needs_digit and "0" not in reading.shape[max(0, start - _LOOK_BACK) : start])
    ):
        return None
    end = _end_before(reading, _phrase_start(reading.letters, start, len(one.phrase.before)))
    if not end or not (reading.shape[end - 1] == "0" or not value.needs_digit):
        return None
    for match in one.pattern.finditer(_view(reading, value), max(0, end - _LOOK_BACK), end):
        if match.end() == end and value.fits(reading.text[match.start() : end]):
            ahead = words_in(reading.letters[max(0, match.start() - _LOOK_BACK // 2) : match.start()])
            if not is_another(ahead, one.own):
                return _finding(reading, value, match.start(), end, STRONG - _BEHIND)
    return None


def _phrase_start(letters: str, start: int, words: int) -> int:
    """Return where the phrase starts that has this many words before the one at `start`."""
    first = max(0, start - _LOOK_BACK)
    left = letters[first:start]
    for _ in range(words):
        left = left.rstrip()
        left = left[: left.rfind(" ") + 1]
    return first + len(left)


def _end_before(reading: Reading, start: int) -> int:
    """Return where what stands right before `start` ends; 0 if it is further off than "is my" and brackets reach."""
    first = max(0, start - _TOUCHING)
    close = reading.plain[first:start].rstrip(_BETWEEN)
    while close and (last := close[close.rfind(" ") + 1 :]) in SAYING_WORDS:
        close = close[: -len(last)].rstrip(_BETWEEN)
    return first + len(close) if close else 0


def _is_of_another(words: list[str]) -> bool:
    """Say whether a word just before is for something else that, say, expires."""
    near = words[-_SUBJECT:]
    return any(told.data_class == OTHER for at in range(len(near)) for told in told_at(PHRASES, near, at))


def _places(letters: str, word: str) -> Iterator[int]:
    """Yield where `word` stands by itself."""
    at = letters.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and letters[at - 1].isalpha()) and not letters[end : end + 1].isalpha():
            yield at
        at = letters.find(word, end)


def _finding(reading: Reading, value: Value, start: int, end: int, score: float) -> Finding:
    told = min(1.0, round(score + (CHECKED if value.is_checked else 0), 2))
    return Finding(start, end, value.data_class, value.hidden(reading.plain, start, end), told)

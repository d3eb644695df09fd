"""The value that stands near a phrase: close behind it, or right before it."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterable

from workstation.detect.context import STRONG, is_another, sureness, words_in
from workstation.detect.finding import FLOOR, Finding
from workstation.detect.phrases import REACH
from workstation.detect.reading import Reading
from workstation.detect.telling import Telling
from workstation.detect.values import Value, view
from workstation.detect.vocabulary import IS_WORDS, SAYING_WORDS

_LOOK_BACK = 40
_BEHIND = 0.15
_TOUCHING = 32
_BETWEEN = " \t()[]=:-,|"
_LONGEST = 40
_MOST_AHEAD = 12
_LETTER_OR_DIGIT = ("a", "0")


def value_after(
    reading: Reading, one: Telling, value: Value, end: int, limit: int, *, is_weak: bool = False
) -> Finding | None:
    """Return the first value that fits after the phrase that ends at `end`, where it is sure enough.

    What stands between the two takes off from how sure it is, and the words of another class all of it.
    """
    if reading.shape.startswith("0", end) and not reading.shape.startswith(_LETTER_OR_DIGIT, end + 1):
        end += 1
    place = _first_that_fits(reading, one, value, end, limit)
    if place is None:
        return None
    start, stop = place
    words = words_in(reading.letters[end:start])
    if words and is_another(words, one.own):
        return None
    score = sureness(words, reading.plain[end:start], is_weak=is_weak, a_word_costs=value.a_word_costs)
    return value.finding(reading, start, stop, score) if score >= FLOOR else None


def _first_that_fits(reading: Reading, one: Telling, value: Value, end: int, limit: int) -> tuple[int, int] | None:
    """Return where the first value from `end` on stands that begins before `limit`, close before its first digit."""
    first = end
    if value.needs_digit:
        digit = reading.shape.find("0", end, limit + _MOST_AHEAD)
        if digit < 0:
            return None
        first = max(end, digit - _MOST_AHEAD)
    last = min(limit, first + REACH // 2) + _LONGEST
    glued = one.pattern.match(view(reading, value)[end:last]) if reading.shape.startswith("0", end) else None
    if glued and value.fits(reading.text[end : end + glued.end()]):
        return end, end + glued.end()
    for match in _matches(one, value, view(reading, value), first, last):
        start, stop = match.span(match.lastindex or 0)
        if start >= limit:
            return None
        if value.fits(reading.text[start:stop]):
            return start, stop
    return None


def _matches(one: Telling, value: Value, text: str, first: int, last: int) -> Iterable[re.Match[str]]:
    if not value.is_at_once:
        return one.pattern.finditer(text, first, last)
    match = one.pattern.match(text, first, last)
    return (match,) if match else ()


def value_before(reading: Reading, one: Telling, value: Value, start: int) -> Finding | None:
    """Return the value that ends where the phrase found by the word at `start` begins, if no other words claim it."""
    has_digits = reading.shape.find("0", max(0, start - _LOOK_BACK), start) >= 0
    if value.needs_digit and not has_digits:
        return None
    begin = _phrase_start(reading.letters, start, len(one.phrase.before))
    end = _end_before(reading, begin)
    if not end or not (reading.shape[end - 1] == "0" or not value.needs_digit):
        return None
    if value.before and IS_WORDS.isdisjoint(words_in(reading.letters[end:begin])):
        return None
    pattern = re.compile(value.before) if value.before else one.pattern
    for match in pattern.finditer(view(reading, value), max(0, end - _LOOK_BACK), end):
        if match.end() == end and value.fits(reading.text[match.start() : end]):
            ahead = words_in(reading.letters[max(0, match.start() - _LOOK_BACK // 2) : match.start()])
            if not is_another(ahead, one.own):
                return value.finding(reading, match.start(), end, STRONG - _BEHIND)
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
    """Return where what stands right before `start` ends; 0 if it is further off than "is my" reaches.

    One word of a name may stand behind that: "is your Google" verification code.
    """
    first = max(0, start - _TOUCHING)
    close = _without_saying(reading.plain[first:start].rstrip(_BETWEEN))
    name = close[close.rfind(" ") + 1 :]
    if name.isalpha() and name not in IS_WORDS:
        ahead = close[: -len(name)].rstrip(_BETWEEN)
        said = _without_saying(ahead)
        if not IS_WORDS.isdisjoint(ahead[len(said) :].split()):
            close = said
    return first + len(close) if close else 0


def _without_saying(close: str) -> str:
    """Return a text without "is my" at its end."""
    while close and (last := close[close.rfind(" ") + 1 :]) in SAYING_WORDS:
        close = close[: -len(last)].rstrip(_BETWEEN)
    return close

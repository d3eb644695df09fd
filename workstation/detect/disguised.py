"""Cards and social security numbers with commas between their groups, and cards with letters for digits."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator

from workstation.detect import card_number, us_ssn
from workstation.detect.brands import is_issued
from workstation.detect.context import told_by_words
from workstation.detect.finding import Finding
from workstation.detect.luhn import checks
from workstation.detect.masks import all_but
from workstation.detect.reading import Reading
from workstation.detect.us_tax import digits_of, is_ssn

_CARD = re.compile(r"(?<![0-9a-z])(?<![0-9],)(?<![0-9], )[0-9]{4}(?:, ?[0-9]{4}){3}(?![0-9a-z]|, ?[0-9])")
_SSN = re.compile(r"(?<![0-9a-z])(?<![0-9],)(?<![0-9], )[0-9]{3}, ?[0-9]{2}, ?[0-9]{4}(?![0-9a-z]|, ?[0-9])")
_LETTERED = re.compile(r"(?<![0-9a-z])[0-9oil]{4}(?P<gap>[ \-]?)(?:[0-9oil]{4}(?P=gap)){2}[0-9oil]{4}(?![0-9a-z])")
_LOOKS_LIKE = str.maketrans("oil", "011")
_CARD_SHAPES, _SSN_SHAPES = ("0000x-0000x", "0000x0000x"), ("000x-00x-0000", "000x00x0000")
_MIXED = "0a0"
_LONGEST = 19
_FEWEST_DIGITS = 10
_SCORE = 0.9


def disguised_cards(reading: Reading) -> Iterator[Finding]:
    """Yield the cards whose check digit is right: words have to tell those with commas, their form the others."""
    if _has(reading, _CARD_SHAPES):
        for match in _CARD.finditer(reading.plain):
            told = told_by_words(reading, *match.span(), None, ("card_verification", "card_expiry"))
            if told == card_number.DATA_CLASS and _is_card(digits_of(match.group())):
                yield _finding(reading, card_number.DATA_CLASS, *match.span(), first=6)
    for at in _letters_among_digits(reading):
        lettered = _LETTERED.search(reading.plain, max(0, at - _LONGEST), at + _LONGEST + 1)
        if lettered and lettered.start() <= at < lettered.end():
            written = lettered.group()
            digits = digits_of(written.translate(_LOOKS_LIKE))
            if len(digits_of(written)) >= _FEWEST_DIGITS and _is_card(digits):
                yield _finding(reading, card_number.DATA_CLASS, *lettered.span(), first=6)


def _letters_among_digits(reading: Reading) -> Iterator[int]:
    """Yield the places of letters that look like digits and stand between two."""
    at = reading.shape.find(_MIXED)
    while at >= 0:
        if reading.plain[at + 1] in "oil":
            yield at + 1
        at = reading.shape.find(_MIXED, at + 1)


def disguised_ssns(reading: Reading) -> Iterator[Finding]:
    """Yield the social security numbers with commas between their groups that words tell."""
    if _has(reading, _SSN_SHAPES):
        for match in _SSN.finditer(reading.plain):
            told = told_by_words(reading, *match.span(), None)
            if told == us_ssn.DATA_CLASS and is_ssn(digits_of(match.group())):
                yield _finding(reading, us_ssn.DATA_CLASS, *match.span(), first=0)


def _has(reading: Reading, shapes: tuple[str, ...]) -> bool:
    return any(shape in reading.shape for shape in shapes)


def _is_card(digits: str) -> bool:
    return is_issued(digits, in_context=False) and checks(digits)


def _finding(reading: Reading, data_class: str, start: int, end: int, *, first: int) -> Finding:
    hidden = all_but(reading.plain, start, end, first=first, last=4)
    return Finding(start, end, data_class, hidden, _SCORE)

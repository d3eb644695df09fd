"""What people are known and reached by: phones, birth dates, passports, licences, records, secrets they tell."""

# SPDX-License-Identifier: Apache-2.0

import re

from workstation.detect.masks import Spans
from workstation.detect.us_tax import digits_of

_SHORTEST_PHONE, _LONGEST_PHONE = 7, 15
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|[0-9]{2}\Z")
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|fev|mai|out|set|dez|okt|mae|janv|juin|juil|aou|enero"
    "|pebrero|marso|abril|mayo|hunyo|hulyo|agosto|setyembre|oktubre|nobyembre|disyembre"
)
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = "(?:0?[1-9]|1[0-2])"
_FULL_YEAR = "(?:19|20)[0-9]{2}"
_ANY_YEAR = f"(?:{_FULL_YEAR}|[0-9]{{2}})"
_GAP = r" ?[/.\- ] ?"

_NUMERIC = (
    rf"{_FULL_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}|(?:{_DAY}{_GAP}{_MONTH}|{_MONTH}{_GAP}{_DAY}){_GAP}{_ANY_YEAR}"
    rf"|{_DAY}(?:st|nd|rd|th|\.|er|o)?[ -](?:de |of |ng )?(?:{_MONTHS})[a-z]{{0,7}}\.?,?[ -](?:de |of )?{_FULL_YEAR}"
    rf"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2]){_FULL_YEAR}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){_FULL_YEAR}"
    rf"|{_FULL_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
)
_WRITTEN = rf"(?:{_MONTHS})[a-z]{{0,7}}\.?,?[ -](?:de |of )?(?:{_DAY}(?:st|nd|rd|th)?,? )?{_FULL_YEAR}"
DATE = rf"(?:(?=[0-9])(?<![0-9])(?:{_NUMERIC})|(?=[a-z])(?<![a-z])(?:{_WRITTEN}))(?![0-9])"
PHONE = r"(?=[0-9+(])(?<![0-9+])(?:\+ ?)?\(?[0-9](?:[ .\-()/]{0,3}[0-9]){6,14}(?![0-9])"
PASSPORT = r"(?<![a-z0-9])(?:[a-z]{1,2} ?[0-9]{6,8}|[a-z0-9]{6,9})(?![a-z0-9])"
LICENCE = r"(?<![a-z0-9])[a-z]{0,5}[ \-]?[0-9][a-z0-9]{0,12}(?:[ \-][a-z]?[0-9]{1,6}){0,5}(?![a-z0-9])"
RECORD = r"(?<![a-z0-9])(?:[a-z]{1,4}-?)?[0-9](?:[ .\-]?[0-9]){4,11}(?![a-z0-9])"
CODE = r"(?=[0-9g])(?<![0-9a-z])(?:g-)?([0-9]{3}[ \-][0-9]{3}|[0-9]{4,8})(?![0-9])(?![./][0-9])"
AFTER_IS = (
    r"[\s\"')]{0,4}(?:(?:temporal|temporary|temp|new|nueva|actual|inicial|provisoria|now) ?)?"
    r"(?:(?:is|was|es|ist|est|e|ay|lautet|[:=]|->|=>)[\s\"'(]{0,3}){1,3}([^\s\"',;]{4,64})"
)
WHOLE = r"\S[^\r\n]*"

_ENOUGH_DIGITS = 5
_MASKED = frozenset("*•●.xX#-_")
_SENTENCE = ".,;:)"


def is_phone(value: str) -> bool:
    """Say whether it has as many digits as a phone number, and is no date."""
    return _SHORTEST_PHONE <= len(digits_of(value)) <= _LONGEST_PHONE and not is_date(value)


def is_date(value: str) -> bool:
    """Say whether all of it reads as a date."""
    return re.fullmatch(DATE, value.strip()) is not None


def has_digits(value: str) -> bool:
    """Say whether it has as many digits as a document's number, and is no date."""
    return len(digits_of(value)) >= _ENOUGH_DIGITS and not is_date(value)


def is_secret(value: str) -> bool:
    """Say whether it looks like a password and not like a word about one: digits, signs or capitals inside it."""
    bare = value.rstrip(_SENTENCE)
    if set(bare) <= _MASKED:
        return False
    return not (bare.isalpha() and (bare.islower() or bare.isupper() or bare.istitle()))


def all_but_the_year(text: str, start: int, end: int) -> Spans:
    """Return what hides a date but not its year."""
    year = _YEAR.search(text, start, end)
    if year is None:
        return ((start, end),)
    return tuple(span for span in ((start, year.start()), (year.end(), end)) if span[0] < span[1])

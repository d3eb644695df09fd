"""International bank account numbers (ISO 13616): any country's length and structure, and check digits modulo 97."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator
from functools import cache
from string import ascii_lowercase

from workstation.detect.iban_structures import STRUCTURES
from workstation.detect.reading import Reading

DATA_CLASS = "iban"
LABELLED = re.compile(r"(?<![a-z0-9])[a-z]{2}[ .\-]{0,3}[0-9]{2}(?:[ .\-/\t\r\n]{0,3}[a-z0-9]){9,30}")

_COUNTRIES = frozenset(map(str.lower, STRUCTURES))
_GAP = r"[ ._\-/\t\r\n]{0,3}"
_KINDS = {"n": "[0-9]", "a": "[a-z]", "c": "[a-z0-9]"}
_PART = re.compile("([0-9]+)([nac])")
_FEWEST_DIGITS = "0" * 6
_SPACED = re.compile("(?<![a0])a[-.]{0,3}a[-.]{0,3}0[-.]{0,3}0")
_SIGNS = re.compile("[^a-z0-9]+")
_AS_DIGITS = {ord(letter): str(int(letter, 36)) for letter in ascii_lowercase}
_MODULUS = 97


def ibans(reading: Reading, *, is_told: bool) -> Iterator[tuple[int, int]]:
    """Yield start and end of every IBAN; `is_told` where a word for one stands in the text."""
    if _FEWEST_DIGITS not in reading.dense:
        return
    for start in _starts(reading, is_told=is_told):
        country = reading.plain[start] + reading.plain[reading.shape.index("a", start + 1)]
        match = _pattern(country).match(reading.plain, start) if country in _COUNTRIES else None
        if match and _checks(match.group()):
            yield match.span()


def _starts(reading: Reading, *, is_told: bool) -> Iterator[int]:
    """Yield where two letters stand before two digits; letter by letter and digit by digit only where words tell it."""
    yield from _all(reading.shape, "aa00")
    if reading.shape.startswith("aa-00"):
        yield 0
    for at in _all(reading.shape, "-aa-00"):
        yield at + 1
    if is_told:
        for match in _SPACED.finditer(reading.shape):
            yield match.start()


def _all(shape: str, part: str) -> Iterator[int]:
    at = shape.find(part)
    while at >= 0:
        yield at
        at = shape.find(part, at + 1)


@cache
def _pattern(country: str) -> re.Pattern[str]:
    """Return how an IBAN of `country` is written, whatever divides it."""
    parts = _PART.findall(STRUCTURES[country.upper()])
    tail = "".join(f"(?:{_GAP}{_KINDS[kind]}){{{count}}}" for count, kind in parts)
    return re.compile(rf"{country[0]}{_GAP}{country[1]}(?:{_GAP}[0-9]){{2}}{tail}(?![0-9])")


def _checks(written: str) -> bool:
    compact = _SIGNS.sub("", written)
    return int((compact[4:] + compact[:4]).translate(_AS_DIGITS)) % _MODULUS == 1

"""The machine-readable lines of a passport (ICAO 9303, TD3), by their check digits."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator

from workstation.detect.reading import Reading

_LINES = re.compile(
    r"(?:P[A-Z<][A-Z<]{3}[A-Z<]{39}\s{1,3})?(?<![A-Z0-9<])(?P<number>[A-Z0-9<]{9})(?P<check>[0-9])[A-Z<]{3}"
    r"(?P<birth>[0-9]{6})(?P<birth_check>[0-9])[MFX<](?P<expiry>[0-9]{6})(?P<expiry_check>[0-9])[A-Z0-9<]{14}[0-9<][0-9]"
    r"(?![A-Z0-9<])"
)
_BIRTH = "0" * 7
_WEIGHTS = (7, 3, 1)


def passports(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield start and end of every pair of lines, or second line alone, whose check digits are right."""
    if "<" not in reading.text or _BIRTH not in reading.shape:
        return
    for match in _LINES.finditer(reading.text):
        pairs = (("number", "check"), ("birth", "birth_check"), ("expiry", "expiry_check"))
        if all(_check(match[value]) == int(match[check]) for value, check in pairs):
            yield match.span()


def _check(value: str) -> int:
    numbers = (0 if character == "<" else int(character, 36) for character in value)
    return sum(number * _WEIGHTS[place % 3] for place, number in enumerate(numbers)) % 10

"""What a card's magnetic stripe holds (ISO/IEC 7813): track 1 and track 2, hidden as a whole."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator

from workstation.detect.luhn import checks
from workstation.detect.reading import Reading

DATA_CLASS = "track_data"

_FEWEST = "0" * 12
_MONTH = r"[0-9]{2}(?:0[1-9]|1[0-2])"
_TRACK_1 = re.compile(
    rf"%?[Bb](?P<number>[0-9][0-9 ]{{10,21}}[0-9])\^[^^\r\n]{{2,26}}\^(?:{_MONTH}|\^)[^?\r\n\s]{{0,60}}(?:\?.?)?"
)
_TRACK_2 = re.compile(rf";?(?P<number>(?<![0-9])[0-9]{{12,19}})[=Dd](?:{_MONTH}|=)[0-9=]{{3,40}}(?:\?.?)?")


def tracks(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield start and end of every track whose card number has a right check digit."""
    if _FEWEST not in reading.dense:
        return
    if "^" in reading.text:
        yield from _checked(_TRACK_1, reading.text)
    is_begun = "=" in reading.text or f"x{_FEWEST}" in reading.shape
    if is_begun and (f"{_FEWEST}x" in reading.shape or f"{_FEWEST}a" in reading.shape):
        yield from _checked(_TRACK_2, reading.text)


def _checked(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if checks(match["number"].replace(" ", "")):
            start, end = match.span()
            yield start, start + len(text[start:end].rstrip())

"""Names that look like words of another meaning: SIN and "sin", NAS and "nas", DL, CID."""

# SPDX-License-Identifier: Apache-2.0

import re

from workstation.detect.reading import Reading
from workstation.detect.values import Value

_NEXT = 32
_QUOTED_KEY = re.compile(r"[\"']\s?:|[\"']?=")
_MEANT_AHEAD = re.compile(r"(?:\A|[\n:,;.|(]|\b(?:my|his|her|your|their|s|mon|votre|son)) {0,2}\Z")
_MEANT_AFTER = re.compile(r"s? ?(?:[:=#|]|(?:number|numbers|num|no|nr|numero)\b)")


def is_named(reading: Reading, value: Value, start: int, end: int) -> bool:
    """Say whether the word from `start` to `end` is the name of a value: in capitals, as a key, or meant as one."""
    return _is_name(reading.text, start, end) or _is_meant(reading, value, start, end)


def _is_name(text: str, start: int, end: int) -> bool:
    """Say whether the word from `start` to `end` is in capitals, or the key of a value as in logs and JSON."""
    return text[start:end].isupper() or _QUOTED_KEY.match(text, end) is not None


def _is_meant(reading: Reading, value: Value, start: int, end: int) -> bool:
    """Say whether a name in small letters is none of the words it looks like: "my sin is", "nas:"; digits decide."""
    return value.is_checked and (
        _MEANT_AFTER.match(reading.plain, end) is not None
        or _MEANT_AHEAD.search(reading.plain, max(0, start - _NEXT), start) is not None
    )

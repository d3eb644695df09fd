"""Card verification values (CVV, CVC, CID): three or four digits that only a label or a word beside them gives away."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator

DATA_CLASS = "card_verification"

_REACH = 48
_HINTS = ("cv", "card code", "cav", "cid", "csc", "security", "seguridad", "verificac", "verificat", "card id")
_VALUE = re.compile(r"(?<![0-9])[0-9]{3,4}(?![0-9])")
_NAMES = r"""(?: cvv2? | ccv2? | cvc2? | cvn2? | cvd | cav2 | (?-i:CID|CSC) | card \s (?:verification|security|id)
    (?:\s (?:code|value|number|no))? | card \s code | security \s code | (?:verification|security) \s value
    | c[oó]digo \s de \s (?:seguridad|verificaci[oó]n) )"""
_BETWEEN = r"(?: \W{1,3} (?:is|was|code|number|no|value|es|on|from|of|the|your|its|back|front|card) ){0,6}"
_BEFORE = re.compile(rf"(?ix) (?<![a-z0-9]) {_NAMES} {_BETWEEN} \W{{0,4}} \Z")
_AFTER = re.compile(rf"(?ix) [\s(\[=:-]{{1,3}} {_NAMES} (?![a-z0-9])")


def values(folded: str, labelled: str | None) -> Iterator[tuple[int, int]]:
    """Yield start and end of every verification value, in order; a mask hides all of each."""
    if labelled != DATA_CLASS and not _hints(folded):
        return
    for value in _VALUE.finditer(folded):
        if labelled == DATA_CLASS or _is_named(folded, *value.span()):
            yield value.span()


def _hints(text: str) -> bool:
    """Say, faster than the patterns could, whether one of the names may stand in `text`."""
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS)


def _is_named(text: str, start: int, end: int) -> bool:
    first = max(0, start - _REACH)
    if not _hints(text[first : end + _REACH]):
        return False
    return bool(_BEFORE.search(text, first, start) or _AFTER.match(text, end, end + _REACH))

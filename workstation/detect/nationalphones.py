"""Phone numbers as the people of a region write them, without a country code: judged by libphonenumber's tables."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator, Sequence
from functools import cache

from workstation.detect.context import told_by_words
from workstation.detect.finding import Finding
from workstation.detect.masks import all_but
from workstation.detect.reading import Reading

PHONE = "phone"
_WRITTEN = re.compile(r"(?<![0-9a-z+,.\-/(])\(?[0-9]{1,6}\)?(?:[ .\-]{1,2}[0-9]{2,8}){1,4}(?![0-9a-z])(?![.,\-/][0-9])")
_DIGITS = re.compile("[0-9]+")
_FEWEST, _MOST = 7, 13
_SCORE = 0.6
_LEGIBLE = 4


class NationalPhones:
    """Looks for numbers of these regions (ISO 3166-1), grouped by at least one space, dot or dash as people there do.

    Digits without groups are left to the words beside them: too many order numbers are phone numbers somewhere.
    """

    def __init__(self, regions: Sequence[str]) -> None:
        self._regions = tuple(regions)
        self.is_asked = bool(regions)

    def findings(self, reading: Reading, _words: frozenset[str], _labelled: str | None) -> Iterator[Finding]:
        """Yield what is found, in order."""
        if "00-0" not in reading.shape and "00.0" not in reading.shape and "0x-0" not in reading.shape:
            return
        for match in _WRITTEN.finditer(reading.plain):
            groups = tuple(_DIGITS.findall(match.group()))
            if _FEWEST <= sum(map(len, groups)) <= _MOST and self._is_phone(groups):
                start, end = match.span()
                if told_by_words(reading, start, end, None) in {None, PHONE}:
                    yield Finding(start, end, PHONE, all_but(reading.plain, start, end, last=_LEGIBLE), _SCORE)

    def _is_phone(self, groups: tuple[str, ...]) -> bool:
        return any(_is_grouped_so(groups, region) for region in self._regions)


@cache
def supported_regions() -> frozenset[str]:
    """Return the regions whose numbers are known; loads libphonenumber's tables."""
    import phonenumbers  # noqa: PLC0415 - loaded where a policy names regions

    return frozenset(phonenumbers.SUPPORTED_REGIONS)


def _is_grouped_so(groups: tuple[str, ...], region: str) -> bool:
    """Say whether these digits are a number of `region`, and its people group them so."""
    import phonenumbers  # noqa: PLC0415 - loaded where a policy names regions

    try:
        number = phonenumbers.parse(" ".join(groups), region)
    except phonenumbers.NumberParseException:
        return False
    if not phonenumbers.is_valid_number_for_region(number, region):
        return False
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return tuple(_DIGITS.findall(national)) == groups

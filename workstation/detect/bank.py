"""Numbers of banks and of accounts with them: ABA routing numbers, account numbers, ISO 9362 codes."""

# SPDX-License-Identifier: Apache-2.0

import re

from workstation.detect.countries import COUNTRIES
from workstation.detect.us_tax import digits_of

ACCOUNT = (
    r"(?<![0-9])(?:[0-9]{4}[ \-]?[0-9]{4}[ \-]?[0-9]{2}[ \-]?[0-9]{10}(?![0-9a-z])"
    r"|[0-9]{6,18}(?:-[0-9]{1,2})?(?![0-9a-z])|[0-9]{1,6}(?:[ ._\-]{1,3}[0-9]{1,6}){1,16}(?![0-9a-z]))"
)
BIC = (
    r"(?<![A-Za-z0-9])(?:[A-Z]{4} ?[A-Z]{2} ?[A-Z0-9]{2}(?: ?[A-Z0-9]{3})?"
    r"|[A-Z](?: [A-Z]){5}(?: [A-Z0-9]){2}(?:(?: [A-Z0-9]){3})?"
    r"|[a-z]{6}(?=[a-z0-9]{0,4}[0-9])[a-z0-9]{2}(?:[a-z0-9]{3})?)(?![A-Za-z0-9])"
)

_SHORTEST, _LONGEST = 6, 20
_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)
_DISTRICTS = frozenset((*range(13), *range(21, 33), *range(61, 73), 80))
_DATE = re.compile(r"(?:19|20)[0-9]{2}([-./ ]?)[01][0-9]\1[0-3][0-9]|[0-3]?[0-9]([-./ ])[0-3]?[0-9]\2(?:19|20)[0-9]{2}")
_COUNTRY = slice(4, 6)
_WRITTEN_WORDS = """customer business continue required document complete overseas domestic transaction beneficiary
    institution"""
_WORDS = frozenset(_WRITTEN_WORDS.split())


def is_routing(value: str) -> bool:
    """Say whether a district of the Federal Reserve has it and its check digit is right."""
    digits = digits_of(value)
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return int(digits[:2]) in _DISTRICTS and total % 10 == 0 and total > 0


def is_account(value: str) -> bool:
    """Say whether it has as many digits as an account number, and is no date."""
    return _SHORTEST <= len(digits_of(value)) <= _LONGEST and not _DATE.fullmatch(value)


def is_bic(value: str) -> bool:
    """Say whether it has a country's code in its place, and is no word that has one; small letters want a digit."""
    code = value.replace(" ", "")
    return code[_COUNTRY].upper() in COUNTRIES and code.lower() not in _WORDS

"""Card expiry: a month and a year, told by words or by the card number that it stands beside."""

# SPDX-License-Identifier: Apache-2.0

import re

DATA_CLASS = "card_expiry"

_MONTH_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|fev|mai|out|set|dez|okt|mae|juin|juil"
_MONTH = "(?:0[1-9]|1[0-2])"
_YEAR = "(?:20)?[0-4][0-9]"
_ONE_BY_ONE = (
    r"(?:0[ .\-]{0,2}[1-9]|1[ .\-]{0,2}[0-2])[ .\-]{0,2}/?[ .\-]{0,2}(?:2[ .\-]{0,2}0[ .\-]{0,2})?[2-4][ .\-]{0,2}[0-9]"
)

PATTERN = (
    rf"(?<![0-9])(?<![0-9][/.\-])(?:{_MONTH}[ ]{{0,2}}[/\-. ][ ]{{0,2}}{_YEAR}|[1-9]/{_YEAR}|20[0-9]{{2}}[-/]{_MONTH}"
    rf"|{_MONTH}[2-4][0-9]|{_ONE_BY_ONE})(?![0-9])(?![/.\-][0-9])"
    rf"|(?<![a-z])(?:{_MONTH_NAMES})[a-z]{{0,7}}[ .,/\-]{{1,3}}(?:20)?[0-4][0-9](?![0-9])"
)
BESIDE = re.compile(rf"(?:[\s,;|/]|x ){{1,4}}(?P<value>{_MONTH} ?[/\-] ?(?:20)?[2-4][0-9])(?![0-9])(?![/.\-][0-9])")
LISTED = re.compile(
    rf" ?(?P<mark>[|:;,]) ?(?P<expiry>{_MONTH} ?[|/:\-]? ?(?:20)?[2-4][0-9])"
    r" ?(?P=mark) ?(?P<verification>[0-9]{3,4})(?![0-9])"
)
THEN = re.compile(r"[\s,;|/]{1,3}(?P<verification>[0-9]{3,4})(?=[ ]{0,3}(?:\Z|[\n,;.)|]))")
AHEAD = re.compile(rf"(?<![0-9])(?<![0-9][/.\-])(?P<value>{_MONTH} ?/ ?(?:20)?[2-4][0-9])[\s,;|]{{1,4}}\Z")
AHEAD_REACH = 14


def is_month(_value: str) -> bool:
    """Say that the pattern alone decides: it admits months only."""
    return True

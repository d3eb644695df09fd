"""Which of the Python detector's constants its JavaScript reads, and what they are there."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator
from importlib import import_module

from workstation.browser.expressions import translated

_NAMES = {
    "addresses": """_AT _BACK _DOMAIN _FEWEST_GROUPS _LOCAL _LONGEST_LOCAL _LONGEST_V4 _NO_BEGINNING _OCTET_DIGITS _PATH
        _SECTION _SIGNS _TOP _V4 _V4_SHAPE _V6 _V6_GATE _VERSION""",
    "answers": """_ASKED _ENDS _HEADING _LINES_TO_AN_ANSWER _LONGEST_ANSWER _LONGEST_CLOSE _LONGEST_QUESTION
        _LONG_NUMBER _REQUESTS _SENTENCE _SPEAKER""",
    "bank": "_DATE _DISTRICTS _LONGEST _SHORTEST _WEIGHTS _WORDS",
    "brands": "_IIN",
    "card_expiry": "AHEAD AHEAD_REACH BESIDE LISTED THEN",
    "card_number": "_ALONE _BESIDE_CARDS _EVEN _LEGIBLE_FIRST _LEGIBLE_LAST _LONGEST _MASK _SHORTEST _TOLD _WIDE",
    "classes": "ALL",
    "columns": "_DIVIDERS _GAP _LONGEST_HEAD _LONGEST_OF_TWO _NO_CAPTION _NUMBER _QUOTED",
    "context": """_ACCOUNT _AFTER _BEFORE _CLAUSE _CLAUSE_COST _IS _NUMBER _NUMBER_COST _SAID_COST _SAYS_NOTHING STRONG
        WEAK _WEAK_COST""",
    "countries": "COUNTRIES",
    "digits": "_CARD _DIVIDERS _FEWEST _MOST_JOINED _STRETCH _WIDE_GAP",
    "disguised": "_CARD _CARD_SHAPES _FEWEST_DIGITS _LETTERED _LONGEST _MIXED _SCORE _SSN _SSN_SHAPES",
    "e164": "_NUMBER",
    "finding": "_CHECKED FLOOR",
    "foreign": "_DASHES _DOTS _SLASHES _SPACES _WIDE_TO_ASCII _ZEROS",
    "formed": "_LIKELY _NO_PHONES _SURE",
    "forms": "GATES",
    "iban": "_FEWEST_DIGITS _MODULUS _SPACED",
    "iban_structures": "STRUCTURES",
    "invisible": "INVISIBLE",
    "labels": "_BY_PATTERN _LONGEST _REMEMBERED",
    "nationalphones": "_FEWEST _LEGIBLE _MOST _SCORE _WRITTEN",
    "mrz": "_BIRTH _LINES _WEIGHTS",
    "named": "_MEANT_AFTER _MEANT_AHEAD _NEXT _QUOTED_KEY",
    "national": "_NINO _PAN",
    "nearby": "_BEHIND _BETWEEN _LONGEST _LOOK_BACK _MOST_AHEAD _TOUCHING",
    "numbers": "_ALL _BESIDE_A_CARD _CARD _FEWEST_OF_A_CARD _GROUPED _IBAN_ALONE _IBAN_TOLD _SSN _SSN_SHAPE",
    "personal": """_ENOUGH_DIGITS _GERMAN_PASSPORT _LETTERS _LONGEST_PHONE _MASKED _NOTHING _SENTENCE _SHORTEST_PHONE
        _STAMP _TWO_WORDS _YEAR""",
    "phrases": "REACH",
    "spelled": "_AT _DOMAIN _IP _IP_GATES _LOCAL _LONGEST_LOCAL _MAIL_GATES _PLAIN_AT",
    "subjects": "_BREATH _LOOK_BACK _LOT _SENTENCE _SUBJECT",
    "told": "_KEY _LABELLED _LOOK_BACK _MOST _NEXT",
    "track_data": "_FEWEST _TRACK_1 _TRACK_2",
    "us_ssn": "_BOTH _GROUPED _HIDDEN_DIGITS _LENGTH _SIZES _TOLD",
    "us_tax": "_EIN_PREFIXES _ITIN _OF_A_FIRM _PERSONAL _SSN",
    "values": "CHECKED",
    "vocabulary": "FILLERS IS_WORDS NUMBER_WORDS OF_WORDS OTHER SAYING_WORDS",
}
"""What the JavaScript needs of each module of workstation/detect; there it is MODULE_NAME."""
_OVER_ANY_TEXT = frozenset(
    {"addresses", "answers", "columns", "digits", "invisible", "labels", "mrz", "named", "track_data"}
)
"""Modules whose expressions read texts as they are written; the others read plain ones, of ASCII alone."""


def constant(module: str, name: str) -> object:
    """Return what a module of workstation/detect calls so, private or not."""
    value: object = vars(import_module(f"workstation.detect.{module}"))[name]
    return value


def constants() -> Iterator[tuple[str, object]]:
    """Yield the constants that JavaScript reads as they are, under the names that they have there."""
    for module, names in _NAMES.items():
        for name in names.split():
            yield f"{module}_{name.lstrip('_')}".upper(), _with_patterns(constant(module, name), module)


def _with_patterns(value: object, module: str) -> object:
    """Return a constant with its expressions in JavaScript's syntax."""
    if isinstance(value, re.Pattern):
        return translated(value, is_for_ascii=module not in _OVER_ANY_TEXT)
    return {key: _with_patterns(one, module) for key, one in value.items()} if isinstance(value, dict) else value

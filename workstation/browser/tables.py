"""The detector's tables as JavaScript: `python -m workstation.browser.tables` writes `extension/detect/tables.js`."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import getclosurevars
from pathlib import Path

from workstation.browser.expressions import Expression, translated
from workstation.browser.national import national_tables
from workstation.browser.vocabulary import phrase_tables
from workstation.browser.written import Source, written
from workstation.detect import personal
from workstation.detect.forms import FORMS, Form
from workstation.detect.values import VALUES, Value

TABLES = Path(__file__).parent / "extension" / "detect" / "tables.js"

_HEAD = """// The detector's tables, written by `python -m workstation.browser.tables` from workstation/detect: change them there.
// SPDX-License-Identifier: Apache-2.0
"use strict";

"""
_NAMES = {
    "addresses": """_AT _BACK _DOMAIN _FEWEST_GROUPS _LOCAL _LONGEST_LOCAL _LONGEST_V4 _NO_BEGINNING _OCTET_DIGITS _PATH
        _SECTION _SIGNS _TOP _V4 _V4_SHAPE _V6 _V6_GATE _VERSION""",
    "answers": """_ASKED _ENDS _HEADING _LINES_TO_AN_ANSWER _LONGEST_ANSWER _LONGEST_CLOSE _LONGEST_QUESTION _LONG_NUMBER
        _REQUESTS _SENTENCE _SPEAKER""",
    "bank": "_DATE _DISTRICTS _LONGEST _SHORTEST _WEIGHTS _WORDS",
    "brands": "_IIN",
    "card_expiry": "AHEAD AHEAD_REACH BESIDE LISTED THEN",
    "card_number": """_ALONE _BESIDE_CARDS _EVEN _LEGIBLE_FIRST _LEGIBLE_LAST _LONGEST _MASK _SHORTEST _TOLD _WIDE""",
    "classes": "ALL",
    "columns": "_DIVIDERS _GAP _LONGEST_HEAD _LONGEST_OF_TWO _NO_CAPTION _NUMBER _QUOTED",
    "context": """_ACCOUNT _AFTER _BEFORE _CLAUSE _CLAUSE_COST _IS _NUMBER _NUMBER_COST _SAID_COST _SAYS_NOTHING STRONG WEAK
        _WEAK_COST""",
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
    "mrz": "_BIRTH _LINES _WEIGHTS",
    "named": "_MEANT_AFTER _MEANT_AHEAD _NEXT _QUOTED_KEY",
    "national": "_NINO _PAN",
    "nearby": "_BEHIND _BETWEEN _LONGEST _LOOK_BACK _MOST_AHEAD _TOUCHING",
    "numbers": """_ALL _BESIDE_A_CARD _CARD _FEWEST_OF_A_CARD _GROUPED _IBAN_ALONE _IBAN_TOLD _SSN _SSN_SHAPE""",
    "personal": """_ENOUGH_DIGITS _GERMAN_PASSPORT _LETTERS _LONGEST_PHONE _MASKED _NOTHING _SENTENCE _SHORTEST_PHONE _STAMP
        _TWO_WORDS _YEAR""",
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
_CARD_LENGTHS = range(12, 20)


def tables() -> str:
    """Return the text of `extension/detect/tables.js`."""
    every = (*_constants(), *_made(), *_values(), *national_tables(), *phrase_tables())
    return _HEAD + "".join(f"const {name} = {written(value)};\n" for name, value in every)


def _of(module: str, name: str) -> object:
    value: object = vars(import_module(f"workstation.detect.{module}"))[name]
    return value


def _constants() -> Iterator[tuple[str, object]]:
    for module, names in _NAMES.items():
        for name in names.split():
            yield f"{module}_{name.lstrip('_')}".upper(), _with_patterns(_of(module, name), module)


def _with_patterns(value: object, module: str) -> object:
    """Return a constant with its expressions in JavaScript's syntax."""
    if isinstance(value, re.Pattern):
        return translated(value, is_for_ascii=module not in _OVER_ANY_TEXT)
    return {key: _with_patterns(one, module) for key, one in value.items()} if isinstance(value, dict) else value


def _made() -> Iterator[tuple[str, object]]:
    """Yield what JavaScript needs in another shape than Python: by name, as lists, as patterns, worked out."""
    edges, wide, gap = _of("brands", "_edges"), _of("foreign", "_WIDE"), _of("iban", "_GAP")
    layouts, labels, views = _of("card_number", "_LAYOUTS"), _of("labels", "_PATTERNS"), ("PLAIN", "LETTERS", "SHAPE")
    invisible, latin = _of("invisible", "INVISIBLE"), range(256)
    assert callable(edges) and isinstance(wide, range) and isinstance(gap, str) and isinstance(layouts, set)
    assert isinstance(labels, tuple) and isinstance(invisible, re.Pattern)
    yield "BRANDS_EDGES", {length: edges(length, False) for length in _CARD_LENGTHS}
    yield "BRANDS_EDGES_IN_CONTEXT", {length: edges(length, True) for length in _CARD_LENGTHS}
    yield "CARD_NUMBER_LAYOUTS", frozenset(",".join(map(str, sizes)) for sizes in layouts)
    yield "FOREIGN_WIDE", (wide.start, wide.stop)
    yield "GATE_INVISIBLE", "".join(chr(code) for code in range(0x10000) if invisible.match(chr(code)))
    yield "IBAN_GAP", _plain(gap).source
    yield "PERSONAL_DATE", _plain(personal.DATE)
    yield "LABELS_PARTIAL", translated(str(_of("labels", "_PARTIAL")))
    yield "LABELS_ANOTHER_FACTOR", translated(str(_of("labels", "_ANOTHER_FACTOR")))
    yield "LABELS_PATTERNS", [(data_class, translated(expression)) for data_class, expression in labels]
    for name in views:
        view = _of("reading", f"_{name}")
        assert isinstance(view, bytes) and len(view) == len(latin)
        yield f"READING_{name}", view.decode("ascii")


def _plain(expression: str) -> Expression:
    return translated(expression, is_for_ascii=True)


def _values() -> Iterator[tuple[str, object]]:
    yield "VALUES_VALUES", Source("/** @type {Value[]} */ (" + written([_value(value) for value in VALUES]) + ")")
    yield "FORMS_FORMS", [_form(form) for form in FORMS]


def _value(value: Value) -> dict[str, object]:
    made = {_camel(name): field for name, field in value._asdict().items()}
    return made | {
        "pattern": translated(value.pattern, is_for_ascii=not value.in_capitals),
        "fits": _judge(value.fits),
        "fitsLabelled": _judge(value.fits_labelled) if value.fits_labelled else "",
        "hide": _camel(value.hide.__name__) if value.hide else "",
        **{name: field and _plain(field) for name, field in (("labelled", value.labelled), ("said", value.said))},
        "before": value.before and _plain(value.before),
    }


def _form(form: Form) -> dict[str, object]:
    made = {_camel(name): field for name, field in form._asdict().items()}
    return made | {"pattern": _plain(form.pattern), "fits": _judge(form.fits)}


def _judge(fits: Callable[[str], bool]) -> str:
    """Return the name of a check: a function's, python-stdnum's modules with "|" between, "^" where in capitals."""
    outside = getclosurevars(fits).nonlocals
    if "names" in outside:
        return "|".join(outside["names"])
    if "is_valid" in outside:
        return "^" + _judge(outside["is_valid"])
    return "" if fits.__name__ in {"_always", "is_month"} else _camel(fits.__name__)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


if __name__ == "__main__":
    TABLES.write_text(tables(), encoding="utf-8")

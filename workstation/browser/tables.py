"""The detector's tables as JavaScript: `python -m workstation.browser.tables` writes `tables.js` and `phones.js`."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable, Iterable, Iterator
from inspect import getclosurevars
from pathlib import Path

from workstation.browser.constants import constant, constants
from workstation.browser.expressions import Expression, translated
from workstation.browser.national import national_tables
from workstation.browser.phones import phone_tables
from workstation.browser.vocabulary import phrase_tables
from workstation.browser.written import written
from workstation.detect import personal
from workstation.detect.forms import FORMS, Form
from workstation.detect.values import VALUES, Value

TABLES = Path(__file__).parent / "extension" / "detect" / "tables.js"
PHONES = TABLES.with_name("phones.js")

_HEAD = """// The {what}, written by `python -m workstation.browser.tables` from workstation/detect: change them there.
// SPDX-License-Identifier: Apache-2.0
"use strict";

{constants}"""
_TYPES = {"VALUES_VALUES": "Value[]", "FORMS_FORMS": "Form[]", "LABELS_PATTERNS": "[string, Pattern][]"}
_CARD_LENGTHS = range(12, 20)


def tables() -> str:
    """Return the text of `extension/detect/tables.js`."""
    every = (*constants(), *_made(), *_values(), *national_tables(), *phrase_tables())
    return _script("detector's tables", every)


def phones() -> str:
    """Return the text of `extension/detect/phones.js`."""
    return _script("tables of phone numbers", phone_tables().items())


def _script(what: str, constants: Iterable[tuple[str, object]]) -> str:
    lines = "".join(f"{_typed(name, value)}const {name} = {written(value)};\n" for name, value in constants)
    return _HEAD.format(what=what, constants=lines)


def _typed(name: str, value: object) -> str:
    """Return the type of a constant, where a reader of JavaScript takes it for a narrower one."""
    if name in _TYPES:
        return f"/** @type {{{_TYPES[name]}}} */\n"
    if not isinstance(value, dict):
        return ""
    kinds = {str: "string", list: "number[]", Expression: "Pattern"}
    return f"/** @type {{Record<string, {kinds[type(next(iter(value.values())))]}>}} */\n"


def _made() -> Iterator[tuple[str, object]]:
    """Yield what JavaScript needs in another shape than Python: by name, as lists, as patterns, worked out."""
    edges, wide, gap = constant("brands", "_edges"), constant("foreign", "_WIDE"), constant("iban", "_GAP")
    layouts, labels, views = (
        constant("card_number", "_LAYOUTS"),
        constant("labels", "_PATTERNS"),
        ("PLAIN", "LETTERS", "SHAPE"),
    )
    invisible = constant("invisible", "INVISIBLE")
    assert callable(edges)
    assert isinstance(wide, range)
    assert isinstance(gap, str)
    assert isinstance(layouts, set)
    assert isinstance(labels, tuple)
    assert isinstance(invisible, re.Pattern)
    for name, in_context in (("BRANDS_EDGES", False), ("BRANDS_EDGES_IN_CONTEXT", True)):
        yield name, {length: edges(length, in_context) for length in _CARD_LENGTHS}
    yield "CARD_NUMBER_LAYOUTS", frozenset(",".join(map(str, sizes)) for sizes in layouts)
    yield "FOREIGN_WIDE", (wide.start, wide.stop)
    yield "GATE_INVISIBLE", "".join(chr(code) for code in range(0x10000) if invisible.match(chr(code)))
    yield "IBAN_GAP", _plain(gap).source
    yield "PERSONAL_DATE", _plain(personal.DATE)
    yield "LABELS_PARTIAL", translated(str(constant("labels", "_PARTIAL")))
    yield "LABELS_ANOTHER_FACTOR", translated(str(constant("labels", "_ANOTHER_FACTOR")))
    yield "LABELS_PATTERNS", [(data_class, translated(expression)) for data_class, expression in labels]
    for name in views:
        view = constant("reading", f"_{name}")
        assert isinstance(view, bytes)
        yield f"READING_{name}", view.decode("ascii")


def _plain(expression: str) -> Expression:
    return translated(expression, is_for_ascii=True)


def _values() -> Iterator[tuple[str, object]]:
    yield "VALUES_VALUES", [_value(value) for value in VALUES]
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
    PHONES.write_text(phones(), encoding="utf-8")

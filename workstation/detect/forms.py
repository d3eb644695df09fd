"""Forms that tell a class by themselves: a shape that little else has, and check digits where the number has them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from typing import NamedTuple

from workstation.detect import national
from workstation.detect.personal import is_phone

_CHECKED, _FORMED, _LIKELY = 0.95, 0.7, 0.6


class Form(NamedTuple):
    """`shapes` are parts of a reading's shape without one of which `pattern` cannot match.

    A value begins no more than `before` such a part, and ends, with what must not follow it, no more than `after` it.
    """

    data_class: str
    shapes: tuple[str, ...]
    pattern: str
    fits: Callable[[str], bool]
    score: float
    last: int = 3
    is_checked: bool = True
    share: int = 3
    before: int = 24
    after: int = 24


_FREE, _ENDS = r"(?<![a-z0-9])(?<![0-9][.\-/])", r"(?![a-z0-9])(?![.\-/][0-9])"

FORMS: tuple[Form, ...] = (
    Form(
        "phone",
        ("000-0000", "000.0000"),
        (
            rf"(?<![0-9a-z+])(?<![0-9][.\-/ ])(?:\+?1[ .\-]?)?(?:\([2-9][0-9]{{2}}\)[ \-]?[2-9][0-9]{{2}}[.\- ]"
            rf"|[2-9][0-9]{{2}}([.\- ])[2-9][0-9]{{2}}\1)[0-9]{{4}}{_ENDS}"
        ),
        is_phone,
        _FORMED,
        4,
        is_checked=False,
        share=1,
        before=9,
        after=2,
    ),
    Form(
        "br_cpf",
        ("000.000.000-00",),
        (rf"{_FREE}(?:[0-9]{{3}}\.){{2}}[0-9]{{3}}-[0-9]{{2}}{_ENDS}"),
        national.stdnum("br.cpf"),
        _CHECKED,
    ),
    Form(
        "br_cnpj",
        ("00.000.000-0000-00",),
        (rf"{_FREE}[0-9]{{2}}\.[0-9]{{3}}\.[0-9]{{3}}/[0-9]{{4}}-[0-9]{{2}}{_ENDS}"),
        national.stdnum("br.cnpj"),
        _CHECKED,
    ),
    Form(
        "fr_nir",
        ("0-00-00-00-000-000-00", "0.00.00.00.000.000.00"),
        (rf"{_FREE}[12]([ .\-])[0-9]{{2}}\1[0-9]{{2}}\1[0-9]{{2}}\1[0-9]{{3}}\1[0-9]{{3}}\1[0-9]{{2}}{_ENDS}"),
        national.stdnum("fr.nir"),
        _CHECKED,
    ),
    Form("mx_curp", ("aaaa000000aaaaaa",), national.CURP, national.stdnum("mx.curp"), _CHECKED),
    Form("in_pan", ("aaaaa0000a",), national.PAN, national.in_capitals(national.is_pan), _FORMED, is_checked=False),
    Form(
        "uk_nino",
        ("aa000000a", "0-00-00-a", "a000000-a", "a-000000-a", "a--000000-a", "a.000000-a"),
        national.NINO,
        national.in_capitals(national.is_nino),
        _FORMED,
        is_checked=False,
        before=8,
        after=5,
    ),
    Form(
        "es_dni_nie",
        ("0000000a", "0000000-a"),
        (r"(?<![a-z0-9])(?:[xyz]-?[0-9]{7}|[0-9]{8})-?[a-z](?![a-z0-9])"),
        national.in_capitals(national.stdnum("es.dni", "es.nie")),
        _LIKELY,
        before=3,
        after=2,
    ),
)

GATES = ("000.000", "000-000", "0000a", "00-a", "0aaa")
"""Parts of shapes: each shape of a form has one of them, and a text without them needs no look for the shapes."""

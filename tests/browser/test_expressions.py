"""An expression means the same in JavaScript, or is refused."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from workstation.browser.expressions import UnknownConstructError, translated


@pytest.mark.parametrize(
    ("python", "source", "flags"),
    [
        (r"[0-9]{3}", "[0-9]{3}", ""),
        (r"a\Z", "a$", ""),
        (r"\Aa", "^a", ""),
        (r"a.b", r"a[^\n]b", ""),
        (r"a$", r"a(?=\n?$)", ""),
        (r"(?P<gap>[ \-]?)x(?P=gap)", r"(?<gap>[ \-]?)x\k<gap>", "d"),
        (r"(?<![a-z])(?:a|b)(?!c)", r"(?<![a-z])(?:a|b)(?!c)", ""),
        (r"[]/]", r"[\]\/]", ""),
        (r"\"'", "\"'", ""),
        (r"(?i)a", "a", "ui"),
        (r"(?i)i[A-Z][^a-h]", r"[i\u0130\u0131][A-Z\u0130\u0131][^a-h]", "ui"),
        (r"[^\W\d_]", r"(?:(?![\p{Nd}_])[\p{L}\p{N}_])", "u"),
        ("\u00e9", r"\u00e9", ""),
        ("[\uffa0\U000e0000-\U000e0fff]", r"[\uffa0\u{e0000}-\u{e0fff}]", "u"),
    ],
)
def test_an_expression_is_written_as_javascript_has_it(python: str, source: str, flags: str) -> None:
    assert translated(python) == (source, flags)


@pytest.mark.parametrize(
    ("python", "source"),
    [(r"\s", r"[\t-\r\x1c-\x20]"), (r"[^\s,]", r"[^\t-\r\x1c-\x20,]"), (r"\S", r"[^\t-\r\x1c-\x20]")],
)
def test_a_space_in_ascii_is_pythons(python: str, source: str) -> None:
    assert translated(python, is_for_ascii=True).source == source


@pytest.mark.parametrize(
    "python",
    [
        r"(a)?(?(1)b|c)",
        "(?>a+)b",
        "a++",
        "a*+",
        "(?x) a",
        "(?m)^a",
        "(?s).",
        r"\B",
        r"[\W]",
        "a{,3}",
        "(?#a)b",
    ],
)
def test_what_is_not_known_is_refused(python: str) -> None:
    with pytest.raises(UnknownConstructError):
        translated(python)

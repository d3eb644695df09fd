"""A text as the detector reads it: the same length throughout, so that an offset in one view is one in all."""

# SPDX-License-Identifier: Apache-2.0

import unicodedata
from typing import NamedTuple

from workstation.detect.foreign import fold

_SEPARATORS = " -_/\t\r\n"


def _base(code: int) -> str:
    """Return the ASCII letter or digit under a Latin-1 character, in lower case; "" without one."""
    letter = unicodedata.normalize("NFD", chr(code))[0].lower()
    return letter if letter.isascii() and letter.isalnum() else ""


def _shape(code: int) -> str:
    if chr(code) in _SEPARATORS:
        return "-"
    if chr(code) == ".":
        return "."
    base = _base(code)
    return "x" if not base else "0" if base.isdigit() else "a"


_PLAIN = bytes(ord(_base(code) or (chr(code) if chr(code).isascii() else "?")) for code in range(256))
_LETTERS = bytes(ord(_base(code) if _base(code).isalpha() else "#" if chr(code) == "#" else " ") for code in range(256))
_SHAPE = bytes(ord(_shape(code)) for code in range(256))


class Reading(NamedTuple):
    """`text` with its case; `plain` in lower case without accents; `letters` has spaces for all but letters and "#".

    `shape` has "0" for a digit, "a" for a letter, "-" for a space, dash or slash, "." for a dot and "x" for the rest.
    `dense` is the shape without what divides digits: the only view with offsets of its own.
    """

    text: str
    plain: str
    letters: str
    shape: str
    dense: str

    def words(self) -> list[str]:
        """Return the words of the text, in order."""
        return self.letters.replace("#", " ").split()


def read(text: str) -> Reading:
    """Return the views of `text`, in time linear in it."""
    folded = fold(text)
    latin = folded.encode("latin-1", "replace")
    shape = latin.translate(_SHAPE)
    return Reading(
        folded,
        latin.translate(_PLAIN).decode("ascii"),
        latin.translate(_LETTERS).decode("ascii"),
        shape.decode("ascii"),
        shape.translate(None, b"-.").decode("ascii"),
    )


def part_of(reading: Reading, start: int, end: int) -> Reading:
    """Return the views of the text's part from `start` to `end`."""
    text, plain, letters, shape = (view[start:end] for view in reading[:-1])
    return Reading(text, plain, letters, shape, shape.replace("-", "").replace(".", ""))

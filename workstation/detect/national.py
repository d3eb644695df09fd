"""National numbers, each checked by python-stdnum, which is loaded when the first of them has to be."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module

_GAP = r"[ ._\-/\t\r\n]{0,3}"
_NINO = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")
_PAN = re.compile(r"[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]")
_SSS = re.compile(r"[0-9]{10}")
_NOT_ALNUM = re.compile("[^A-Z0-9]+")


def spaced(digits: int) -> str:
    """Return how this many digits are written, whatever divides them."""
    return rf"[0-9](?<![0-9][0-9])(?:{_GAP}[0-9]){{{digits - 1}}}(?![0-9])"


NINO = r"(?<![a-z0-9])[a-z][ .\-]{0,2}[a-z](?:[ .\-]{0,3}[0-9]){6}[ .\-]{0,3}[a-d](?![a-z0-9])"
PAN = r"(?<![a-z0-9])[a-z](?:[ .\-]{0,2}[a-z]){4}[ .\-]{0,2}[0-9](?:[ .\-]{0,2}[0-9]){3}[ .\-]{0,2}[a-z](?![a-z0-9])"
DNI = r"(?<![a-z0-9])(?:[xyz]|[0-9])(?:[ \-.]{0,3}[0-9]){6,7}[ \-.]{0,3}[a-z](?![a-z0-9])"
NIR = rf"(?<![0-9])[12](?:{_GAP}[0-9]){{4}}{_GAP}(?:[0-9]{_GAP}[0-9ab])(?:{_GAP}[0-9]){{8}}(?![0-9])"
CURP = (
    r"(?<![a-z0-9])[a-z](?:[ .\-]{0,2}[a-z]){3}(?:[ .\-]{0,2}[0-9]){6}(?:[ .\-]{0,2}[a-z]){6}[ .\-]{0,2}[a-z0-9]"
    r"[ .\-]{0,2}[0-9](?![a-z0-9])"
)


def is_nino(value: str) -> bool:
    """Say whether a UK national insurance number may begin and end so."""
    return _NINO.fullmatch(compact(value)) is not None


def is_pan(value: str) -> bool:
    """Say whether an Indian tax number is built so: its fourth letter is the holder's kind."""
    return _PAN.fullmatch(compact(value)) is not None


def is_sss(value: str) -> bool:
    """Say whether it has the ten digits of a Philippine social security number; its check digit is not published."""
    return _SSS.fullmatch(compact(value)) is not None


def stdnum(*names: str) -> Callable[[str], bool]:
    """Return the check of one of these python-stdnum modules; they are imported when it is first asked."""

    def is_valid(value: str) -> bool:
        return any(_module_check(name)(compact(value)) for name in names)

    return is_valid


def in_capitals(is_valid: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return a check that also wants the letters of the value in capitals."""

    def is_valid_in_capitals(value: str) -> bool:
        return value.isupper() and is_valid(value)

    return is_valid_in_capitals


def compact(value: str) -> str:
    """Return the letters and digits of `value`, letters in capitals."""
    return _NOT_ALNUM.sub("", value.upper())


@cache
def _module_check(name: str) -> Callable[[str], bool]:
    check: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    return check

"""Numbers of the US tax authority: social security numbers, and those given to people and firms without one."""

# SPDX-License-Identifier: Apache-2.0

import re

_NOT_DIGITS = re.compile("[^0-9]+")
_SSN = re.compile(r"(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}")
_ITIN = re.compile(r"9[0-9]{2}(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])[0-9]{4}")
_WRITTEN_PREFIXES = """01 02 03 04 05 06 10 11 12 13 14 15 16 20 21 22 23 24 25 26 27 30 31 32 33 34 35 36 37 38
    39 40 41 42 43 44 45 46 47 48 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 71 72 73 74 75 76
    77 80 81 82 83 84 85 86 87 88 90 91 92 93 94 95 98 99"""
_EIN_PREFIXES = frozenset(_WRITTEN_PREFIXES.split())
_OF_A_FIRM = re.compile(r"[0-9]{2}[^0-9]+[0-9]{7}")
_PERSONAL = re.compile(r"[0-9]{3}[^0-9]+[0-9]{2}[^0-9]+[0-9]{4}")


def is_ssn(value: str) -> bool:
    """Say whether the administration may have assigned this number."""
    return _SSN.fullmatch(digits_of(value)) is not None


def is_itin(value: str) -> bool:
    """Say whether it is a 9 with one of the groups in use (50-65, 70-88, 90-92, 94-99), not grouped as a firm's is."""
    return _ITIN.fullmatch(digits_of(value)) is not None and not _OF_A_FIRM.fullmatch(value)


def is_ein(value: str) -> bool:
    """Say whether it begins with a prefix in use and is not grouped as a person's number is."""
    return digits_of(value)[:2] in _EIN_PREFIXES and not _PERSONAL.fullmatch(value)


def digits_of(value: str) -> str:
    """Return the ASCII digits of `value`."""
    return _NOT_DIGITS.sub("", value)

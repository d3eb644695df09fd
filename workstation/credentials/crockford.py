"""Codes that people read and type: Crockford's base 32, where letters that look alike are one. Pure."""

# SPDX-License-Identifier: Apache-2.0

DIGITS, LETTERS = "0123456789", "ABCDEFGHJKMNPQRSTVWXYZ"
ALPHABET = DIGITS + LETTERS
GROUP = 4
_LOOKS = str.maketrans("OIL", "011", "- ")


def spelled(symbols: str) -> str:
    """Return symbols as they are shown, in groups of four."""
    return "-".join(symbols[first : first + GROUP] for first in range(0, len(symbols), GROUP))


def symbols_of(typed: str, count: int) -> str:
    """Return the `count` symbols that were typed, however; "" where it is something else."""
    symbols = typed.upper().translate(_LOOKS) if typed.isascii() else ""
    return symbols if len(symbols) == count and all(each in ALPHABET for each in symbols) else ""

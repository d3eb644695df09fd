"""Recovery codes: once in place of an authenticator that is lost; letters and digits that look alike are one. Pure."""

# SPDX-License-Identifier: Apache-2.0

import secrets

DIGITS, LETTERS = "0123456789", "ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
SYMBOLS, GROUP = 12, 4
_LOOKS = str.maketrans("OIL", "011", "- ")


def new_recovery_code() -> str:
    """Return a fresh code of 59 bits, to be shown once; it begins with a letter, which no other code does."""
    code = secrets.choice(LETTERS) + "".join(secrets.choice(DIGITS + LETTERS) for _ in range(SYMBOLS - 1))
    return "-".join(code[first : first + GROUP] for first in range(0, SYMBOLS, GROUP))


def recovery_symbols(typed: str) -> str:
    """Return the symbols of a recovery code, however it was typed; "" where it is none."""
    symbols = typed.upper().translate(_LOOKS) if typed.isascii() else ""
    is_one = len(symbols) == SYMBOLS and symbols[0] in LETTERS and all(each in DIGITS + LETTERS for each in symbols)
    return symbols if is_one else ""

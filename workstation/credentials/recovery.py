"""Recovery codes: once in place of an authenticator that is lost; letters and digits that look alike are one. Pure."""

# SPDX-License-Identifier: Apache-2.0

import secrets

from workstation.credentials.crockford import ALPHABET, LETTERS, spelled, symbols_of

SYMBOLS = 12


def new_recovery_code() -> str:
    """Return a fresh code of 59 bits, to be shown once; it begins with a letter, which no other code does."""
    return spelled(secrets.choice(LETTERS) + "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS - 1)))


def recovery_symbols(typed: str) -> str:
    """Return the symbols of a recovery code, however it was typed; "" where it is none."""
    symbols = symbols_of(typed, SYMBOLS)
    return symbols if symbols and symbols[0] in LETTERS else ""

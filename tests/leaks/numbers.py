"""Test numbers of cards: the standard one, and its siblings."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator
from random import Random

from stdnum import luhn

STANDARD = "4111111111111111"
SEED = 20_266
IN_A_ROW = 13
DIVIDES = re.compile(r"[\s.,_/-]")


def siblings() -> Iterator[str]:
    """Yield numbers of sixteen digits, the first 4111 1111 1111 1111, the others like no other."""
    chance = Random(SEED)  # noqa: S311 - test numbers are no secret
    yield STANDARD
    while True:
        body = f"4111{chance.randrange(10**11):011d}"
        yield body + luhn.calc_check_digit(body)


def holds(text: str, number: str) -> bool:
    """Say whether 13 digits of `number` stand in a row in `text`, whatever divides them."""
    digits = DIVIDES.sub("", text)
    return any(number[at : at + IN_A_ROW] in digits for at in range(len(number) - IN_A_ROW + 1))

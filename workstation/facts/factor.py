"""What an agent proves to be themself by."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection
from typing import Final, Literal

Factor = Literal["totp", "password", "security_key", "openid"]
"""A code of what they have, a password that they know; in place of a code a key that signs for this product alone, or
the word of an OpenID provider."""
LESS: Final[dict[Factor, tuple[Factor, ...]]] = {"security_key": ("openid", "totp"), "openid": ("totp",)}
"""What stands in place of a code, the strictest first, and what each of it is more than."""


def instead(factors: tuple[Factor, ...], by: Factor) -> tuple[Factor, ...]:
    """Return these with `by` in place of the code."""
    return tuple(by if each == "totp" else each for each in factors)


def covers(proved: Collection[Factor], wanted: Collection[Factor]) -> bool:
    """Say whether what is proved is all that is wanted, or more than that."""
    shown = {*proved, *(less for each in proved for less in LESS.get(each, ()))}
    return shown.issuperset(wanted)

"""What an agent proves to be themself by."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection
from typing import Literal

Factor = Literal["totp", "password", "security_key"]
"""A code of what they have, a password that they know, a key that signs for this product alone, in place of a code."""


def with_key(factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Return these with a security key in place of the code."""
    return tuple("security_key" if each == "totp" else each for each in factors)


def covers(proved: Collection[Factor], wanted: Collection[Factor]) -> bool:
    """Say whether what is proved is all that is wanted; a key is more than a code."""
    return all(each in proved or (each == "totp" and "security_key" in proved) for each in wanted)

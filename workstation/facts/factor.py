"""What an agent proves to be themself by."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection
from typing import Literal

Factor = Literal["totp", "password", "security_key"]
"""A code of what they have, a password that they know, a key that signs for this product alone, in place of a code."""
Proved = Literal["totp", "password", "security_key", "supervisor"]
"""What was proved may also be a supervisor's word, in place of what the agent has not at hand; no rule asks for it."""


def with_key(factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Return these with a security key in place of the code."""
    return tuple("security_key" if each == "totp" else each for each in factors)


def vouched(factors: tuple[Factor, ...]) -> tuple[Proved, ...]:
    """Return these with a supervisor's word in place of code or key."""
    return tuple("password" if each == "password" else "supervisor" for each in factors)


def covers(proved: Collection[Proved], wanted: Collection[Factor]) -> bool:
    """Say whether what is proved is all that is wanted; a key is more than a code.

    A supervisor's word stands for either; who may give it is judged before.
    """
    return all(_covers(proved, each) for each in wanted)


def _covers(proved: Collection[Proved], wanted: Factor) -> bool:
    if wanted in proved:
        return True
    return wanted != "password" and ("supervisor" in proved or (wanted == "totp" and "security_key" in proved))

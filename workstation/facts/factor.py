"""What an agent proves to be themself by."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection
from typing import Final, Literal

Factor = Literal["totp", "password", "security_key", "openid"]
"""A code of what they have, a password that they know; in place of a code a key that signs for this product alone, or
the word of an OpenID provider."""
Proved = Literal["totp", "password", "security_key", "openid", "supervisor"]
"""What was proved may also be a supervisor's word, in place of what the agent has not at hand; no rule asks for it."""
LESS: Final[dict[Factor, tuple[Factor, ...]]] = {"security_key": ("openid", "totp"), "openid": ("totp",)}
"""What stands in place of a code, the strictest first, and what each of it is more than."""


def instead(factors: tuple[Factor, ...], by: Factor) -> tuple[Factor, ...]:
    """Return these with `by` in place of the code."""
    return tuple(by if each == "totp" else each for each in factors)


def both(one: tuple[Factor, ...], other: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Return what covers these and those."""
    every = {*one, *other}
    code: Factor = next((each for each in LESS if each in every), "totp")
    return instead(("totp", "password") if "password" in every else ("totp",), code)


def vouched(factors: tuple[Factor, ...]) -> tuple[Proved, ...]:
    """Return these with a supervisor's word in place of the code, or of what stands for it."""
    return tuple("password" if each == "password" else "supervisor" for each in factors)


def and_less(factor: Proved) -> tuple[Proved, ...]:
    """Return this with all that it is more than; a supervisor's word is more than nothing by itself."""
    return (factor,) if factor == "supervisor" else (factor, *LESS.get(factor, ()))


def covers(proved: Collection[Proved], wanted: Collection[Factor]) -> bool:
    """Say whether what is proved is all that is wanted, or more than that.

    A supervisor's word stands for all but the password; who may give it is judged before.
    """
    shown = {shown for each in proved for shown in and_less(each)}
    if "supervisor" in shown:
        shown.update(("totp", *LESS))
    return shown.issuperset(wanted)

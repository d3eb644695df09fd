"""Which numbers card brands issue: issuer ranges of ISO/IEC 7812 with the lengths in use."""

# SPDX-License-Identifier: Apache-2.0

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

_IIN = 6


class Range(NamedTuple):
    """Issuer numbers `low` to `high`, six digits each, inclusive."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Brand:
    """One brand. `rare` lengths exist, but so do many other numbers like them: they count in a card's context only."""

    name: str
    ranges: tuple[Range, ...]
    lengths: frozenset[int]
    rare: frozenset[int] = frozenset()


def _ranges(*prefixes: str) -> tuple[Range, ...]:
    """Return "51-55" as 510000 to 559999."""
    ends = [(low, high or low) for low, _, high in (prefix.partition("-") for prefix in prefixes)]
    return tuple(Range(int(low.ljust(_IIN, "0")), int(high.ljust(_IIN, "9"))) for low, high in ends)


_LONG = frozenset({16, 17, 18, 19})

BRANDS: tuple[Brand, ...] = (
    Brand("Visa", _ranges("4"), frozenset({16, 19}), rare=frozenset({13, 18})),
    Brand("Mastercard", _ranges("51-55", "2221-2720"), frozenset({16})),
    Brand("American Express", _ranges("34", "37"), frozenset({15})),
    Brand("Discover", _ranges("6011", "622126-622925", "644-649", "65"), _LONG),
    Brand("Diners Club", _ranges("300-305", "3095", "36", "38-39"), frozenset({14, 16}), rare=frozenset({17, 18, 19})),
    Brand("JCB", _ranges("3528-3589"), _LONG),
    Brand("UnionPay", _ranges("62", "8100-8171"), _LONG),
    Brand("Maestro", _ranges("50", "56-58", "60", "63", "67-69"), frozenset({16}), rare=frozenset(range(12, 20))),
    Brand("Mir", _ranges("2200-2204"), _LONG),
    Brand("RuPay", _ranges("353", "356", "508", "60", "65", "81-82"), frozenset({16})),
    Brand("Troy", _ranges("9792"), frozenset({16})),
    Brand("Verve", _ranges("506099-506198", "507865-507964", "650002-650027"), frozenset({16, 18, 19})),
    Brand("Elo", _ranges("506699-506778", "509", "627780", "636297", "636368"), frozenset({16})),
    Brand("Hipercard", _ranges("606282"), frozenset({16}), rare=frozenset({13, 19})),
    Brand("InstaPayment", _ranges("637-639"), frozenset({16})),
    Brand("Napas", _ranges("9704"), frozenset({16, 19})),
    Brand("Uzcard and Humo", _ranges("8600", "9860"), frozenset({16})),
    Brand("UATP", _ranges("1"), frozenset(), rare=frozenset({15})),
)


def is_issued(digits: str, *, in_context: bool) -> bool:
    """Say whether a brand issues numbers that begin so and are this long; `in_context` admits rare lengths."""
    return bisect_right(_edges(len(digits), in_context), int(digits[:_IIN])) % 2 == 1


@cache
def _edges(length: int, in_context: bool) -> list[int]:
    """Return where the issuer numbers in use with this length begin and end, in turn."""
    edges: list[int] = []
    for low, high in sorted(
        issuers
        for brand in BRANDS
        for issuers in brand.ranges
        if length in brand.lengths or (in_context and length in brand.rare)
    ):
        if edges and low <= edges[-1]:
            edges[-1] = max(edges[-1], high + 1)
        else:
            edges += low, high + 1
    return edges

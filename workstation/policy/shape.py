"""What a piece of a pattern matches, known so well that a search for it never has two ways to go on.

What may be repeated or left out begins differently from what may follow it, and so do choices from each other: at every
character there is one way on, so a search takes back no more than one value's length, whatever the text.
"""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.errors import PolicyError

LONGEST = 40
"""How many characters a value has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One piece: as it is written, as `re` takes it, and which characters it begins with.

    `more` are the characters with which what is complete already may go on. `least` and `most` count characters,
    `alphanumeric` the letters and digits that are there at least.
    """

    written: str
    source: str
    first: frozenset[str]
    more: frozenset[str]
    least: int
    most: int
    alphanumeric: int


def one_of(characters: frozenset[str], written: str) -> Shape:
    """Return what matches one of `characters`, letters in either case."""
    characters = frozenset(map(str.lower, characters))
    return Shape(
        written=written,
        source="[" + "".join(re.escape(character) for character in sorted(characters)) + "]",
        first=characters,
        more=frozenset(),
        least=1,
        most=1,
        alphanumeric=int(all(map(str.isalnum, characters))),
    )


def then(before: Shape, after: Shape) -> Shape:
    """Return what matches one after the other; raise PolicyError where it cannot be told where the first ends."""
    if shared := before.more & after.first:
        raise PolicyError(
            f'after "{before.written}" a "{min(shared)}" may belong to it or to "{after.written}"; '
            "say exactly how often, such as {4}, or put a character between them"
        )
    return Shape(
        written=before.written + after.written,
        source=before.source + after.source,
        first=before.first if before.least else before.first | after.first,
        more=after.more if after.least else after.more | after.first | before.more,
        least=before.least + after.least,
        most=_bounded(before.most + after.most),
        alphanumeric=before.alphanumeric + after.alphanumeric,
    )


def either(choices: Sequence[Shape]) -> Shape:
    """Return what matches one of `choices`; raise PolicyError where two begin alike or one may be empty."""
    begun: frozenset[str] = frozenset()
    for choice in choices:
        if not choice.least:
            raise PolicyError(f'"{choice.written}" may be empty beside "|"; put "?" behind the whole group instead')
        if shared := begun & choice.first:
            raise PolicyError(
                f'two choices begin with "{min(shared)}"; write what they share once, such as M(B|X) for (MB|MX)'
            )
        begun |= choice.first
    return Shape(
        written="|".join(choice.written for choice in choices),
        source="|".join(choice.source for choice in choices),
        first=begun,
        more=frozenset().union(*(choice.more for choice in choices)),
        least=min(choice.least for choice in choices),
        most=max(choice.most for choice in choices),
        alphanumeric=min(choice.alphanumeric for choice in choices),
    )


def times(piece: Shape, low: int, high: int, written: str) -> Shape:
    """Return `piece` from `low` to `high` times; raise PolicyError where it may be empty or cannot be told apart."""
    if not piece.least:
        raise PolicyError(f'"{piece.written}" may be empty and is repeated; leave one of both out')
    if high > 1 and piece.more & piece.first:
        raise PolicyError(
            f'in "{written}" nobody could tell where one "{piece.written}" ends and the next begins; '
            "give what is repeated an exact length, or a character that it begins with"
        )
    return Shape(
        written=written,
        source=f"(?:{piece.source}){{{low},{high}}}",
        first=piece.first,
        more=piece.more if low == high else piece.more | piece.first,
        least=piece.least * low,
        most=_bounded(piece.most * high),
        alphanumeric=piece.alphanumeric * low,
    )


def _bounded(most: int) -> int:
    if most > LONGEST:
        raise PolicyError(f"it matches values of {most} characters; a value has {LONGEST} at most")
    return most

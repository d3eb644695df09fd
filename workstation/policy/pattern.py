"""Patterns of a policy's own classes: a small part of regular expressions, which policies/README.md describes."""

# SPDX-License-Identifier: Apache-2.0

import re
import string

from workstation.errors import PolicyError
from workstation.policy.shape import Shape, either, one_of, then, times

_PRINTABLE = frozenset(map(chr, range(0x20, 0x7F)))
_DIGITS = frozenset(string.digits)
_COUNT = re.compile(r"\{([0-9]{1,2})(?:,([0-9]{1,2}))?\}")
_KNOWN = "known are characters, [A-Z0-9], \\d, (AB|C), ?, {4} and {2,6}"
_BEGINS, _ENDS = r"(?:(?<![^\W_])|(?![^\W_]))", r"(?:(?![^\W_])|(?<![^\W_]))"


def parse_pattern(written: str) -> Shape:
    """Return what `written` matches; raise PolicyError saying what is wrong, at which character, and what helps."""
    reader = _Reader(written)
    try:
        shape = reader.choices()
        if reader.at < len(written):
            raise PolicyError('")" closes nothing; write "\\)" for the character')  # noqa: TRY301 - located below
    except PolicyError as error:
        raise PolicyError(f"at its character {min(reader.at + 1, len(written))}: {error}") from error
    if not shape.least:
        raise PolicyError("it matches the empty text as well; let at least one character be there always")
    return shape


def compiled(shape: Shape) -> re.Pattern[str]:
    """Return the pattern to search with: a value is never a piece of a longer word or number."""
    return re.compile(f"{_BEGINS}(?:{shape.source}){_ENDS}", re.IGNORECASE)


class _Reader:
    """Reads a pattern from left to right; `at` is how far it is."""

    def __init__(self, written: str) -> None:
        self._written = written
        self.at = 0

    def choices(self) -> Shape:
        found = [self._sequence()]
        while self._next("|"):
            found.append(self._sequence())
        return found[0] if len(found) == 1 else either(found)

    def _sequence(self) -> Shape:
        shape: Shape | None = None
        while self._ahead() not in {"", "|", ")"}:
            start = self.at
            piece = self._counted(self._piece(), start)
            shape = piece if shape is None else then(shape, piece)
        if shape is None:
            raise PolicyError('nothing stands here; put "?" behind a group that may be left out')
        return shape

    def _counted(self, piece: Shape, start: int) -> Shape:
        if self._next("?"):
            return times(piece, 0, 1, self._written[start : self.at])
        if self._ahead() in {"*", "+"}:
            raise PolicyError(f'"{self._ahead()}" has no end; say how often at most, such as {{1,12}}')
        if self._ahead() != "{":
            return piece
        count = _COUNT.match(self._written, self.at)
        if count is None:
            raise PolicyError('"{" wants numbers, such as {4} or {2,6}; write "\\{" for the character')
        self.at = count.end()
        low, high = int(count[1]), int(count[2] or count[1])
        if not high or low > high:
            raise PolicyError(f'"{count[0]}" is never; give the smaller number first, and more than 0')
        return times(piece, low, high, self._written[start : self.at])

    def _piece(self) -> Shape:
        start = self.at
        character = self._take()
        match character:
            case "(":
                return self._group(start)
            case "[":
                return one_of(self._set(), self._written[start : self.at])
            case "\\":
                return one_of(self._escaped(), self._written[start : self.at])
            case "." | "^" | "$" | "*" | "+" | "?" | "{" | "]" | "}":
                self.at = start
                raise PolicyError(f'"{character}" is not known here; {_KNOWN}')
            case _:
                return one_of(frozenset({character}), character)

    def _group(self, start: int) -> Shape:
        if self._ahead() == "?":
            raise PolicyError(f'"(?" is not known; {_KNOWN}')
        inner = self.choices()
        if not self._next(")"):
            raise PolicyError('")" is missing')
        return Shape(
            written=self._written[start : self.at],
            source=f"(?:{inner.source})",
            first=inner.first,
            more=inner.more,
            least=inner.least,
            most=inner.most,
            alphanumeric=inner.alphanumeric,
        )

    def _set(self) -> frozenset[str]:
        if self._ahead() == "^":
            raise PolicyError('"[^" is not known: name the characters that may stand there')
        found: frozenset[str] = frozenset()
        while self._ahead() not in {"", "]"}:
            one = self._in_set()
            if self._ahead() == "-" and self._written[self.at + 1 : self.at + 2] not in {"", "]"}:
                self.at += 1
                one = _between(one, self._in_set())
            found |= one
        if not self._next("]"):
            raise PolicyError('"]" is missing')
        if not found:
            raise PolicyError('"[]" names no character')
        return found

    def _in_set(self) -> frozenset[str]:
        character = self._take()
        return self._escaped() if character == "\\" else frozenset({character})

    def _escaped(self) -> frozenset[str]:
        character = self._take() if self._ahead() else ""
        if character == "d":
            return _DIGITS
        if not character or character.isalnum():
            raise PolicyError(f'"\\{character}" is not known; {_KNOWN}')
        return frozenset({character})

    def _ahead(self) -> str:
        return self._written[self.at : self.at + 1]

    def _next(self, character: str) -> bool:
        is_there = self._ahead() == character
        self.at += is_there
        return is_there

    def _take(self) -> str:
        character = self._ahead()
        if character not in _PRINTABLE:
            raise PolicyError(f'"{character}" is no character of printable ASCII, the only ones that are looked for')
        self.at += 1
        return character


def _between(first: frozenset[str], last: frozenset[str]) -> frozenset[str]:
    (low, high) = (min(first), min(last))
    if len(first) > 1 or len(last) > 1 or low > high:
        raise PolicyError(f'"{low}-{high}" is no range; give the lower character first')
    return frozenset(map(chr, range(ord(low), ord(high) + 1)))

"""Python's regular expressions in JavaScript's syntax, construct by construct; one that is not known is refused."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Mapping
from typing import NamedTuple

_SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_WORD, _DIGIT = r"\p{L}\p{N}_", r"\p{Nd}"
_OF_ANY_TEXT = {"s": _SPACE, "w": _WORD, "d": _DIGIT}
_OF_ASCII = {"s": r"\t-\r\x1c-\x20", "w": "0-9A-Za-z_", "d": "0-9"}
_ANCHORS = {"A": "^", "Z": "$"}
_ALONE = {".": r"[^\n]", "$": r"(?=\n?$)", "|": "|", ")": ")", "^": "^"}
_NO_WORD = r"\W"
_SAME = frozenset("tnrfv")
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_IN_A_CLASS = _SYNTAX | {"-"}
_GROUP = re.compile(r"\((?:\?(?:P<(?P<name>[a-z_]+)>|P=(?P<back>[a-z_]+)\)|(?P<plain>:|=|!|<=|<!)))?")
_COUNT = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_QUANTIFIERS = frozenset("*+?")
_FLAG = "(?i)"
_ALSO_I = r"\u0130\u0131"
"""What only Python takes for an "i" where case does not count: with a dot above, and without one."""
_LAST_OF_ONE_UNIT = "\uffff"
"""In JavaScript what is beyond is one character only where the expression is marked "u"."""
_KNOWN_FLAGS = re.UNICODE | re.IGNORECASE


class UnknownConstructError(ValueError):
    """The expression has something for which no translation is known."""

    def __init__(self, pattern: str, at: int) -> None:
        super().__init__(f"no translation for {pattern[at : at + 12]!r} at {at} of {pattern!r}")


class Expression(NamedTuple):
    """An expression in JavaScript's syntax, with its flags."""

    source: str
    flags: str


def translated(pattern: str | re.Pattern[str], *, is_for_ascii: bool = False) -> Expression:
    """Return what matches the same in JavaScript; raise UnknownConstructError where that is not known.

    For texts of nothing but ASCII characters it can be shorter, and is ready sooner.
    """
    compiled = re.compile(pattern)
    if compiled.flags & ~_KNOWN_FLAGS:
        raise UnknownConstructError(compiled.pattern, 0)
    written = compiled.pattern.removeprefix(_FLAG)
    is_any_case = bool(compiled.flags & re.IGNORECASE)
    source = _Translation(written, _OF_ASCII if is_for_ascii else _OF_ANY_TEXT, is_any_case=is_any_case).source()
    unicode = "u" if r"\p{" in source or is_any_case or max(written, default="") > _LAST_OF_ONE_UNIT else ""
    return Expression(source, unicode + ("i" if is_any_case else "") + ("d" if compiled.groups else ""))


class _Translation:
    """One expression, read from its start to its end."""

    def __init__(self, pattern: str, classes: Mapping[str, str], *, is_any_case: bool) -> None:
        self._pattern = pattern
        self._is_any_case = is_any_case
        self._classes = classes
        self._at = 0

    def source(self) -> str:
        parts: list[str] = []
        while self._at < len(self._pattern):
            parts.append(self._next())
        return "".join(parts)

    def _next(self) -> str:
        character = self._pattern[self._at]
        readers = {"[": self._class, "(": self._group, "\\": self._escape, **dict.fromkeys("*+?{", self._quantifier)}
        if character in readers:
            return readers[character]()
        self._at += 1
        if character in _ALONE:
            return _ALONE[character]
        if self._is_any_case and character in "iI":
            return f"[{character}{_ALSO_I}]"
        return _literal(character, _SYNTAX)

    def _group(self) -> str:
        group = _GROUP.match(self._pattern, self._at)
        if group is None or (group.group() == "(" and self._pattern.startswith("(?", self._at)):
            raise UnknownConstructError(self._pattern, self._at)
        self._at = group.end()
        if group["name"]:
            return f"(?<{group['name']}>"
        return rf"\k<{group['back']}>" if group["back"] else group.group()

    def _escape(self) -> str:
        escaped = self._pattern[self._at + 1]
        self._at += 2
        if escaped in _ANCHORS:
            return _ANCHORS[escaped]
        if escaped == "b":
            word = self._classes["w"]
            return f"(?:(?<=[{word}])(?![{word}])|(?<![{word}])(?=[{word}]))"
        if escaped.lower() in self._classes:
            return f"[{'^' if escaped.isupper() else ''}{self._classes[escaped.lower()]}]"
        if escaped.isdigit():
            return rf"\{escaped}(?:)" if self._pattern[self._at : self._at + 1].isdigit() else rf"\{escaped}"
        return self._character(escaped, _SYNTAX)

    def _character(self, escaped: str, syntax: frozenset[str]) -> str:
        """Return an escaped character; a letter that is none of the known ones means something else."""
        if escaped in _SAME:
            return f"\\{escaped}"
        if escaped.isalnum():
            raise UnknownConstructError(self._pattern, self._at - 2)
        return _literal(escaped, syntax)

    def _quantifier(self) -> str:
        count = _COUNT.match(self._pattern, self._at)
        if count is None and self._pattern[self._at] == "{":
            raise UnknownConstructError(self._pattern, self._at)
        written = count.group() if count else self._pattern[self._at]
        self._at += len(written)
        following = self._pattern[self._at : self._at + 1]
        if following == "+" or (following in _QUANTIFIERS and following != "?"):
            raise UnknownConstructError(self._pattern, self._at)
        if following == "?":
            self._at += 1
            written += "?"
        return written

    def _class(self) -> str:
        """Return a class of characters; "no sign, and none of these" becomes a look ahead and a letter."""
        start = self._at
        self._at += 1
        is_negated = self._pattern.startswith("^", self._at)
        self._at += is_negated
        first = self._at
        parts: list[str] = []
        while (character := self._pattern[self._at]) != "]" or self._at == first:
            self._at += 1
            if character == "\\":
                parts.append(self._in_class(self._pattern[self._at]))
                self._at += 1
            elif character == "-" and self._at - 1 > first and self._pattern[self._at] != "]":
                parts.append("-")
            elif character in "&~|" and self._pattern.startswith(character, self._at):
                raise UnknownConstructError(self._pattern, self._at)
            else:
                parts.append(_literal(character, _IN_A_CLASS))
        self._at += 1
        if self._is_any_case and re.match(self._pattern[start : self._at].replace("[^", "[", 1), "i", re.IGNORECASE):
            parts.append(_ALSO_I)
        if _NO_WORD not in parts:
            return f"[{'^' if is_negated else ''}{''.join(parts)}]"
        if not is_negated:
            raise UnknownConstructError(self._pattern, start)
        return f"(?:(?![{''.join(part for part in parts if part != _NO_WORD)}])[{self._classes['w']}])"

    def _in_class(self, escaped: str) -> str:
        if escaped == "W":
            return _NO_WORD
        return self._classes.get(escaped) or self._character(escaped, _IN_A_CLASS)


def _literal(character: str, syntax: frozenset[str]) -> str:
    if character in syntax:
        return f"\\{character}"
    if character > _LAST_OF_ONE_UNIT:
        return f"\\u{{{ord(character):x}}}"
    return character if " " <= character <= "~" else f"\\u{ord(character):04x}"

"""A policy as people wrote it: where a rule and a key stand, for messages about them."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, takewhile

_RULE = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_HEADER = re.compile(r"\s*\[")
_ASSIGNMENT = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")


@dataclass(frozen=True, slots=True)
class Written:
    """A policy that is TOML and no more than that: its source's name, its text, its tables."""

    source: str
    text: str
    tables: Mapping[str, object]

    def where(self, rule: int | None, key: str) -> str:
        """Return source, line and rule; `rule` counts from 0, None means the top.

        The line is that of the key, else of the rule; it is left out for what is not written a line a key.
        """
        line = self._line(rule, key)
        known = [self.source, f"line {line}" if line else "", "" if rule is None else self._name(rule)]
        return ", ".join(part for part in known if part)

    def value(self, rule: int, key: str) -> str:
        """Return the text of `key` in a rule, "" where there is none."""
        rules = self.tables.get("rule")
        table = rules[rule] if isinstance(rules, list) else None
        value = table.get(key) if isinstance(table, dict) else None
        return value if isinstance(value, str) else ""

    def _name(self, rule: int) -> str:
        written = self.value(rule, "id")
        return f'rule "{written}"' if written else f"rule {rule + 1}"

    def _line(self, rule: int | None, key: str) -> int | None:
        lines = self.text.splitlines()
        header = None if rule is None else _header(lines, rule)
        if rule is not None and header is None:
            return None
        first = 0 if header is None else header + 1
        for number, line in enumerate(takewhile(lambda line: not _HEADER.match(line), lines[first:]), first + 1):
            if (assignment := _ASSIGNMENT.match(line)) and assignment[1] == key:
                return number
        return None if header is None else header + 1


def _header(lines: list[str], rule: int) -> int | None:
    headers = (number for number, line in enumerate(lines) if _RULE.match(line))
    return next(islice(headers, rule, None), None)

"""A policy as people wrote it: where a table and a key stand, for messages about them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and numbers that lead to a value: ("rule", 2, "scope", "hours")."""


@dataclass(frozen=True, slots=True)
class Written:
    """A policy that is TOML and no more than that: its source's name, its text, its tables."""

    source: str
    text: str
    tables: Mapping[str, object]

    def where(self, path: Path) -> str:
        """Return source, line, column and rule; of a key that is not written, those of its table."""
        from workstation.policy.positions import positions  # noqa: PLC0415 - its parser is for refused policies only

        places = positions(self.text)
        known = next((path[:length] for length in range(len(path), 0, -1) if path[:length] in places), None)
        at = places[known] if known else None
        parts = (self.source, f"line {at.line}" if at else "", f"column {at.column}" if at else "", self._name(path))
        return ", ".join(part for part in parts if part)

    def value(self, path: Path) -> str:
        """Return the text at `path`, "" where there is none."""
        value: object = self.tables
        for step in path:
            try:
                value = value[step]  # type: ignore[index]
            except (LookupError, TypeError):  # what cannot be asked is no text
                return ""
        return value if isinstance(value, str) else ""

    def _name(self, path: Path) -> str:
        match path:
            case ("rule" | "exception" | "site" | "class" | "reveal" | "approver" | "support") as table, int(
                number
            ), *_:
                written = self.value((table, number, "id")) or self.value((table, number, "name"))
                return f'{table} "{written}"' if written else f"{table} {number + 1}"
            case _:
                return ""

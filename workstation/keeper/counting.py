"""Counting what is not written one by one: every report of it is confirmed by the entry that counts it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from typing import NamedTuple

from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ports import Subject

MOST_SINGLY = 32
Confirm = Callable[[int], None]


class _What(NamedTuple):
    """What is counted together."""

    subject: Subject
    rule: str
    kind: Kind
    application: str


class Counting:
    """Counts for entries of one kind and severity. Belongs to one thread."""

    def __init__(self, kind: Kind, severity: Severity) -> None:
        self._kind = kind
        self._severity = severity
        self._counted: dict[_What, list[Confirm]] = {}

    def count(self, subject: Subject, body: Body, confirm: Confirm) -> None:
        """Count `body`; `confirm` is told the number of the entry that counts it."""
        what = _What(subject, body.rule, body.kind, body.application)
        if what not in self._counted and len(self._counted) >= MOST_SINGLY:
            what = _What(subject, "", body.kind, "")  # names come from the seat, and may be many
        self._counted.setdefault(what, []).append(confirm)

    def entries(self) -> Iterator[tuple[Subject, Body, Confirm]]:
        """Yield an entry for all that was counted since, with what confirms each of it; nothing is kept."""
        counted, self._counted = self._counted, {}
        for what, confirms in counted.items():
            yield what.subject, self._entry(what, len(confirms)), _all_of(confirms)

    def _entry(self, what: _What, count: int) -> Body:
        return Body(
            kind=self._kind,
            severity=self._severity,
            outcome=Outcome.DETECTED,
            rule=what.rule,
            application=what.application,
            details={"of": what.kind, "count": count},
        )


def _all_of(confirms: list[Confirm]) -> Confirm:
    def confirm(seq: int) -> None:
        for each in confirms:
            each(seq)

    return confirm

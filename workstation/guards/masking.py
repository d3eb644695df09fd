"""Masks: what is sensitive is covered at once, and that it was shown is on the record."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter, defaultdict
from collections.abc import Iterable

from workstation.facts.actions import ShowMasks, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import Observation, ScreenRead, TruthChanged
from workstation.facts.place import Mark
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling
from workstation.policy.rules import MaskingRule

NEEDS = frozenset({"accessibility", "masks"})


class MaskingGuard:
    """Covers the rule's classes at all times; showing them counts as access only while the seat is open."""

    def __init__(self, rule: MaskingRule) -> None:
        self._rule = rule

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Cover what is shown; record per application what is newly shown, or shown when the seat opens."""
        match observation:
            case ScreenRead(marks=marks):
                covered = self._sensitive(marks)
                before = _counts(self._sensitive(session.marks))
                accesses = self._accesses(_counts(covered), before) if session.truth is Truth.ACTIVE else ()
                return Ruling(rule=self._rule.id, actions=(ShowMasks(marks=covered), *accesses))
            case TruthChanged() if session.opens(observation):
                accesses = self._accesses(_counts(self._sensitive(session.marks)), {})
                return Ruling(rule=self._rule.id, actions=accesses)
            case _:
                return None

    def _sensitive(self, marks: Iterable[Mark]) -> tuple[Mark, ...]:
        return tuple(mark for mark in marks if mark.data_class in self._rule.classes)

    def _accesses(self, now: dict[str, Counter[str]], before: dict[str, Counter[str]]) -> tuple[WriteEntry, ...]:
        return tuple(
            self._access(application, classes)
            for application, classes in now.items()
            if before.get(application) != classes
        )

    def _access(self, application: str, classes: Counter[str]) -> WriteEntry:
        return WriteEntry(
            body=Body(
                kind=Kind.DATA_SHOWN,
                severity=Severity.ACCESS,
                outcome=Outcome.MASKED,
                rule=self._rule.id,
                application=application,
                data_classes=dict(classes),
            )
        )


def _counts(marks: Iterable[Mark]) -> dict[str, Counter[str]]:
    """Return how many values of each class each application shows."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mark in marks:
        counts[mark.application][mark.data_class] += 1
    return dict(counts)

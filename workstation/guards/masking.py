"""Masks: what is sensitive is covered at once, and that it was shown is on the record."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter, defaultdict
from collections.abc import Iterable

from workstation.facts.actions import Action, Notify, ShowMasks, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    UNREADABLE,
    Circumstance,
    MasksRestored,
    Observation,
    PolicyChanged,
    ScreenRead,
    TruthChanged,
)
from workstation.facts.pagefacts import PageFact
from workstation.facts.place import Mark
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling
from workstation.policy.masked import first_masking
from workstation.policy.precedence import Rules
from workstation.policy.revealing import NO_REVEALS, Reveals
from workstation.policy.rules import MaskingRule
from workstation.policy.trailing import trailing

NEEDS = frozenset({"accessibility", "browsers", "masks"})
Shown = dict[tuple[str, str], Counter[str]]


class MaskingGuard:
    """Covers the rules' classes at all times, and what nobody could read wherever a rule holds.

    Showing what is covered counts as access only while the seat is open; a page that a browser's extension covers is
    masked all the same, but tells of itself what it shows, and its masks may trail behind what scrolls. What nobody
    could read is no access: nobody knows what it shows, it is covered whole, and it comes and goes with every scroll.
    Only a reveal on the record uncovers a mark.
    """

    def __init__(self, rules: Rules[MaskingRule], reveals: Reveals = NO_REVEALS) -> None:
        self._rules = rules
        self._reveals = reveals
        self._first = rules.all[0].id

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Cover what is shown; record per application what is newly shown, or shown when the seat opens."""
        match observation:
            case ScreenRead(marks=marks):
                before = self._shown(session, session.marks)
                accesses = _accesses(self._shown(session, marks), before) if session.truth is Truth.ACTIVE else ()
                covered = self._covered(session.after(observation), marks)
                return self._ruling(ShowMasks(marks=covered), *accesses)
            case TruthChanged() if session.opens(observation):
                now = session.after(observation)
                masks = self._changed(session, now)
                accesses = _accesses(self._shown(now, now.marks), {})
                return self._ruling(*(masks.actions if masks else ()), *accesses)
            case MasksRestored():
                return self._ruling(*self._restored())
            case PolicyChanged():
                now = session.after(observation)
                return self._ruling(ShowMasks(marks=self._covered(now, now.marks)))
            case _ if session.marks and _bears_on_masks(session, observation):
                return self._changed(session, session.after(observation))
            case _:
                return None

    def _restored(self) -> tuple[Action, ...]:
        """Return what goes on the record of masks that were not there (PCI DSS 4.0.1 §10.7.2)."""
        rule = self._rules.all[0]
        failure = Body(kind=Kind.MASKS_RESTORED, severity=Severity.FAILURE, outcome=Outcome.DETECTED, rule=rule.id)
        notice = Notify(event="masks_restored", rule=rule.id, what="", reason=rule.reason, instead=rule.instead)
        return WriteEntry(body=failure), notice

    def _changed(self, before: Session, now: Session) -> Ruling | None:
        """Cover what the rules say of the same screen now."""
        covered = self._covered(now, now.marks)
        return None if covered == self._covered(before, now.marks) else self._ruling(ShowMasks(marks=covered))

    def _covered(self, session: Session, marks: Iterable[Mark]) -> tuple[Mark, ...]:
        lifted = self._reveals.lifted(session)
        covered = [mark for mark in marks if mark != lifted and self._decides(session, mark)]
        return tuple(trailing(session, covered))

    def _decides(self, session: Session, mark: Mark) -> MaskingRule | None:
        return first_masking(self._rules, session, mark)

    def _shown(self, session: Session, marks: Iterable[Mark]) -> Shown:
        """Return how many values of each class each application is known to show, by the rule that covers them."""
        shown: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        telling = {(page.place.executable, page.place.url) for page in session.pages.values()}
        for mark in marks:
            if mark.data_class == UNREADABLE:
                continue
            if mark.place.url and (mark.place.executable, mark.place.url) in telling:
                continue
            if rule := self._decides(session, mark):
                shown[mark.application, rule.id][mark.data_class] += 1
        return dict(shown)

    def _ruling(self, *actions: Action) -> Ruling:
        return Ruling(rule=self._first, actions=actions)


def _bears_on_masks(session: Session, observation: Observation) -> bool:
    """Say whether the same marks may be covered otherwise now; of pages only what moves in them may."""
    if isinstance(observation, PageFact):
        return session.revealing is not None or any(mark.told is not None for mark in session.marks)
    return session.revealing is not None or isinstance(observation, Circumstance)


def _accesses(now: Shown, before: Shown) -> tuple[WriteEntry, ...]:
    return tuple(_access(*shown, classes) for shown, classes in now.items() if before.get(shown) != classes)


def _access(application: str, rule: str, classes: Counter[str]) -> WriteEntry:
    return WriteEntry(
        body=Body(
            kind=Kind.DATA_SHOWN,
            severity=Severity.ACCESS,
            outcome=Outcome.MASKED,
            rule=rule,
            application=application,
            data_classes=dict(classes),
            details={"covered_by": "masks"},
        )
    )

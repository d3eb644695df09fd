"""The clipboard, guarded behind the field: no selection keeps sensitive data, whichever program took it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from dataclasses import replace

from workstation.facts.actions import Action, SeizeSelection, WatchSelections, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    UNREADABLE,
    Observation,
    PolicyChanged,
    SeatStarted,
    SelectionOwned,
    SelectionRead,
)
from workstation.facts.place import Place
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import ClipboardRule
from workstation.policy.watched import is_named

NEEDS = frozenset({"clipboard"})


class ClipboardGuard:
    """Seizes a selection that is taken while a sensitive field has the focus, or that holds the rules' classes.

    What cannot be read cannot be judged, and is seized as well. What is dragged is taken for what is selected, since
    programs let only the one that they are dragged into read it. One gesture (a selection that grows under the mouse)
    is one entry and one notice, however often it must be seized.
    """

    def __init__(self, rules: Rules[ClipboardRule]) -> None:
        self._rules = rules
        self._first = rules.all[0].id

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Seize first, then record and notify."""
        match observation:
            case SeatStarted() | PolicyChanged():
                return Ruling(rule=self._first, actions=(WatchSelections(),))
            case SelectionOwned():
                return self._owned(session, observation)
            case SelectionRead():
                return self._read(session, observation)
            case _:
                return None

    def _owned(self, session: Session, owned: SelectionOwned) -> Ruling | None:
        field, dragged = session.focus, _dragged(session, owned)
        if dragged and (ruling := self._read(session, dragged)):
            return ruling
        if field is None or not field.data_class or not (rule := self._decides(session, field.place, field.data_class)):
            return None
        said = () if repeats(session.recent, owned) else _cleared(rule, owned, {field.data_class: 1})
        return _seized(rule, owned, said)

    def _read(self, session: Session, read: SelectionRead) -> Ruling | None:
        place = Place(executable=read.program.path or None)
        by_class = {name: self._decides(session, place, name) for name in read.data_classes}
        held = {name: read.data_classes[name] for name, rule in by_class.items() if rule and name != UNREADABLE}
        rule = next((rule for rule in by_class.values() if rule), None)
        if rule is None:
            return None
        if self._is_said(session, read) or repeats(session.recent, read):
            return _seized(rule, read, ())
        return _seized(rule, read, _cleared(rule, read, held) if held else _unreadable(rule, read))

    def _decides(self, session: Session, place: Place, data_class: str) -> ClipboardRule | None:
        """Return the first rule that keeps `data_class`, taken at `place`, off the clipboard."""
        holding = self._rules.applying(session, place, data_class)
        return next((rule for rule in holding if is_named(data_class, rule.classes) or data_class == UNREADABLE), None)

    def _is_said(self, session: Session, read: SelectionRead) -> bool:
        """Say whether it was said already, when the selection was taken in a sensitive field."""
        taken_in = session.taken_in.get(read.selection)
        return any(is_named(taken_in, rule.classes) for rule in self._rules.all)


def _dragged(session: Session, owned: SelectionOwned) -> SelectionRead | None:
    """Return what is known of a drag: what the same program has selected."""
    selected = session.held.get("PRIMARY")
    if owned.selection != "XdndSelection" or selected is None or selected.program != owned.program:
        return None
    return replace(selected, at=owned.at, selection=owned.selection)


def _seized(rule: ClipboardRule, taken: SelectionOwned | SelectionRead, said: tuple[Action, ...]) -> Ruling:
    return Ruling(rule=rule.id, actions=(SeizeSelection(selection=taken.selection), *said))


def _cleared(rule: ClipboardRule, taken: SelectionOwned | SelectionRead, held: Mapping[str, int]) -> tuple[Action, ...]:
    return raised(
        rule,
        "selection_cleared",
        Kind.SELECTION_CLEARED,
        Outcome.CLEARED,
        what=next(iter(held)),
        application=taken.program.name,
        data_classes=held,
        details={"selection": taken.selection},
    )


def _unreadable(rule: ClipboardRule, read: SelectionRead) -> tuple[Action, ...]:
    """Record what nobody is to blame for: a custody, not a violation."""
    body = Body(
        kind=Kind.SELECTION_CLEARED,
        severity=Severity.CUSTODY,
        outcome=Outcome.CLEARED,
        rule=rule.id,
        application=read.program.name,
        data_classes={UNREADABLE: 1},
        details={"selection": read.selection},
    )
    return (WriteEntry(body=body),)

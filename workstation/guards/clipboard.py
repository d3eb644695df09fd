"""The clipboard, guarded behind the field: no selection keeps sensitive data, whichever program took it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping

from workstation.facts.actions import Action, SeizeSelection, WatchSelections, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import UNREADABLE, Observation, SeatStarted, SelectionOwned, SelectionRead
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.rules import ClipboardRule

NEEDS = frozenset({"clipboard"})


class ClipboardGuard:
    """Seizes a selection that is taken while a sensitive field has the focus, or that holds the rule's classes.

    What cannot be read cannot be judged, and is seized as well. One gesture (a selection that grows under the mouse)
    is one entry and one notice, however often it must be seized.
    """

    def __init__(self, rule: ClipboardRule) -> None:
        self._rule = rule
        self._classes: frozenset[str] = frozenset(rule.classes)

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Seize first, then record and notify."""
        match observation:
            case SeatStarted():
                return Ruling(rule=self._rule.id, actions=(WatchSelections(),))
            case SelectionOwned():
                return self._owned(session, observation)
            case SelectionRead():
                return self._read(session, observation)
            case _:
                return None

    def _owned(self, session: Session, owned: SelectionOwned) -> Ruling | None:
        data_class = (session.focus and session.focus.data_class) or ""
        if data_class not in self._classes:
            return None
        said = () if repeats(session.recent, owned) else self._cleared(owned, {data_class: 1})
        return self._seized(owned, said)

    def _read(self, session: Session, read: SelectionRead) -> Ruling | None:
        held = {name: count for name, count in read.data_classes.items() if name in self._classes}
        if not held and UNREADABLE not in read.data_classes:
            return None
        if session.taken_in.get(read.selection) in self._classes or repeats(session.recent, read):
            return self._seized(read, ())  # said already, when it was taken or read before
        return self._seized(read, self._cleared(read, held) if held else self._unreadable(read))

    def _seized(self, taken: SelectionOwned | SelectionRead, said: tuple[Action, ...]) -> Ruling:
        return Ruling(rule=self._rule.id, actions=(SeizeSelection(selection=taken.selection), *said))

    def _cleared(self, taken: SelectionOwned | SelectionRead, held: Mapping[str, int]) -> tuple[Action, ...]:
        return raised(
            self._rule,
            "selection_cleared",
            Kind.SELECTION_CLEARED,
            Outcome.CLEARED,
            what=next(iter(held)),
            application=taken.program.name,
            data_classes=held,
            details={"selection": taken.selection},
        )

    def _unreadable(self, read: SelectionRead) -> tuple[Action, ...]:
        """Record what nobody is to blame for: a custody, not a violation."""
        body = Body(
            kind=Kind.SELECTION_CLEARED,
            severity=Severity.CUSTODY,
            outcome=Outcome.CLEARED,
            rule=self._rule.id,
            application=read.program.name,
            data_classes={UNREADABLE: 1},
            details={"selection": read.selection},
        )
        return (WriteEntry(body=body),)

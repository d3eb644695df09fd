"""Copying, prevented at its source: in a sensitive field no chord and no button copies, cuts or pastes."""

# SPDX-License-Identifier: Apache-2.0

from typing import Literal

from workstation.facts.actions import FreeCopying, HoldCopying, NoticeEvent, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import ChordSwallowed, FieldFocused, Observation, TruthChanged
from workstation.facts.place import Field
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.rules import ClipboardRule

NEEDS = frozenset({"accessibility", "keys"})

_BLOCKED: dict[Literal["copy", "paste", "menu"], tuple[NoticeEvent, Kind]] = {
    "copy": ("copy_blocked", Kind.COPY_BLOCKED),
    "menu": ("copy_blocked", Kind.COPY_BLOCKED),
    "paste": ("paste_blocked", Kind.PASTE_BLOCKED),
}


class CopyingGuard:
    """Holds chords and buttons while a sensitive field has the focus; lets them go only while the seat is open.

    A key that is held down is one entry and one notice.
    """

    def __init__(self, rule: ClipboardRule) -> None:
        self._rule = rule

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Hold or free by the focus; record what was swallowed."""
        match observation:
            case FieldFocused(field=field):
                return self._focused(session, self._sensitive(field))
            case TruthChanged() if session.opens(observation):
                return self._opened(self._sensitive(session.focus))
            case ChordSwallowed() if observation.purpose != "capture" and not repeats(session.recent, observation):
                return self._swallowed(session, observation.chord, *_BLOCKED[observation.purpose])
            case _:
                return None

    def _focused(self, session: Session, field: Field | None) -> Ruling | None:
        """Hold for `field`; it is an access where the focus comes from another class or application."""
        before = self._sensitive(session.focus)
        is_open = session.truth is Truth.ACTIVE
        if field:
            is_new = not before or (before.application, before.data_class) != (field.application, field.data_class)
            return self._held(field, is_access=is_open and is_new)
        return Ruling(rule=self._rule.id, actions=(FreeCopying(),)) if before and is_open else None

    def _opened(self, field: Field | None) -> Ruling:
        """Catch up with where the focus went while the seat was covered."""
        if field:
            return self._held(field, is_access=True)
        return Ruling(rule=self._rule.id, actions=(FreeCopying(),))

    def _held(self, field: Field, *, is_access: bool) -> Ruling:
        access = (self._access(field),) if is_access else ()
        return Ruling(rule=self._rule.id, actions=(HoldCopying(field=field.rect), *access))

    def _swallowed(self, session: Session, chord: str, event: NoticeEvent, kind: Kind) -> Ruling:
        field = self._sensitive(session.focus)
        data_class = (field and field.data_class) or ""
        said = raised(
            self._rule,
            event,
            kind,
            Outcome.BLOCKED,
            what=data_class,
            application=field.application if field else "",
            data_classes={data_class: 1} if data_class else {},
            details={"chord": chord},
        )
        return Ruling(rule=self._rule.id, actions=said)

    def _sensitive(self, field: Field | None) -> Field | None:
        return field if field and field.data_class in self._rule.classes else None

    def _access(self, field: Field) -> WriteEntry:
        return WriteEntry(
            body=Body(
                kind=Kind.FIELD_FOCUSED,
                severity=Severity.ACCESS,
                outcome=Outcome.DONE,
                rule=self._rule.id,
                application=field.application,
                data_classes={field.data_class or "": 1},
            )
        )

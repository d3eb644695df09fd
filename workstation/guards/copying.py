"""Copying, prevented at its source: in a sensitive field no chord and no button copies, cuts or pastes."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import FreeCopying, HoldCopying, NoticeEvent, Notify, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    ChordSwallowed,
    Circumstance,
    FieldFocused,
    KeyboardTaken,
    Observation,
    PolicyChanged,
    TruthChanged,
)
from workstation.facts.place import Field
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import ClipboardRule
from workstation.policy.watched import is_named

NEEDS = frozenset({"accessibility", "keys"})

_BLOCKED: dict[str, tuple[NoticeEvent, Kind]] = {
    "copy": ("copy_blocked", Kind.COPY_BLOCKED),
    "menu": ("copy_blocked", Kind.COPY_BLOCKED),
    "paste": ("paste_blocked", Kind.PASTE_BLOCKED),
}


class CopyingGuard:
    """Holds chords and buttons while a sensitive field has the focus; lets them go only while the seat is open.

    A key that is held down is one entry and one notice.
    """

    def __init__(self, rules: Rules[ClipboardRule]) -> None:
        self._rules = rules
        self._first = rules.all[0]

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: PLR0911 - one arm a fact
        """Hold or free by the focus; record what was swallowed."""
        match observation:
            case FieldFocused(field=field):
                return self._focused(session, field)
            case TruthChanged() if session.opens(observation):
                return self._opened(session.after(observation))
            case PolicyChanged() if session.truth is Truth.ACTIVE:
                return self._opened(session.after(observation))
            case ChordSwallowed(purpose="copy" | "paste" | "menu") if not repeats(session.recent, observation):
                return self._swallowed(session, observation.chord, *_BLOCKED[observation.purpose])
            case KeyboardTaken() if session.truth is Truth.ACTIVE:  # of a covered seat it is the shields' own
                return self._taken(session)
            case _ if session.focus and isinstance(observation, Circumstance):
                return self._changed(session, session.after(observation))
            case _:
                return None

    def _focused(self, session: Session, field: Field | None) -> Ruling | None:
        """Hold for `field`; it is an access where the focus comes from another class or application."""
        before = session.focus if self._decides(session, session.focus) else None
        is_open = session.truth is Truth.ACTIVE
        if field and (rule := self._decides(session, field)):
            is_new = not before or (before.application, before.data_class) != (field.application, field.data_class)
            return _held(rule, field, is_access=is_open and is_new and not _tells_itself(session, field))
        return self._freed() if before and is_open else None

    def _opened(self, session: Session) -> Ruling:
        """Catch up with where the focus went while the seat was covered."""
        if session.focus and (rule := self._decides(session, session.focus)):
            return _held(rule, session.focus, is_access=not _tells_itself(session, session.focus))
        return self._freed()

    def _changed(self, before: Session, now: Session) -> Ruling | None:
        """Hold or free what the rules say of the same field now."""
        rule, is_held = self._decides(now, now.focus), self._decides(before, now.focus) is not None
        if now.focus and rule and not is_held:
            is_access = now.truth is Truth.ACTIVE and not _tells_itself(now, now.focus)
            return _held(rule, now.focus, is_access=is_access)
        return self._freed() if is_held and not rule and now.truth is Truth.ACTIVE else None

    def _swallowed(self, session: Session, chord: str, event: NoticeEvent, kind: Kind) -> Ruling:
        rule = self._decides(session, session.focus)
        field = session.focus if rule else None
        data_class = (field and field.data_class) or ""
        said = raised(
            rule or self._first,
            event,
            kind,
            Outcome.BLOCKED,
            what=data_class,
            application=field.application if field else "",
            data_classes={data_class: 1} if data_class else {},
            details={"chord": chord},
        )
        return Ruling(rule=(rule or self._first).id, actions=said)

    def _taken(self, session: Session) -> Ruling | None:
        """Say that chords are not held here (PCI DSS 4.0.1 §10.7.2); what they copy is emptied all the same."""
        field, rule = session.focus, self._decides(session, session.focus)
        if field is None or rule is None:
            return None
        failure = Body(
            kind=Kind.KEYBOARD_TAKEN,
            severity=Severity.FAILURE,
            outcome=Outcome.DETECTED,
            rule=rule.id,
            application=field.application,
            data_classes={field.data_class or "": 1},
        )
        notice = Notify(
            event="keyboard_taken", rule=rule.id, what=field.application, reason=rule.reason, instead=rule.instead
        )
        return Ruling(rule=rule.id, actions=(WriteEntry(body=failure), notice))

    def _decides(self, session: Session, field: Field | None) -> ClipboardRule | None:
        """Return the first rule by which nothing may be copied out of `field`; others let it be taken and look then."""
        if field is None or field.data_class is None:
            return None
        holding = self._rules.applying(session, field.place, field.data_class)
        blocking = (rule for rule in holding if rule.mode == "block")
        return next((rule for rule in blocking if is_named(field.data_class, rule.classes)), None)

    def _freed(self) -> Ruling:
        return Ruling(rule=self._first.id, actions=(FreeCopying(),))


def _tells_itself(session: Session, field: Field) -> bool:
    """Say whether the page that `field` is in tells of its focus itself, by a browser's extension."""
    there = field.place.executable, field.place.url
    return bool(field.place.url) and any(
        (page.place.executable, page.place.url) == there for page in session.pages.values()
    )


def _held(rule: ClipboardRule, field: Field, *, is_access: bool) -> Ruling:
    access = (_access(rule, field),) if is_access else ()
    return Ruling(rule=rule.id, actions=(HoldCopying(field=field.rect), *access))


def _access(rule: ClipboardRule, field: Field) -> WriteEntry:
    return WriteEntry(
        body=Body(
            kind=Kind.FIELD_FOCUSED,
            severity=Severity.ACCESS,
            outcome=Outcome.DONE,
            rule=rule.id,
            application=field.application,
            data_classes={field.data_class or "": 1},
        )
    )

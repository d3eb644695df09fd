"""The clipboard, guarded behind the field: no selection keeps sensitive data, whichever program took it."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from workstation.facts.actions import Action, NoticeEvent, Notify, SeizeSelection, WatchSelections, WriteEntry
from workstation.facts.body import Body
from workstation.facts.holding import Held
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    PICTURE,
    UNREADABLE,
    CallChanged,
    Circumstance,
    FieldFocused,
    Observation,
    PolicyChanged,
    SeatEnding,
    SeatStarted,
    SelectionOwned,
    SelectionRead,
)
from workstation.facts.place import Field, Place
from workstation.facts.recent import repeats
from workstation.facts.selecting import is_unclear
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.keeping import KEEPS_CONTENT, WHOLE, pictures_of, strictest
from workstation.policy.precedence import Rules
from workstation.policy.rules import ClipboardRule
from workstation.policy.watched import is_named

_CLOSED = frozenset({PICTURE, UNREADABLE})
"""What no mode lets stay: a picture that a rule refuses, and what nobody could read."""

NEEDS = frozenset({"clipboard"})


class ClipboardGuard:
    """Seizes a selection that is taken while a sensitive field has the focus, or that holds the rules' classes.

    The strictest rule about what it holds decides: it is emptied, masked, handed to some programs alone, or left for a
    while. What is left is emptied at the end of that while, of the call, the session and the seat, and where a stricter
    rule begins to hold. What cannot be read cannot be judged, and is emptied. What is dragged is taken for what its
    program has selected, since programs let only the one that they are dragged into read it. One gesture (a selection
    that grows under the mouse) is one entry and one notice, however often it must be seized.
    """

    def __init__(self, rules: Rules[ClipboardRule]) -> None:
        self._rules = rules
        self._first = rules.all[0].id
        keeps = any(rule.mode in KEEPS_CONTENT for rule in rules.all)
        blocks = any(rule.mode == "block" for rule in rules.all)
        self._watching = WatchSelections(keeps=keeps, pictures=pictures_of(rules.all), blocks=blocks)

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Seize first, then record and notify."""
        match observation:
            case SeatStarted():
                return Ruling(rule=self._first, actions=(self._watching,))
            case PolicyChanged():
                actions = self._held(session.after(observation), ends=False)
                return Ruling(rule=self._first, actions=(*actions, self._watching))
            case SelectionOwned():
                return self._owned(session, observation)
            case SelectionRead():
                return self._read(session, observation)
            case _ if isinstance(observation, FieldFocused | Circumstance | SeatEnding):
                actions = (*self._kept_on(session, observation), *self._selected(session, observation))
                return Ruling(rule=self._first, actions=actions) if actions else None
            case _:
                return None

    def _kept_on(self, session: Session, observation: Observation) -> tuple[Action, ...]:
        """Empty, or give out less of, what may be there no longer as it is; the focus changes nothing about that."""
        if not session.held or isinstance(observation, FieldFocused):
            return ()
        is_call_over = isinstance(observation, CallChanged) and not observation.on_call
        return self._held(session.after(observation), ends=is_call_over or isinstance(observation, SeatEnding))

    def _selected(self, session: Session, observation: Observation) -> tuple[Action, ...]:
        """Say what was selected in a sensitive field once that is clear; what was selected in another was ordinary."""
        selecting = session.selecting
        if selecting is None:
            return ()
        rule, held = self._blocking(session, selecting.field), {selecting.field.data_class or "": 1}
        is_settled = selecting.is_settled(observation)
        if selecting.is_of_another_field(observation) or (is_settled and rule is None and selecting.is_emptied):
            return _emptied(rule or self._rules.all[0], selecting.owned, held).actions[1:]
        return _cleared(rule, selecting.owned, held) if rule and is_settled else ()

    def _owned(self, session: Session, owned: SelectionOwned) -> Ruling | None:
        dragged = session.selected.get(owned.program) if owned.selection == "XdndSelection" else None
        if dragged and (ruling := self._read(session, replace(dragged, at=owned.at, selection=owned.selection))):
            return ruling
        rule = self._blocking(session, session.focus)
        if rule is None or session.focus is None:
            return None
        held = {session.focus.data_class or "": 1}
        is_said = repeats(session.recent, owned) or is_unclear(session.focus, owned)  # there, or once it is clear
        return _seized(rule, owned, () if is_said else _cleared(rule, owned, held))

    def _read(self, session: Session, read: SelectionRead) -> Ruling | None:
        rule, every = self._decides(session, read)
        if rule is None:
            return None
        held = _new_of(session, read, every)
        is_repeated = not held or repeats(session.recent, read)
        if rule.mode != "block" and not every.keys() & _CLOSED:
            is_open = session.truth is Truth.ACTIVE
            return _kept(rule, read, held or every, is_repeated=is_repeated) if is_open else _emptied(rule, read, every)
        if self._blocking(session, session.taken_in.get(read.selection)) or is_repeated:
            return _seized(rule, read, ())  # said when it was taken
        known = {name: count for name, count in held.items() if name != UNREADABLE}
        return _seized(rule, read, _cleared(rule, read, known) if known else _unreadable(rule, read))

    def _held(self, now: Session, *, ends: bool) -> tuple[Action, ...]:
        """Say what becomes of everything that is held, all of it at an end."""
        actions: list[Action] = []
        for held in now.held.values():
            rule, classes = self._decides(now, held.read)
            if rule is None:
                continue
            seizing = _seizing(rule, held.read)
            is_closed = rule.mode == "block" or classes.keys() & _CLOSED
            if ends or now.truth is not Truth.ACTIVE or is_closed or _is_over(rule, held, now.now):
                actions += _emptied(rule, held.read, classes).actions
            elif seizing and (seizing.serves, seizing.into) != (held.serves, held.into):
                actions.append(seizing)
        return tuple(sorted(actions, key=lambda action: isinstance(action, WriteEntry)))  # all of it closes first

    def _decides(self, session: Session, read: SelectionRead) -> tuple[ClipboardRule | None, Mapping[str, int]]:
        """Return the strictest rule about what was read, and how much of which class rules are about."""
        place = Place(executable=read.program.path or None)
        texts = {name: tuple(self._about(session, place, name)) for name in read.data_classes}
        pictures = {name: tuple(self._about_picture(session, place, name)) for name in read.pictured}
        held = Counter({name: read.data_classes[name] for name, rules in texts.items() if rules})
        held |= Counter({name: read.pictured[name] for name, rules in pictures.items() if rules})
        return strictest(rule for rules in (*texts.values(), *pictures.values()) for rule in rules), held

    def _about(self, session: Session, place: Place, data_class: str) -> Iterator[ClipboardRule]:
        """Yield the rules about `data_class`, taken at `place`; all of them are about what nobody could read."""
        for rule in self._rules.applying(session, place, data_class):
            if is_named(data_class, rule.classes) or data_class == UNREADABLE:
                yield rule

    def _about_picture(self, session: Session, place: Place, data_class: str) -> Iterator[ClipboardRule]:
        """Yield the rules about what a picture shows, or about there being one."""
        if data_class != PICTURE:
            yield from (rule for rule in self._about(session, place, data_class) if rule.pictures == "read")
        else:
            yield from (rule for rule in self._rules.applying(session, place) if rule.pictures == "refuse")

    def _blocking(self, session: Session, field: Field | None) -> ClipboardRule | None:
        """Return the rule by which whatever is taken in `field` is emptied before anybody reads it."""
        if field is None or not field.data_class:
            return None
        rule = strictest(self._about(session, field.place, field.data_class))
        return rule if rule and rule.mode == "block" else None


def _is_over(rule: ClipboardRule, held: Held, now: datetime) -> bool:
    return rule.mode in WHOLE and now >= held.read.at + timedelta(seconds=rule.expire_seconds)


def _new_of(session: Session, read: SelectionRead, held: Mapping[str, int]) -> Mapping[str, int]:
    """Return what of `held` was not told of the same reading before; what is unreadable beside it is no news then."""
    known = session.held.get(read.selection)
    if known is None or not read.reading or known.read.reading != read.reading:
        return held
    told = {UNREADABLE, *known.read.data_classes, *known.read.pictured}
    return {name: count for name, count in held.items() if name not in told}


def _seizing(rule: ClipboardRule, read: SelectionRead) -> SeizeSelection | None:
    """Return how what was read is given out by the seat, None where its program goes on with that."""
    match rule.mode:
        case "redact":
            return SeizeSelection(selection=read.selection, reading=read.reading, serves="masked")
        case "allow-within":
            return SeizeSelection(selection=read.selection, reading=read.reading, serves="whole", into=rule.into)
        case _:
            return None


def _kept(rule: ClipboardRule, read: SelectionRead, held: Mapping[str, int], *, is_repeated: bool) -> Ruling:
    """Hand on what the rule allows, and say so once."""
    seizing = _seizing(rule, read)
    is_masked = rule.mode == "redact"
    details: dict[str, str | int] = {"selection": read.selection}
    if not is_masked:
        details["seconds"] = rule.expire_seconds
    body = Body(
        kind=Kind.SELECTION_REDACTED if is_masked else Kind.SELECTION_KEPT,
        severity=Severity.ACCESS,
        outcome=Outcome.MASKED if is_masked else Outcome.DONE,
        rule=rule.id,
        application=read.program.name,
        data_classes=dict(held),
        details=details,
    )
    event: NoticeEvent = "selection_redacted" if is_masked else "selection_kept"
    notice = Notify(event=event, rule=rule.id, what=next(iter(held)), reason=rule.reason, instead=rule.instead)
    return Ruling(
        rule=rule.id,
        actions=(*([seizing] if seizing else ()), *(() if is_repeated else (WriteEntry(body=body), notice))),
    )


def _emptied(rule: ClipboardRule, read: SelectionOwned | SelectionRead, held: Mapping[str, int]) -> Ruling:
    """Empty what the rule no longer allows; nobody is to blame for it."""
    body = Body(
        kind=Kind.SELECTION_CLEARED,
        severity=Severity.CUSTODY,
        outcome=Outcome.CLEARED,
        rule=rule.id,
        application=read.program.name,
        data_classes=dict(held),
        details={"selection": read.selection},
    )
    return Ruling(rule=rule.id, actions=(SeizeSelection(selection=read.selection), WriteEntry(body=body)))


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
        tool=taken.program,
    )


def _unreadable(rule: ClipboardRule, read: SelectionRead) -> tuple[Action, ...]:
    """Record what nobody is to blame for: a custody, no violation. Whoever copied a picture is told where it went."""
    recorded = _emptied(rule, read, {UNREADABLE: 1}).actions[1:]
    if not read.pictured:
        return recorded
    why = Notify(event="selection_cleared", rule=rule.id, what=UNREADABLE, reason=rule.reason, instead=rule.instead)
    return (*recorded, why)

"""Printing and saving: no chord takes a document out of a program that shows what a rule is about."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from typing import get_args

from workstation.facts.actions import Action, HoldPrinting, NoticeEvent, WatchWindows
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import (
    UNREADABLE,
    ChordSwallowed,
    Circumstance,
    FieldFocused,
    Observation,
    Paper,
    PolicyChanged,
    ScreenRead,
    SeatStarted,
    WindowsSeen,
)
from workstation.facts.pagefacts import PageFact
from workstation.facts.place import Place
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import PrintingRule
from workstation.policy.watched import is_named

NEEDS = frozenset({"accessibility", "keys", "windows"})
_PAPERS: tuple[Paper, ...] = get_args(Paper)
_BLOCKED: dict[str, tuple[NoticeEvent, Kind]] = {
    "print": ("print_blocked", Kind.PRINT_BLOCKED),
    "save": ("save_blocked", Kind.SAVE_BLOCKED),
}


class PrintingGuard:
    """Holds the rules' chords while the program with the focus shows one of their classes, in any of its windows.

    Where nobody can tell which program has the focus, each one counts. A key that is held down is one entry.
    """

    def __init__(self, rules: Rules[PrintingRule]) -> None:
        self._rules = rules
        self._first = rules.all[0]

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Hold or free by what is shown and where the focus is; record what was swallowed."""
        match observation:
            case SeatStarted():
                return self._ruling(WatchWindows())
            case PolicyChanged():
                return self._ruling(HoldPrinting(chords=self._held(session.after(observation))), WatchWindows())
            case ChordSwallowed(purpose="print" | "save") if not repeats(session.recent, observation):
                return self._swallowed(session, observation)
            case ScreenRead() | WindowsSeen() | FieldFocused():
                return self._changed(session, session.after(observation))
            case _ if isinstance(observation, Circumstance | PageFact):
                return self._changed(session, session.after(observation))
            case _:
                return None

    def _changed(self, before: Session, now: Session) -> Ruling | None:
        held = self._held(now)
        return None if held == self._held(before) else self._ruling(HoldPrinting(chords=held))

    def _held(self, session: Session) -> tuple[Paper, ...]:
        held = {chord for rule, _, _ in self._deciding(session) for chord in rule.chords}
        return tuple(chord for chord in _PAPERS if chord in held)

    def _deciding(self, session: Session) -> Iterator[tuple[PrintingRule, str, str]]:
        """Yield each rule that holds for something shown where the focus is, with its program and its class."""
        for application, place, data_class in _shown_in_focus(session):
            for rule in self._rules.applying(session, place, data_class):
                if is_named(data_class, rule.classes) or data_class == UNREADABLE:
                    yield rule, application, data_class

    def _swallowed(self, session: Session, swallowed: ChordSwallowed) -> Ruling:
        """Say what was held back, by what decided then; it may be off the screen by now."""
        holding = (each for each in self._deciding(session) if swallowed.purpose in each[0].chords)
        rule, application, data_class = next(holding, (self._first, "", ""))
        event, kind = _BLOCKED[swallowed.purpose]
        said = raised(
            rule,
            event,
            kind,
            Outcome.BLOCKED,
            what=data_class,
            application=application,
            data_classes={data_class: 1} if data_class else {},
            details={"chord": swallowed.chord},
        )
        return Ruling(rule=rule.id, actions=said)

    def _ruling(self, *actions: Action) -> Ruling:
        return Ruling(rule=self._first.id, actions=actions)


def _shown_in_focus(session: Session) -> Iterator[tuple[str, Place, str]]:
    """Yield program, place and class of all that programs show, pages tell and fields hold where the focus may be."""
    focused = {window.place.executable for window in session.windows if window.has_focus}
    for application, place, data_class in _shown(session):
        if not focused or None in focused or place.executable is None or place.executable in focused:
            yield application, place, data_class


def _shown(session: Session) -> Iterator[tuple[str, Place, str]]:
    for mark in session.marks:
        yield mark.application, mark.place, mark.data_class
    for page in session.pages.values():
        for data_class in (each for each, count in page.data_classes.items() if count):
            yield page.application, page.place, data_class
    if session.focus and session.focus.data_class:
        yield session.focus.application, session.focus.place, session.focus.data_class

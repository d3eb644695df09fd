"""Windows: what a rule covers of them whatever they show, and what is on the record where the focus uncovers one."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator
from datetime import datetime

from workstation.facts.actions import Action, CoverWindows, WatchWindows, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    Circumstance,
    Observation,
    PixelsRead,
    PolicyChanged,
    ReaderIdentified,
    RecordersSeen,
    SeatStarted,
    TruthChanged,
    WindowsSeen,
)
from workstation.facts.place import Cover, CoverReason, Place, Rect, ShownWindow
from workstation.facts.session import LATELY, Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling
from workstation.policy.allowed import is_allowed
from workstation.policy.precedence import Rules
from workstation.policy.rules import WindowRule

NEEDS = frozenset({"windows", "masks", "readers"})
_Opened = dict[tuple[str, str], set[Place]]


class WindowGuard:
    """Covers what the rules say of every window, in every state of the seat. Covering is no access.

    A window that the focus uncovers is one; coming back to it within a minute is the same one.
    """

    def __init__(self, rules: Rules[WindowRule]) -> None:
        self._rules = rules
        self._first = rules.all[0].id

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Cover first, then write down what the focus uncovers."""
        match observation:
            case SeatStarted():
                return self._ruling((WatchWindows(),))
            case PolicyChanged():
                covers = CoverWindows(covers=self._covers(session.after(observation)))
                return self._ruling((covers, WatchWindows()))
            case WindowsSeen() | PixelsRead() | RecordersSeen() | ReaderIdentified():
                return self._changed(session, session.after(observation), observation.at)
            case _ if session.windows and isinstance(observation, Circumstance):
                opens = isinstance(observation, TruthChanged) and session.opens(observation)
                return self._changed(session, session.after(observation), observation.at, opens=opens)
            case _:
                return None

    def _changed(self, before: Session, now: Session, at: datetime, *, opens: bool = False) -> Ruling | None:
        covers = self._covers(now)
        covering = () if covers == self._covers(before) else (CoverWindows(covers=covers),)
        if now.truth is not Truth.ACTIVE:
            return self._ruling(covering)
        known = {} if opens else self._opened(before)
        fresh = (
            shown
            for shown, places in self._opened(now).items()
            if shown not in known and not any(_was_left(now, place, at) for place in places)
        )
        return self._ruling((*covering, *(_access(*shown) for shown in fresh)))

    def _covers(self, session: Session) -> tuple[Cover, ...]:
        return tuple(cover for window in session.windows for cover in self._of(session, window))

    def _of(self, session: Session, window: ShownWindow) -> Iterator[Cover]:
        """Yield what is covered of one window: all of it, or its regions."""
        rules = tuple(self._rules.applying(session, window.place))
        whole = next((why for rule in rules if (why := _whole(rule, window, session))), None)
        if whole is not None:
            yield from _cover("", whole, window.visible)
            return
        for region in (region for rule in rules for region in rule.regions):
            if (box := region.inside(window.rect)) is not None:
                yield from _cover(region.name, "policy", (part.meet(box) for part in window.visible))

    def _opened(self, session: Session) -> _Opened:
        """Return the windows that the focus uncovers, by program and by the rule that covers them otherwise."""
        opened: _Opened = {}
        for window in session.windows:
            rules = tuple(self._rules.applying(session, window.place)) if window.has_focus else ()
            deciding = next((rule.id for rule in rules if rule.cover == "unfocused"), None)
            if deciding and not any(_whole(rule, window, session) for rule in rules):
                opened.setdefault((window.application, deciding), set()).add(window.place)
        return opened

    def _ruling(self, actions: Iterable[Action]) -> Ruling | None:
        every = tuple(actions)
        return Ruling(rule=self._first, actions=every) if every else None


def _whole(rule: WindowRule, window: ShownWindow, session: Session) -> CoverReason | None:
    """Return why `rule` covers all of `window` now, None where it does not."""
    if rule.cover == "always":
        return "policy"
    watching = ((program.path, session.identified.get(program, "")) for program in session.watching())
    if rule.while_watched and not all(is_allowed(rule.allow, path, digest) for path, digest in watching):
        return "watched"
    return "unfocused" if rule.cover == "unfocused" and not window.has_focus else None


def _cover(name: str, why: CoverReason, parts: Iterable[Rect | None]) -> Iterator[Cover]:
    hidden = tuple(part for part in parts if part is not None)
    if hidden:
        yield Cover(name=name, why=why, hidden=hidden)


def _was_left(session: Session, place: Place, at: datetime) -> bool:
    """Say whether the focus left a window so short a while ago that its return is the same access."""
    left = session.left.get(place)
    return left is not None and at - left <= LATELY


def _access(application: str, rule: str) -> WriteEntry:
    return WriteEntry(
        body=Body(
            kind=Kind.WINDOW_UNCOVERED,
            severity=Severity.ACCESS,
            outcome=Outcome.DONE,
            rule=rule,
            application=application,
        )
    )

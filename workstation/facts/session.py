"""What the seat knows now; every fact makes the next one."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from workstation.facts.browsers import Browser
from workstation.facts.exposure import Exposure, brought_up
from workstation.facts.factor import Factor
from workstation.facts.holding import Held, held_after, selected_after
from workstation.facts.kinds import Kind
from workstation.facts.observations import (
    CallChanged,
    Circumstance,
    EntryWritten,
    FieldFocused,
    InputFaked,
    InputIdled,
    InputResumed,
    MoreRead,
    Observation,
    PasswordChangeOffered,
    PixelsRead,
    PolicyChanged,
    PolicyConfirmed,
    ReaderIdentified,
    RecordersSeen,
    RevealAsked,
    ScreenRead,
    Selection,
    SelectionOwned,
    SelectionRead,
    StoreSawSeat,
    SupportChanged,
    SurroundingsChanged,
    TruthChanged,
    WindowsSeen,
)
from workstation.facts.pagefacts import (
    BrowsersSeen,
    PageAsked,
    PageClosed,
    PageFocused,
    PageLeft,
    PageOpened,
    PageShown,
)
from workstation.facts.place import Field, Mark, Page, Place, Program, ShownWindow
from workstation.facts.recent import Gesture, remember
from workstation.facts.revealing import Revealing, asked
from workstation.facts.selecting import Selecting, selecting_after
from workstation.facts.shiftend import ShiftEnd
from workstation.facts.situation import Situation, still_counting
from workstation.facts.support import Supported
from workstation.facts.truth import ENDED, Truth
from workstation.facts.watchers import Watchers, counted, joined, remaining

LATELY = timedelta(minutes=1)
FAKES = 63
_Key = TypeVar("_Key")
_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A seat as its engine knows it; the truth in it comes from the keeper alone.

    `now` is the time of the last circumstance: what begins or ceases to hold with time does so at one, and is seen.
    `taken_in` tells in which field the focus was when a program took each selection, `held` what was read from it
    since, where that was sensitive, `selected` what programs have selected of that kind, `selecting` what was
    selected where it is not clear yet which field had the focus. `is_told_to_set_up` tells that
    a browser was seen for which no extension was ever set up. `recent` are gestures that may still go on. `granted` are
    the exceptions of the policy whose use is on the record since the seat was opened. `left` tells which windows the
    focus left, within a minute. `faked` is when programs gave input since hands did, as far as that was looked for.
    `revealing` is the one mask that may be lifted; `asked` is how many were asked for,
    `revealed` when reveals of this agent went on the record since signing in. `focused` are the classes of the field
    with the focus in each page, as far as pages tell it, `exposures` what is typed or seen now, or was within a minute.
    `support` is the remote support that is allowed now; it is over with its time and whenever the seat closes.
    `opened_in` are the addresses that the seat had when its agent opened it, None while nobody could tell.
    `closes_at` is when the seat closes unless the audit store is heard, `shift` the end of the shift, once it is near.
    `confirmed` is when the policy was last proved;
    `is_strictest` tells that this was too long ago, so that the strictest rules hold. `changes_password_by` are the
    factors by which the agent may change their password now, none where they may not.
    """

    now: datetime
    policy: str
    truth: Truth = Truth.SIGNED_OUT
    agent: str = ""
    reason: str = ""
    active_since: datetime | None = None
    opened_in: tuple[str, ...] | None = None
    focus: Field | None = None
    marks: tuple[Mark, ...] = ()
    windows: tuple[ShownWindow, ...] = ()
    left: Mapping[Place, datetime] = field(default_factory=dict)
    watchers: Watchers = ()
    recorders: tuple[Program, ...] = ()
    identified: Mapping[Program, str] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
    browsers: tuple[Browser, ...] = ()
    is_told_to_set_up: bool = False
    focused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exposures: tuple[Exposure, ...] = ()
    taken_in: Mapping[Selection, Field | None] = field(default_factory=dict)
    held: Mapping[Selection, Held] = field(default_factory=dict)
    selected: Mapping[Program, SelectionRead] = field(default_factory=dict)
    selecting: Selecting | None = None
    idle_since: datetime | None = None
    faked: tuple[datetime, ...] = ()
    recent: tuple[Gesture, ...] = ()
    situation: Situation = field(default_factory=Situation)
    granted: frozenset[str] = frozenset()
    revealing: Revealing | None = None
    asked: int = 0
    revealed: tuple[datetime, ...] = ()
    confirmed: datetime | None = None
    is_strictest: bool = False
    closes_at: datetime | None = None
    shift: ShiftEnd | None = None
    support: Supported | None = None
    changes_password_by: tuple[Factor, ...] = ()

    def after(self, observation: Observation) -> "Session":
        """Return the session as it is once `observation` happened.

        A film that remote support began is another one once that is over.
        """
        known = self._after(observation)
        if self.support is not None and known.support != self.support:
            known = replace(known, recent=_without_films(known.recent))
        at, is_open = max(known.now, observation.at), known.truth is Truth.ACTIVE
        exposures = brought_up(self.exposures, _exposed(known), at, is_open=is_open)
        return known if exposures == self.exposures else replace(known, exposures=exposures)

    def _after(self, observation: Observation) -> "Session":  # noqa: C901, PLR0911, PLR0912 - one arm a fact
        """Return it without what is exposed then; a new focus ends what fingers do."""
        now = max(self.now, observation.at) if isinstance(observation, Circumstance) else self.now
        watchers = remaining(self.watchers, now) if isinstance(observation, Circumstance) else self.watchers
        revealing = self.revealing and self.revealing.after(observation, self.focus)
        recent = remember(self.recent, observation)
        known = replace(
            self,
            now=now,
            recent=recent,
            watchers=watchers,
            revealing=revealing,
            support=self.support if self.support and self.support.until > now else None,
            held=held_after(self.held, observation),
            selected=selected_after(self.selected, observation),
            selecting=selecting_after(self.selecting, self.recent, self.focus, observation),
        )
        match observation:
            case TruthChanged():
                return _told(known, observation)
            case FieldFocused(field=focus):
                films = tuple(gesture for gesture in known.recent if isinstance(gesture, PixelsRead))
                return replace(known, focus=focus, recent=films)
            case ScreenRead(marks=marks):
                return replace(known, marks=marks)
            case WindowsSeen(at=at, windows=windows):
                gone = dict.fromkeys(_focused(self.windows) - _focused(windows), at)
                lately = {place: when for place, when in self.left.items() if at - when <= LATELY}
                return replace(known, windows=windows, left={**lately, **gone})
            case PixelsRead():
                is_new = all(each.program != observation.program for each in watchers)
                identified = _without(known.identified, observation.program) if is_new else known.identified
                return replace(known, watchers=joined(watchers, observation), identified=identified)
            case MoreRead():
                return replace(known, watchers=counted(watchers, observation))
            case RecordersSeen(programs=programs):
                return replace(known, recorders=programs)
            case ReaderIdentified(program=program, digest=digest):
                others = {each: known.identified[each] for each in known.watching() if each in known.identified}
                return replace(known, identified={**others, program: digest})
            case PageOpened(key=key, page=page):
                return replace(known, pages={**self.pages, key: page})
            case BrowsersSeen(browsers=browsers):
                never = any(browser.extension == "never_set_up" for browser in browsers)
                return replace(known, browsers=browsers, is_told_to_set_up=self.is_told_to_set_up or never)
            case PageClosed(key=key):
                return replace(known, pages=_without(self.pages, key), focused=_without(self.focused, key))
            case PageFocused(key=key, data_classes=classes) if key in self.pages:
                return replace(known, focused={**self.focused, key: classes})
            case PageLeft(key=key):
                return replace(known, focused=_without(self.focused, key))
            case PageShown(key=key, data_classes=classes) if shown := self.pages.get(key):
                return replace(known, pages={**self.pages, key: replace(shown, data_classes=classes)})
            case SelectionOwned(selection=selection):
                return replace(known, taken_in={**self.taken_in, selection: self.focus})
            case RevealAsked() | PageAsked() if not self.watching():
                return _asked(known, observation)
            case InputIdled(at=at, idle=idle):
                return replace(known, idle_since=at - idle)
            case InputFaked(at=at, idle=idle, ago=ago):
                since = tuple(moment for moment in self.faked if moment > at - idle)
                return replace(known, faked=(*since[-FAKES:], at - ago))
            case InputResumed():
                return replace(known, idle_since=None)
            case SurroundingsChanged(addresses=addresses, utc_offset=offset, interfaces=interfaces):
                view = still_counting(self.situation.view, addresses)
                situation = replace(
                    self.situation, addresses=addresses, interfaces=interfaces, utc_offset=offset, view=view
                )
                opened_in = addresses if self.opened_in is None else self.opened_in
                return replace(known, situation=situation, opened_in=opened_in)
            case StoreSawSeat(view=view):
                return replace(known, situation=replace(self.situation, view=view))
            case CallChanged(on_call=on_call):
                return replace(known, situation=replace(self.situation, on_call=on_call))
            case SupportChanged(support=support):
                is_on = known.truth is Truth.ACTIVE and support is not None and support.until > now
                return replace(known, support=support if is_on else None)
            case PolicyChanged(policy=policy):
                return replace(known, policy=policy, granted=frozenset(), recent=(), idle_since=None)
            case PasswordChangeOffered(factors=factors):
                return replace(known, changes_password_by=factors)
            case PolicyConfirmed(confirmed=confirmed, is_strictest=is_strictest):
                return replace(known, confirmed=confirmed, is_strictest=is_strictest)
            case EntryWritten(body=body) if body.kind is Kind.EXCEPTION_USED and known.truth is Truth.ACTIVE:
                return replace(known, granted=known.granted | {body.rule})
            case EntryWritten(at=at, body=body) if body.kind is Kind.REVEAL_OPENED:
                return replace(known, revealed=(*known.revealed, at))
            case _:
                return known

    def watching(self) -> tuple[Program, ...]:
        """Return the programs that read the screen now, or are made for that and run."""
        return (*(watcher.program for watcher in self.watchers), *self.recorders)

    def supports(self, program: Program, at: datetime) -> bool:
        """Say whether `program` may run and read the screen for remote support at that moment."""
        return self.support is not None and at < self.support.until and self.support.covers(program)

    def wanted(self, asked: RevealAsked | PageAsked) -> Mark | None:
        """Return the mark that the agent wants to see, None where it is on the screen no more."""
        if isinstance(asked, RevealAsked):
            return asked.mark if asked.mark in self.marks else None
        page = self.pages.get(asked.key)
        if page is None or not page.data_classes.get(asked.data_class):
            return None
        value = f"{asked.key} {asked.value}"
        return Mark(application=page.application, data_class=asked.data_class, hidden=(), place=page.place, value=value)

    def opens(self, observation: TruthChanged) -> bool:
        """Say whether `observation` uncovers the seat."""
        return observation.truth is Truth.ACTIVE and self.truth is not Truth.ACTIVE


def _exposed(session: Session) -> Iterator[Exposure]:
    """Yield what the agent is at now, as programs, pages and a lifted mask tell it."""
    focus, lifted = session.focus, session.revealing
    if focus is not None and focus.data_class:
        yield Exposure(application=focus.application, data_class=focus.data_class, place=focus.place)
    for key, classes in session.focused.items():
        page = session.pages[key]
        for data_class in classes:
            yield Exposure(application=page.application, data_class=data_class, place=page.place, page=key)
    if lifted is not None and lifted.stage == "open":
        mark = lifted.mark
        yield Exposure(application=mark.application, data_class=mark.data_class, place=mark.place)


def _asked(session: Session, wish: RevealAsked | PageAsked) -> Session:
    """Return the session in which the agent asked for a mark; asked again, what is lifted is covered."""
    mark = session.wanted(wish)
    is_over = session.revealing is not None and session.revealing.mark == mark
    if is_over or session.truth is not Truth.ACTIVE or mark is None:
        return replace(session, revealing=None)
    number = session.asked + 1
    revealing = asked(number, mark, session.focus, wish.at)
    if isinstance(wish, PageAsked):
        revealing = replace(revealing, page=wish.key, value=wish.value)
    return replace(session, asked=number, revealing=revealing)


def _told(session: Session, told: TruthChanged) -> Session:
    since = told.at if session.opens(told) else session.active_since
    return replace(
        session,
        truth=told.truth,
        agent=told.agent,
        reason=told.reason,
        closes_at=told.closes_at,
        shift=told.shift if told.truth is Truth.ACTIVE else None,
        support=session.support if told.truth is Truth.ACTIVE else None,
        active_since=since if told.truth is Truth.ACTIVE else None,
        opened_in=session.situation.addresses if session.opens(told) else session.opened_in,
        granted=session.granted if told.truth is Truth.ACTIVE else frozenset(),
        revealed=() if _begins_shift(session, told) else session.revealed,
    )


def _without(some: Mapping[_Key, _Told], key: _Key) -> Mapping[_Key, _Told]:
    return {each: told for each, told in some.items() if each != key}


def _without_films(gestures: tuple[Gesture, ...]) -> tuple[Gesture, ...]:
    return tuple(gesture for gesture in gestures if not isinstance(gesture, PixelsRead))


def _focused(windows: tuple[ShownWindow, ...]) -> set[Place]:
    return {window.place for window in windows if window.has_focus}


def _begins_shift(session: Session, told: TruthChanged) -> bool:
    """Say whether another shift begins; a keeper that is gone names nobody, and ends none."""
    is_other = bool(told.agent and session.agent) and told.agent != session.agent
    return told.truth in {Truth.SIGNED_OUT, *ENDED} or is_other

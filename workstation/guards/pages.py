"""Pages of browsers: which classes the extension covers in each, and what is on the record of it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator, Mapping

from workstation.facts.actions import Action, CoverPage, NoticeEvent, PageClass, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import Circumstance, Observation, PolicyChanged, TruthChanged
from workstation.facts.pagefacts import (
    Gesture,
    PageFocused,
    PageOpened,
    PageRefused,
    PageShown,
    PageUncovered,
)
from workstation.facts.place import UNKNOWN, Page
from workstation.facts.recent import REPEAT, repeats
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.ownclass import OwnClassTable
from workstation.policy.ownclasses import bare
from workstation.policy.precedence import Rules
from workstation.policy.revealing import Reveals
from workstation.policy.rules import MaskingRule, Policy
from workstation.policy.strictness import sites_of
from workstation.policy.watched import is_named, watched_classes

_GONE = Page(application="", place=UNKNOWN)
_INTO: frozenset[Gesture] = frozenset({"paste", "drop"})


class PagesGuard:
    """Has every document cover what the masking rules say of its place; a page that is not told covers every class.

    Of a place inside a document nobody can tell beforehand, so a rule that is scoped to some fields counts for all.
    A policy without masking rules covers nothing.
    """

    def __init__(self, rules: Rules[MaskingRule], policy: Policy) -> None:
        self._rules = rules
        self._own = tuple(map(_page_class, policy.own))
        self._reveals = Reveals(policy.reveal, sites_of(policy))
        self._modifier = policy.reveal_modifier
        self._first = rules.all[0] if rules.all else None
        self._watched = watched_classes(policy)
        self._regions = policy.phone_regions

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Tell pages what to cover; record what they show and refused."""
        match observation:
            case PageOpened(key=key, page=page):
                return self._ruling((self._cover(session, key, page),))
            case PolicyChanged():
                now = session.after(observation)
                return self._ruling(self._cover(now, key, page) for key, page in now.pages.items())
            case _ if self._first is None:
                return None
            case _ if session.pages and isinstance(observation, Circumstance):
                opens = isinstance(observation, TruthChanged) and session.opens(observation)
                return self._changed(self._first, session, session.after(observation), opens=opens)
            case _:
                return self._ruling(self._said(self._first, session, observation))

    def _said(self, first: MaskingRule, session: Session, observation: Observation) -> Iterable[Action]:
        """Return what goes on the record, and is told to the agent, of what a page did."""
        match observation:
            case PageShown(key=key, data_classes=classes) if shown := session.pages.get(key):
                return self._shown(first, session, shown, classes)
            case PageFocused(key=key) if focused := session.pages.get(key):
                return self._focused(session, focused, observation)
            case PageRefused() | PageUncovered() if not repeats(session.recent, observation):
                return _happened(first, session.pages.get(observation.key, _GONE), observation)
            case _:
                return ()

    def _shown(self, first: MaskingRule, session: Session, page: Page, classes: Mapping[str, int]) -> Iterable[Action]:
        if session.truth is not Truth.ACTIVE or not classes or classes == page.data_classes:
            return ()
        return (self._access(first, session, page, classes),)

    def _focused(self, session: Session, page: Page, focused: PageFocused) -> Iterable[Action]:
        """Return the access to a field that agents work in; what nobody asks for is none, nor a quick return to it."""
        of_page = (each for each in session.exposures if each.page == focused.key)
        known = {each.data_class for each in of_page if each.lasts(focused.at, REPEAT)}
        if session.truth is not Truth.ACTIVE or not self._decided(session, page, focused.data_classes).keys() - known:
            return ()
        return self._entered(session, page, focused.data_classes)

    def _entered(self, session: Session, page: Page, classes: Iterable[str]) -> Iterable[Action]:
        """Return the access to a field of `classes`, which names all of them that rules ask for; none where none is."""
        decided = self._decided(session, page, classes)
        rule = next(iter(decided.values()), None)
        return (_entry(Kind.FIELD_FOCUSED, Outcome.DONE, rule, page, dict.fromkeys(decided, 1)),) if rule else ()

    def _changed(self, first: MaskingRule, before: Session, now: Session, *, opens: bool) -> Ruling | None:
        """Cover what the rules say of the same pages now; where the seat opens, what they show is an access."""
        covers = (
            cover
            for key, page in now.pages.items()
            if (cover := self._cover(now, key, page)) != self._cover(before, key, page)
        )
        return self._ruling((*covers, *(self._opened(first, now) if opens else ())))

    def _opened(self, first: MaskingRule, now: Session) -> Iterator[Action]:
        """Yield an access for what every page shows, and for the field that has its focus."""
        for key, page in now.pages.items():
            if page.data_classes:
                yield self._access(first, now, page, page.data_classes)
            yield from self._entered(now, page, now.focused.get(key, ()))

    def _cover(self, session: Session, key: str, page: Page) -> CoverPage:
        classes = tuple(each for each in self._watched if self._decides(session, page, each))
        offered = tuple(each for each in classes if self._reveals.allowed(session, page.place, each))
        return CoverPage(
            key=key,
            classes=classes,
            regions=self._regions,
            own=tuple(own for own in self._own if own.data_class in classes),
            offered=offered,
            modifier=self._modifier,
        )

    def _decides(self, session: Session, page: Page, data_class: str) -> MaskingRule | None:
        holding = self._rules.applying(session, page.place, data_class)
        return next((rule for rule in holding if is_named(data_class, rule.classes)), None)

    def _decided(self, session: Session, page: Page, classes: Iterable[str]) -> dict[str, MaskingRule]:
        """Return those of `classes` that rules ask for, in their order, each with the first that does."""
        return {each: rule for each in classes if (rule := self._decides(session, page, each))}

    def _access(self, first: MaskingRule, session: Session, page: Page, classes: Mapping[str, int]) -> WriteEntry:
        rule = next(iter(self._decided(session, page, classes).values()), first)
        return _entry(Kind.DATA_SHOWN, Outcome.MASKED, rule, page, classes)

    def _ruling(self, actions: Iterable[Action]) -> Ruling | None:
        every = tuple(actions)
        return Ruling(rule=self._first.id if self._first else "", actions=every) if every else None


def _page_class(own: OwnClassTable) -> PageClass:
    return PageClass(
        data_class=own.id,
        pattern=own.pattern,
        check=own.validator,
        words=tuple(map(bare, own.words)),
        first=own.mask.first,
        last=own.mask.last,
    )


def _entry(kind: Kind, outcome: Outcome, rule: MaskingRule, page: Page, classes: Mapping[str, int]) -> WriteEntry:
    return WriteEntry(
        body=Body(
            kind=kind,
            severity=Severity.ACCESS,
            outcome=outcome,
            rule=rule.id,
            application=page.application,
            data_classes=dict(classes),
            details={"covered_by": "extension"},
        )
    )


def _happened(rule: MaskingRule, page: Page, observation: PageRefused | PageUncovered) -> Iterable[Action]:
    """Raise what a page did or let be done; of a page that is gone nobody knows whose it was."""
    event: NoticeEvent = "page_copy_blocked" if isinstance(observation, PageRefused) else "page_uncovered"
    return raised(
        rule,
        event,
        _kind(observation),
        Outcome.BLOCKED,
        what=page.application,
        application=page.application,
        data_classes=page.data_classes,
        details={"gesture": observation.gesture} if isinstance(observation, PageRefused) else {},
    )


def _kind(observation: PageRefused | PageUncovered) -> Kind:
    if isinstance(observation, PageUncovered):
        return Kind.PAGE_UNCOVERED
    return Kind.PASTE_BLOCKED if observation.gesture in _INTO else Kind.COPY_BLOCKED

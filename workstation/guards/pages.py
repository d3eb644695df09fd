"""Pages of browsers: which classes the extension covers in each, and what is on the record of it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Mapping

from workstation.facts.actions import Action, CoverPage, NoticeEvent, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    Circumstance,
    ExtensionLost,
    Gesture,
    Observation,
    PageOpened,
    PageRefused,
    PageShown,
    PageUncovered,
    PolicyChanged,
    TruthChanged,
)
from workstation.facts.place import UNKNOWN, Page
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import MaskingRule, Policy
from workstation.policy.watched import is_named, watched_classes

_GONE = Page(application="", place=UNKNOWN)
_INTO: frozenset[Gesture] = frozenset({"paste", "drop"})


class PagesGuard:
    """Has every document cover what the masking rules say of its place; a page that is not told covers every class.

    Of a place inside a document nobody can tell beforehand, so a rule that is scoped to some fields counts for all.
    """

    def __init__(self, rules: Rules[MaskingRule], policy: Policy) -> None:
        self._rules = rules
        self._first = rules.all[0]
        self._watched = watched_classes(policy)
        self._regions = policy.phone_regions

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: PLR0911 - one arm a fact
        """Tell pages what to cover; record what they show, refused and lost."""
        match observation:
            case PageOpened(key=key, page=page):
                return self._ruling((self._cover(session, key, page),))
            case PageShown(key=key, data_classes=classes) if shown := session.pages.get(key):
                return self._shown(session, shown, classes)
            case PolicyChanged():
                now = session.after(observation)
                return self._ruling(self._cover(now, key, page) for key, page in now.pages.items())
            case PageRefused() | PageUncovered() if not repeats(session.recent, observation):
                return self._happened(session, observation)
            case ExtensionLost(program=program):
                return self._lost(program.name)
            case _ if session.pages and isinstance(observation, Circumstance):
                return self._changed(session, session.after(observation), observation)
            case _:
                return None

    def _shown(self, session: Session, page: Page, classes: Mapping[str, int]) -> Ruling | None:
        if session.truth is not Truth.ACTIVE or not classes or classes == page.data_classes:
            return None
        return self._ruling((self._access(session, page, classes),))

    def _lost(self, browser: str) -> Ruling | None:
        said = raised(
            self._first, "extension_lost", Kind.EXTENSION_LOST, Outcome.DETECTED, what=browser, application=browser
        )
        return self._ruling(said)

    def _changed(self, before: Session, now: Session, observation: Observation) -> Ruling | None:
        """Cover what the rules say of the same pages now; where the seat opens, what they show is an access."""
        covers = (
            cover
            for key, page in now.pages.items()
            if (cover := self._cover(now, key, page)) != self._cover(before, key, page)
        )
        opens = isinstance(observation, TruthChanged) and before.opens(observation)
        shown = (self._access(now, page, page.data_classes) for page in now.pages.values() if page.data_classes)
        return self._ruling((*covers, *(shown if opens else ())))

    def _happened(self, session: Session, observation: PageRefused | PageUncovered) -> Ruling | None:
        """Raise what a page did or let be done; of a page that is gone nobody knows whose it was."""
        page = session.pages.get(observation.key, _GONE)
        event: NoticeEvent = "page_copy_blocked" if isinstance(observation, PageRefused) else "page_uncovered"
        said = raised(
            self._first,
            event,
            _kind(observation),
            Outcome.BLOCKED,
            what=page.application,
            application=page.application,
            data_classes=page.data_classes,
            details={"gesture": observation.gesture} if isinstance(observation, PageRefused) else {},
        )
        return self._ruling(said)

    def _cover(self, session: Session, key: str, page: Page) -> CoverPage:
        classes = tuple(each for each in self._watched if self._decides(session, page, each))
        return CoverPage(key=key, classes=classes, regions=self._regions)

    def _decides(self, session: Session, page: Page, data_class: str) -> MaskingRule | None:
        holding = self._rules.applying(session, page.place, data_class)
        return next((rule for rule in holding if is_named(data_class, rule.classes)), None)

    def _access(self, session: Session, page: Page, classes: Mapping[str, int]) -> WriteEntry:
        decided = (self._decides(session, page, each) for each in classes)
        rule = next((rule for rule in decided if rule), self._first)
        return WriteEntry(
            body=Body(
                kind=Kind.DATA_SHOWN,
                severity=Severity.ACCESS,
                outcome=Outcome.MASKED,
                rule=rule.id,
                application=page.application,
                data_classes=dict(classes),
            )
        )

    def _ruling(self, actions: Iterable[Action]) -> Ruling | None:
        every = tuple(actions)
        return Ruling(rule=self._first.id, actions=every) if every else None


def _kind(observation: PageRefused | PageUncovered) -> Kind:
    if isinstance(observation, PageUncovered):
        return Kind.PAGE_UNCOVERED
    return Kind.PASTE_BLOCKED if observation.gesture in _INTO else Kind.COPY_BLOCKED

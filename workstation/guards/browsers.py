"""Browsers that show pages without the extension that covers them, or with one of another version."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator

from workstation.facts.actions import Action, NoticeEvent
from workstation.facts.browsers import Browser
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import Observation, PolicyChanged, TruthChanged
from workstation.facts.pagefacts import BrowsersSeen
from workstation.facts.place import Place, Program
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import MaskingRule


class BrowsersGuard:
    """Raises each browser once, at the seat of somebody who is signed in: what ran before is raised at the sign-in.

    Another policy raises again what still runs. Where no extension was ever set up in a trial, the first browser says
    so, and no other one does.
    """

    def __init__(self, rules: Rules[MaskingRule]) -> None:
        self._rules = rules

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Record and notify; the accessibility masks hold meanwhile."""
        match observation:
            case BrowsersSeen(browsers=browsers) if session.truth is not Truth.SIGNED_OUT:
                known = {browser.program: browser for browser in session.browsers}
                turned = [browser for browser in browsers if _turned(known.get(browser.program), browser)]
                return self._ruling(session, turned, known, is_told=session.is_told_to_set_up)
            case TruthChanged(agent=agent) if session.opens(observation) and agent != session.agent:
                return self._ruling(session.after(observation), session.browsers)
            case PolicyChanged() if session.truth is not Truth.SIGNED_OUT:
                return self._ruling(session, session.browsers)
            case _:
                return None

    def _ruling(
        self,
        session: Session,
        browsers: Iterable[Browser],
        before: dict[Program, Browser] | None = None,
        *,
        is_told: bool = False,
    ) -> Ruling | None:
        actions: list[Action] = []
        for browser in _worth_telling(browsers, is_told=is_told):
            place = Place(executable=browser.program.path or None)
            if rule := next(self._rules.applying(session, place), None):
                actions += _raised(rule, browser, (before or {}).get(browser.program))
        return Ruling(rule=self._rules.all[0].id, actions=tuple(actions)) if actions else None


def _turned(before: Browser | None, browser: Browser) -> bool:
    return before is None or before.extension != browser.extension


def _worth_telling(browsers: Iterable[Browser], *, is_told: bool) -> Iterator[Browser]:
    for browser in browsers:
        if browser.extension == "never_set_up":
            if not is_told:
                yield browser
            is_told = True
        elif browser.extension != "current":
            yield browser


def _raised(rule: MaskingRule, browser: Browser, before: Browser | None) -> Iterable[Action]:
    kind, event = _words(browser, before)
    name = browser.program.name
    details = {"version": browser.version} if browser.version else {}
    return raised(rule, event, kind, Outcome.DETECTED, what=name, application=name, details=details)


def _words(browser: Browser, before: Browser | None) -> tuple[Kind, NoticeEvent]:
    if browser.is_covered:
        return Kind.EXTENSION_OUTDATED, "extension_outdated"
    if before is not None and before.is_covered:
        return Kind.EXTENSION_LOST, "extension_lost"
    is_new_here = browser.extension == "never_set_up"
    return Kind.EXTENSION_MISSING, "extension_never_set_up" if is_new_here else "extension_missing"

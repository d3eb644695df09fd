"""Reveals: one mask, for a reason and a while, on the record before it is lifted, back at any look from elsewhere."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil

from workstation.facts.actions import (
    Action,
    AskProof,
    AskReason,
    DropStepUp,
    LiftPage,
    Modifier,
    NoticeEvent,
    Notify,
    OfferReveals,
    StepUp,
    WriteEntry,
)
from workstation.facts.body import Body
from workstation.facts.factor import Factor
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    Observation,
    PixelsRead,
    PolicyChanged,
    ProofAsked,
    ReasonChosen,
    ReasonTyped,
    RevealAsked,
    SeatStarted,
)
from workstation.facts.pagefacts import PageAsked
from workstation.facts.place import Mark, Program
from workstation.facts.revealing import Revealing
from workstation.facts.session import Session
from workstation.facts.typedreason import is_sayable
from workstation.guards.ruling import Ruling
from workstation.policy.masked import first_masking
from workstation.policy.precedence import Rules
from workstation.policy.revealing import Reveals, budget
from workstation.policy.rules import MaskingRule, Reveal

NEEDS = frozenset({"readers", "reveals"})


class RevealGuard:
    """Offers what may be revealed, asks for the reason, and writes down what the masks then obey.

    It uncovers nothing: a mask is left out once the keeper has the entry, and only while the session says so.
    """

    def __init__(self, rules: Rules[MaskingRule], reveals: Reveals, modifier: Modifier) -> None:
        self._rules = rules
        self._first = rules.all[0]
        self._reveals = reveals
        self._modifier = modifier

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Offer and take back first, then write down what is over, then what is asked for."""
        now = session.after(observation)
        actions = (
            *self._pages(session, now, observation.at),
            *self._offers(session, now, observation),
            *self._over(session, now, observation),
            *self._begins(session, now, observation),
        )
        return Ruling(rule=self._first.id, actions=actions) if actions else None

    def _offers(self, before: Session, now: Session, observation: Observation) -> Iterator[Action]:
        """Offer what may be lifted."""
        offered = self._offered(now)
        is_first = isinstance(observation, SeatStarted | PolicyChanged)
        if is_first or offered != self._offered(before):
            yield OfferReveals(marks=offered, modifier=self._modifier)

    def _pages(self, before: Session, now: Session, at: datetime) -> Iterator[Action]:
        """Have pages follow the masks: they cover from inside what assistive technology tells of them as well."""
        was, lifted = self._reveals.lifted(before), self._reveals.lifted(now)
        if was == lifted:
            return
        if was is not None and before.revealing is not None:
            yield from _lifting(before.revealing, now, 0)
        if lifted is not None and now.revealing is not None:
            yield from _lifting(now.revealing, now, ceil((now.revealing.until - at).total_seconds()))

    def _offered(self, session: Session) -> tuple[Mark, ...]:
        """Return the marks that are covered and may be lifted, the one that is lifted included."""
        return tuple(
            mark
            for mark in session.marks
            if self._reveals.allowed(session, mark.place, mark.data_class) and first_masking(self._rules, session, mark)
        )

    def _over(self, before: Session, now: Session, observation: Observation) -> Iterator[Action]:
        """Write down what was on its way onto the record, or open, and is so no more."""
        known = before.revealing
        if known is None or known.stage == "asked" or (now.revealing and now.revealing.number == known.number):
            return
        allowed = self._reveals.allowed(before, known.mark.place, known.mark.data_class)
        if known.stage == "proving" or (known.stage == "chosen" and allowed and allowed.step_up_minutes is not None):
            yield DropStepUp(number=known.number)
            return
        rule = allowed.id if allowed else ""
        yield _closed(known, rule, observation.at)
        if isinstance(observation, PixelsRead) and self._reveals.lifted(before):
            yield _captured(known, rule, observation.program)
            yield self._notice(before, known.mark, "reveal_captured", observation.program.name)

    def _begins(self, before: Session, now: Session, observation: Observation) -> Iterator[Action]:
        """Ask for a reason, and have it written down once."""
        if isinstance(observation, RevealAsked | PageAsked) and (watching := before.watching()):
            if mark := before.wanted(observation):
                yield self._notice(before, mark, "reveal_watched", watching[0].name)
            return
        known = now.revealing
        if isinstance(observation, ProofAsked) and not (known and known.number == observation.number):
            yield DropStepUp(number=observation.number)
        rule = known and self._reveals.allowed(now, known.mark.place, known.mark.data_class)
        if not known or not rule or known == before.revealing:
            return
        left = budget(rule, now)
        match observation:
            case RevealAsked() | PageAsked() if left == "spent":
                yield self._notice(now, known.mark, "reveal_spent", known.mark.data_class)
            case RevealAsked() | PageAsked():
                yield _question(known, rule, is_told=left == "told")
            case ReasonChosen(reason=reason) if left != "spent" and reason in rule.reasons:
                why: dict[str, str | int] = {"reason": self._reveals.number_of(reason, rule.id)}
                yield _opened(known, rule, why, is_told=left == "told")
            case ProofAsked(factors=factors):
                yield _proof(known, factors)
            case ReasonTyped(reason=reason) if left != "spent" and rule.typed_reason and is_sayable(reason):
                yield _opened(known, rule, {"typed_reason": reason}, is_told=left == "told")
            case _:
                return

    def _notice(self, session: Session, mark: Mark, event: NoticeEvent, what: str) -> Notify:
        rule = first_masking(self._rules, session, mark) or self._first
        return Notify(event=event, rule=rule.id, what=what, reason=rule.reason, instead=rule.instead)


def _lifting(known: Revealing, session: Session, seconds: int) -> Iterator[LiftPage]:
    for key in _pages_of(known, session):
        yield LiftPage(key=key, data_class=known.mark.data_class, value=known.value, seconds=seconds)


def _pages_of(known: Revealing, session: Session) -> Iterator[str]:
    """Yield the documents that the mark may be in: the one that asked, or those of its browser and address."""
    if known.page:
        yield known.page
        return
    there = known.mark.place
    for key, page in session.pages.items():
        if there.url and there.executable and (there.url, there.executable) == (page.place.url, page.place.executable):
            yield key


def _question(known: Revealing, rule: Reveal, *, is_told: bool) -> AskReason:
    return AskReason(
        number=known.number,
        data_class=known.mark.data_class,
        reasons=rule.reasons,
        places=known.mark.hidden,
        seconds=rule.seconds,
        is_told=is_told,
        may_type=rule.typed_reason,
    )


def _proof(known: Revealing, factors: tuple[Factor, ...]) -> AskProof:
    mark = known.mark
    return AskProof(number=known.number, data_class=mark.data_class, factors=factors, places=mark.hidden)


def _opened(known: Revealing, rule: Reveal, why: dict[str, str | int], *, is_told: bool) -> WriteEntry | StepUp:
    """Write who may see what, and why: a reason of the rule by its number there, the agent's own in its words.

    Where the rule wants a proof, the keeper writes it once it has that.
    """
    details: dict[str, str | int] = {"number": known.number, "seconds": rule.seconds, **why}
    if is_told:
        details["past_shift"] = 1
    body = Body(
        kind=Kind.REVEAL_OPENED,
        severity=Severity.VIOLATION if is_told else Severity.CUSTODY,
        outcome=Outcome.DONE,
        rule=rule.id,
        application=known.mark.application,
        data_classes={known.mark.data_class: 1},
        details=details,
    )
    if rule.step_up_minutes is None:
        return WriteEntry(body=body)
    return StepUp(number=known.number, body=body, within=timedelta(minutes=rule.step_up_minutes))


def _closed(known: Revealing, rule: str, at: datetime) -> WriteEntry:
    """Write for how many seconds the mask was lifted, begun ones as whole; 0 where it never was."""
    lasted = ceil((at - known.opened).total_seconds()) if known.opened else 0
    return WriteEntry(
        body=Body(
            kind=Kind.REVEAL_CLOSED,
            severity=Severity.CUSTODY,
            outcome=Outcome.DONE,
            rule=rule,
            application=known.mark.application,
            data_classes={known.mark.data_class: 1},
            details={"number": known.number, "seconds": max(lasted, 0)},
        )
    )


def _captured(known: Revealing, rule: str, program: Program) -> WriteEntry:
    """Write that the first look at the screen during a reveal may hold the value."""
    return WriteEntry(
        body=Body(
            kind=Kind.REVEAL_CAPTURED,
            severity=Severity.VIOLATION,
            outcome=Outcome.FAILED,
            rule=rule,
            application=program.name,
            data_classes={known.mark.data_class: 1},
            details={"number": known.number},
        ),
        tool=program,
    )

"""Capture: no key takes a picture of the screen, and no program reads it unseen."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from workstation.facts.actions import Action, FreeCaptureKeys, HoldCaptureKeys, NoticeEvent, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    ChordSwallowed,
    Circumstance,
    Observation,
    PixelsRead,
    PolicyChanged,
    ReaderIdentified,
    RecordersSeen,
    SeatEnding,
    SeatStarted,
)
from workstation.facts.place import Program
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.facts.watchers import Watcher
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.allowed import is_allowed, names_digests
from workstation.policy.precedence import Rules
from workstation.policy.rules import CaptureRule

NEEDS = frozenset({"keys", "readers"})


class CaptureGuard:
    """Swallows capture keys, and names programs that read pixels: too late to stop them, the masks stand before that.

    A film of the screen, or a key that is held down, is one entry and one notice.
    """

    def __init__(self, rules: Rules[CaptureRule]) -> None:
        self._rules = rules
        self._first = rules.all[0]

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: PLR0911 - one arm a fact
        """Hold and watch from the start; record and notify what is tried."""
        match observation:
            case SeatStarted():
                return Ruling(rule=self._first.id, actions=(HoldCaptureKeys(),))
            case PolicyChanged():
                return Ruling(rule=self._first.id, actions=(self._keys(session.after(observation)),))
            case ChordSwallowed(purpose="capture", chord=chord) if not repeats(session.recent, observation):
                return self._key_blocked(session, chord)
            case PixelsRead(program=program) if not repeats(session.recent, observation):
                return self._named(session, "pixels_read", (program,), observation.at)
            case RecordersSeen(at=at, programs=programs):
                new = tuple(each for each in programs if each not in session.recorders)
                return self._named(session, "recorder_runs", new, at)
            case ReaderIdentified(at=at, program=program, digest=digest, seen="pixels_read" | "recorder_runs" as event):
                return self._identified(session, event, program, digest, at)
            case SeatEnding():
                return self._ruling(self._ended(session, session.watchers))
            case _ if isinstance(observation, Circumstance):
                return self._changed(session, session.after(observation))
            case _:
                return None

    def _changed(self, before: Session, now: Session) -> Ruling | None:
        """Hold or free the keys where rules begin to hold, or do no longer; freed they are at an open seat only."""
        keys = () if self._holds(before) == self._holds(now) else (self._keys(now),)
        gone = (each for each in before.watchers if each not in now.watchers)
        return self._ruling((*keys, *self._ended(before, gone)))

    def _ruling(self, actions: Iterable[Action]) -> Ruling | None:
        every = tuple(actions)
        return Ruling(rule=self._first.id, actions=every) if every else None

    def _ended(self, session: Session, watchers: Iterable[Watcher]) -> Iterator[WriteEntry]:
        """Write down how often those read that read more than once, and for how long."""
        for watcher in watchers:
            digest = session.identified.get(watcher.program, "")
            rules = self._against(session, watcher.program)
            rule = next((each for each in rules if not is_allowed(each.allow, watcher.program.path, digest)), None)
            if rule and watcher.reads > 1:
                yield _count(rule, watcher)

    def _keys(self, session: Session) -> HoldCaptureKeys | FreeCaptureKeys:
        return HoldCaptureKeys() if self._holds(session) else FreeCaptureKeys()

    def _holds(self, session: Session) -> bool:
        return session.truth is not Truth.ACTIVE or any(self._rules.applying(session))

    def _key_blocked(self, session: Session, chord: str) -> Ruling:
        rule = next(self._rules.applying(session), self._first)
        said = raised(rule, "capture_key", Kind.CAPTURE_KEY_BLOCKED, Outcome.BLOCKED, details={"chord": chord})
        return Ruling(rule=rule.id, actions=said)

    def _named(self, session: Session, event: NoticeEvent, programs: Iterable[Program], at: datetime) -> Ruling | None:
        """Name `programs`, but for what every rule that holds allows; what an approver let look is an access.

        Where all rules that do not allow one by its path know digests, it is named once it is identified.
        """
        against = [(tuple(self._against(session, program)), program) for program in programs]
        named = [(rules[0], program) for rules, program in against if rules and not all(map(_asks_digest, rules))]
        said = [_said(session, rule, event, program, at) for rule, program in named]
        return Ruling(rule=named[0][0].id, actions=tuple(chain.from_iterable(said))) if named else None

    def _identified(
        self, session: Session, event: NoticeEvent, program: Program, digest: str, at: datetime
    ) -> Ruling | None:
        """Name one that waited for it, and that not every rule lets read for what it executes."""
        rules = tuple(self._against(session, program))
        rule = next((each for each in rules if not is_allowed(each.allow, program.path, digest)), None)
        if rule is None or not all(map(_asks_digest, rules)):
            return None
        return Ruling(rule=rule.id, actions=_said(session, rule, event, program, at))

    def _against(self, session: Session, program: Program) -> Iterator[CaptureRule]:
        """Yield the rules that hold and do not allow `program` by its path."""
        return (each for each in self._rules.applying(session) if not is_allowed(each.allow, program.path))


_KINDS: dict[NoticeEvent, Kind] = {"pixels_read": Kind.PIXELS_READ, "recorder_runs": Kind.RECORDER_RUNS}


def _said(
    session: Session, rule: CaptureRule, event: NoticeEvent, program: Program, at: datetime
) -> tuple[Action, ...]:
    """Return what goes on the record of a program; some film the screen in ways that nobody sees."""
    kind, name = _KINDS[event], program.name
    if session.support and session.supports(program, at):
        access = Body(
            kind=kind,
            severity=Severity.ACCESS,
            outcome=Outcome.DETECTED,
            rule=rule.id,
            application=name,
            details={"support": session.support.rule, "pid": program.pid},
        )
        return (WriteEntry(body=access),)
    details: dict[str, str | int] = {"pid": program.pid}
    return raised(rule, event, kind, Outcome.DETECTED, what=name, application=name, details=details, tool=program)


def _count(rule: CaptureRule, watcher: Watcher) -> WriteEntry:
    seconds = round((watcher.last - watcher.since).total_seconds())
    body = Body(
        kind=Kind.READING_ENDED,
        severity=Severity.ACCESS,
        outcome=Outcome.DETECTED,
        rule=rule.id,
        application=watcher.program.name,
        details={"pid": watcher.program.pid, "reads": watcher.reads, "seconds": seconds},
    )
    return WriteEntry(body=body)


def _asks_digest(rule: CaptureRule) -> bool:
    return names_digests(rule.allow)

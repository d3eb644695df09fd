"""Capture: no key takes a picture of the screen, and no program reads it unseen."""

# SPDX-License-Identifier: Apache-2.0

from fnmatch import fnmatchcase

from workstation.facts.actions import FreeCaptureKeys, HoldCaptureKeys
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import (
    ChordSwallowed,
    Circumstance,
    Observation,
    PixelsRead,
    PolicyChanged,
    SeatStarted,
)
from workstation.facts.place import Program
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
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

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Hold and watch from the start; record and notify what is tried."""
        match observation:
            case SeatStarted():
                return Ruling(rule=self._first.id, actions=(HoldCaptureKeys(),))
            case PolicyChanged():
                return Ruling(rule=self._first.id, actions=(self._keys(session.after(observation)),))
            case ChordSwallowed(purpose="capture", chord=chord) if not repeats(session.recent, observation):
                return self._key_blocked(session, chord)
            case PixelsRead(program=program) if not repeats(session.recent, observation):
                return self._pixels_read(session, program)
            case _ if isinstance(observation, Circumstance):
                return self._changed(session, session.after(observation))
            case _:
                return None

    def _changed(self, before: Session, now: Session) -> Ruling | None:
        """Hold or free the keys where rules begin to hold, or do no longer; freed they are at an open seat only."""
        if self._holds(before) == self._holds(now):
            return None
        return Ruling(rule=self._first.id, actions=(self._keys(now),))

    def _keys(self, session: Session) -> HoldCaptureKeys | FreeCaptureKeys:
        return HoldCaptureKeys() if self._holds(session) else FreeCaptureKeys()

    def _holds(self, session: Session) -> bool:
        return session.truth is not Truth.ACTIVE or any(self._rules.applying(session))

    def _key_blocked(self, session: Session, chord: str) -> Ruling:
        rule = next(self._rules.applying(session), self._first)
        said = raised(rule, "capture_key", Kind.CAPTURE_KEY_BLOCKED, Outcome.BLOCKED, details={"chord": chord})
        return Ruling(rule=rule.id, actions=said)

    def _pixels_read(self, session: Session, program: Program) -> Ruling | None:
        """Name `program`, unless every rule that holds allows it."""
        rule = next((rule for rule in self._rules.applying(session) if not _may(rule, program)), None)
        if rule is None:
            return None
        said = raised(
            rule,
            "pixels_read",
            Kind.PIXELS_READ,
            Outcome.DETECTED,
            what=program.name,
            application=program.name,
        )
        return Ruling(rule=rule.id, actions=said)


def _may(rule: CaptureRule, program: Program) -> bool:
    return any(fnmatchcase(program.path, path) for path in rule.allow)

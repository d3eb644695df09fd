"""Capture: no key takes a picture of the screen, and no program reads it unseen."""

# SPDX-License-Identifier: Apache-2.0

from fnmatch import fnmatchcase

from workstation.facts.actions import HoldCaptureKeys, WatchReaders
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import ChordSwallowed, Observation, PixelsRead, SeatStarted
from workstation.facts.place import Program
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.rules import CaptureRule

NEEDS = frozenset({"keys", "readers"})


class CaptureGuard:
    """Swallows capture keys, and names programs that read pixels: too late to stop them, the masks stand before that.

    A film of the screen, or a key that is held down, is one entry and one notice.
    """

    def __init__(self, rule: CaptureRule) -> None:
        self._rule = rule

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Hold and watch from the start; record and notify what is tried."""
        match observation:
            case SeatStarted():
                return Ruling(rule=self._rule.id, actions=(HoldCaptureKeys(), WatchReaders()))
            case ChordSwallowed(purpose="capture", chord=chord) if not repeats(session.recent, observation):
                return self._key_blocked(chord)
            case PixelsRead(program=program) if not (self._may(program) or repeats(session.recent, observation)):
                return self._pixels_read(program)
            case _:
                return None

    def _may(self, program: Program) -> bool:
        return any(fnmatchcase(program.path, path) for path in self._rule.allow)

    def _key_blocked(self, chord: str) -> Ruling:
        said = raised(self._rule, "capture_key", Kind.CAPTURE_KEY_BLOCKED, Outcome.BLOCKED, details={"chord": chord})
        return Ruling(rule=self._rule.id, actions=said)

    def _pixels_read(self, program: Program) -> Ruling:
        said = raised(
            self._rule,
            "pixels_read",
            Kind.PIXELS_READ,
            Outcome.DETECTED,
            what=program.name,
            application=program.name,
        )
        return Ruling(rule=self._rule.id, actions=said)

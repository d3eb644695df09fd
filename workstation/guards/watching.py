"""Who reads the screen: told to every guard that judges by it."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import IdentifyReader, WatchReaders
from workstation.facts.observations import Observation, PixelsRead, PolicyChanged, RecordersSeen, SeatStarted
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.facts.signature import Signature
from workstation.guards.ruling import Ruling


class WatchingGuard:
    """Has programs watched that read the screen or are made for it: those known, and those that the policy names.

    With `by_digest` a rule lets some of them by what they execute, which is asked for each time.
    """

    def __init__(self, rule: str, recorders: tuple[Signature, ...], *, by_digest: bool) -> None:
        self._rule = rule
        self._watch = WatchReaders(recorders=recorders)
        self._by_digest = by_digest

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Ask for it from the start, and again under another policy."""
        match observation:
            case SeatStarted():
                return Ruling(rule=self._rule, actions=(self._watch,))
            case PolicyChanged():
                return Ruling(rule=self._rule, actions=(self._watch, *self._identified(session)))
            case PixelsRead(program=program) if self._by_digest and not repeats(session.recent, observation):
                return Ruling(rule=self._rule, actions=(IdentifyReader(program=program, seen="pixels_read"),))
            case RecordersSeen(programs=programs) if self._by_digest:
                new = tuple(each for each in programs if each not in session.recorders)
                asked = tuple(IdentifyReader(program=each, seen="recorder_runs") for each in new)
                return Ruling(rule=self._rule, actions=asked) if asked else None
            case _:
                return None

    def _identified(self, session: Session) -> tuple[IdentifyReader, ...]:
        programs = dict.fromkeys(session.watching()) if self._by_digest else ()
        return tuple(IdentifyReader(program=each, seen="before") for each in programs)

"""Who reads the screen: told to every guard that judges by it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable

from workstation.facts.actions import IdentifyReader, WatchReaders
from workstation.facts.observations import Observation, PixelsRead, PolicyChanged, RecordersSeen, SeatStarted
from workstation.facts.place import Program
from workstation.facts.recent import repeats
from workstation.facts.session import Session
from workstation.facts.signature import Signature
from workstation.guards.ruling import Ruling


class WatchingGuard:
    """Has programs watched that read the screen or are made for it: those known, and those that the policy names.

    With `by_digest` a rule covers nothing before some of them by what they execute, which is asked for each time.
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
                return Ruling(
                    rule=self._rule,
                    actions=(self._watch, *(self._asked(session.watching()) if self._by_digest else ())),
                )
            case PixelsRead(program=program) if self._by_digest and not repeats(session.recent, observation):
                return Ruling(rule=self._rule, actions=self._asked((program,)))
            case RecordersSeen(programs=programs) if self._by_digest:
                new = tuple(each for each in programs if each not in session.recorders)
                return Ruling(rule=self._rule, actions=self._asked(new)) if new else None
            case _:
                return None

    def _asked(self, programs: Iterable[Program]) -> tuple[IdentifyReader, ...]:
        return tuple(IdentifyReader(program=each, seen="before") for each in dict.fromkeys(programs))

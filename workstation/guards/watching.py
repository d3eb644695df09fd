"""Who reads the screen: told to every guard that judges by it."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import WatchReaders
from workstation.facts.observations import Observation, PolicyChanged, SeatStarted
from workstation.facts.session import Session
from workstation.facts.signature import Signature
from workstation.guards.ruling import Ruling


class WatchingGuard:
    """Has programs watched that read the screen or are made for it: those known, and those that the policy names."""

    def __init__(self, rule: str, recorders: tuple[Signature, ...]) -> None:
        self._ruling = Ruling(rule=rule, actions=(WatchReaders(recorders=recorders),))

    def judge(self, _: Session, observation: Observation) -> Ruling | None:
        """Ask for it from the start, and again under another policy."""
        return self._ruling if isinstance(observation, SeatStarted | PolicyChanged) else None

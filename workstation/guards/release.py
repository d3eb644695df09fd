"""Letting go: what an earlier policy had held, and no rule of this one asks for."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import (
    CoverWindows,
    FreeCaptureKeys,
    FreeCopying,
    HoldPrinting,
    OfferReveals,
    ShowMasks,
    WatchSelections,
)
from workstation.facts.observations import Observation, PolicyChanged
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling


class ReleaseGuard:
    """Stands in for a kind of rules of which a policy has none, or for its reveals."""

    def __init__(
        self,
        action: ShowMasks
        | OfferReveals
        | CoverWindows
        | FreeCopying
        | HoldPrinting
        | FreeCaptureKeys
        | WatchSelections,
    ) -> None:
        self._action = action

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: ARG002 - the same in any session
        """Let go when the policy comes into force."""
        match observation:
            case PolicyChanged():
                return Ruling(rule="", actions=(self._action,))
            case _:
                return None

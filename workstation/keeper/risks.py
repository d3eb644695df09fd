"""Risks: what happens at an open seat after which the policy has a second factor asked for at once."""

# SPDX-License-Identifier: Apache-2.0

from collections import deque
from collections.abc import Callable

from workstation.facts.kinds import Kind
from workstation.keeper.reauthrisks import Risky
from workstation.keeper.ruled import Ruled
from workstation.keeper.slot import Slot
from workstation.keeper.truth import ReauthFellDue
from workstation.policy.rules import MOST_VIOLATIONS, Risk

HOUR = 3600.0
REPORTED: dict[Kind, Risk] = {
    Kind.NETWORK_CHANGED: "network",
    Kind.MEDIA_FOUND: "media",
    Kind.INPUT_FAKED: "faked_input",
}


class Risks:
    """Belongs to the keeper's loop. A closed seat asks for a code anyway, so that nothing is kept for later.

    Violations are counted from the last verified code on, by time that nobody can set.
    """

    def __init__(self, slot: Slot, ruled: Callable[[], Ruled]) -> None:
        self._slot = slot
        self._ruled = ruled
        self._counted = slot.violations_before
        self._since = slot.verified
        self._recorded: deque[float] = deque(maxlen=MOST_VIOLATIONS + 1)

    def met(self, risk: Risk) -> None:
        """Close an open seat where the policy takes this for a risk; call it before that is written down."""
        if self._slot.standing.is_open and risk in self._risky().risks:
            self._fall_due(risk)

    def reported(self, kind: Kind) -> None:
        """Close an open seat where what it reports is a risk; call it before that is written down."""
        if (risk := REPORTED.get(kind)) is not None:
            self.met(risk)

    def look(self) -> None:
        """Close an open seat at which more was violated in the last hour than the policy takes."""
        self._count()
        limit = self._risky().violations_an_hour if self._slot.standing.is_open else None
        if limit is None or len(self._recorded) <= limit:
            return
        if self._slot.elapsed() - self._recorded[-limit - 1] < HOUR:
            self._fall_due("violations")

    def _count(self) -> None:
        """Keep when the last violations were recorded; those of before a verified code are over with it."""
        slot = self._slot
        if self._since != slot.verified:
            self._since, self._counted = slot.verified, slot.violations_before
            self._recorded.clear()
        total = slot.recorder.violations
        self._recorded.extend([slot.elapsed()] * min(total - self._counted, MOST_VIOLATIONS + 1))
        self._counted = total

    def _risky(self) -> Risky:
        return self._ruled().risky(self._slot.clock(), self._slot.on_call, self._slot.granted)

    def _fall_due(self, risk: str) -> None:
        self._slot.happen(ReauthFellDue(at=self._slot.clock(), reason=f"reauth_{risk}"))

"""Tells an agent whose seat a break-glass code opened for how long it is, and what it is not."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import Notify
from workstation.facts.observations import GlassBroken, Observation
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling


class BreakGlassGuard:
    """Says it once, at the desktop; that no mask is lifted meanwhile is the keeper's own doing."""

    def judge(self, _session: Session, observation: Observation) -> Ruling | None:
        """Return what the agent is told."""
        match observation:
            case GlassBroken(at=at, until=until):
                minutes = max(1, round((until - at).total_seconds() / 60))
                said = Notify(event="glass_broken", rule="", what=str(minutes), reason="", instead="")
                return Ruling(rule="", actions=(said,))
            case _:
                return None

"""Tells an agent who came in by a recovery code how many are left."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import Notify
from workstation.facts.observations import Observation, RecoveryCodeUsed
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling


class RecoveryGuard:
    """Says it once, at the desktop: the prompt is gone by then."""

    def judge(self, _session: Session, observation: Observation) -> Ruling | None:
        """Return what the agent is told."""
        match observation:
            case RecoveryCodeUsed(left=left):
                said = Notify(event="recovery_code_used", rule="", what=str(left), reason="", instead="")
                return Ruling(rule="", actions=(said,))
            case _:
                return None

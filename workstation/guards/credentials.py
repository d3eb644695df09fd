"""Tells an agent what became of their credentials, whoever changed them."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import Notify
from workstation.facts.observations import CredentialsChanged, Observation
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling


class CredentialsGuard:
    """Says it at the desktop, once for each change."""

    def judge(self, _session: Session, observation: Observation) -> Ruling | None:
        """Return what the agent is told."""
        match observation:
            case CredentialsChanged(what=what):
                said = Notify(event="credentials_changed", rule="", what=what, reason="", instead="")
                return Ruling(rule="", actions=(said,))
            case _:
                return None

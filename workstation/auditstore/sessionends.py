"""An agent's own word that their sessions elsewhere are over: proved anew, on the record, and told to every seat."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

from workstation.auditstore.agents import Agents
from workstation.auditstore.credentialchanges import CredentialChanges
from workstation.record.exchange import ElsewhereEnded, EndElsewhereWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnds:
    """Safe from any thread."""

    agents: Agents
    changes: CredentialChanges

    def end(self, wanted: EndElsewhereWanted) -> ElsewhereEnded:
        """Sign the agent out at every seat but this one, who is judged as at a sign-in; only "ok" did so."""
        judged = self.agents.judge(wanted.agent, wanted.code, wanted.password, wanted.key)
        if not judged.accepted:
            return ElsewhereEnded(reason=judged.reason)
        with self.changes.database.writes.begin() as db:
            if self.agents.is_over(db, wanted.agent):
                return ElsewhereEnded(reason="access_ended", recovery_left=judged.recovery_left)
            self.changes.ended_elsewhere(wanted.agent, wanted.seat_id)(db)
        self.changes.directives.bell.ring()
        return ElsewhereEnded(reason="ok", recovery_left=judged.recovery_left)

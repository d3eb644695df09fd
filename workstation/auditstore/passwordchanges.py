"""An agent's own change of their password: proved anew, judged by the rules, and durable before it is told."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

from sqlalchemy import Connection

from workstation.auditstore.agents import Agents
from workstation.auditstore.credentialchanges import CredentialChanges
from workstation.auditstore.passwords import Passwords
from workstation.auditstore.refusal import RefusedError
from workstation.credentials.passwordrules import check_password
from workstation.errors import PasswordRefusedError
from workstation.record.exchange import CodeJudged, PasswordJudged, PasswordWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanges:
    """Safe from any thread; it takes about a second."""

    agents: Agents
    passwords: Passwords
    changes: CredentialChanges

    def change(self, wanted: PasswordWanted) -> PasswordJudged:
        """Have the new password be the agent's, who is judged as at a sign-in with a password.

        What the rules say of a password alone is said first: that tells nothing of anybody, and uses up no code.
        Whether it is one of the agent's last is told to who proved to be that agent. A change that another overtook, or
        the end of the agent's access, comes to nothing.
        """
        try:
            check_password(wanted.new, wanted.agent, ())
        except PasswordRefusedError as error:
            return _refused(error)
        judged = self.agents.judge(wanted.agent, wanted.code, wanted.password, wanted.key)
        if not judged.accepted:
            return PasswordJudged(reason=judged.reason)
        return self._changed(wanted, judged)

    def _changed(self, wanted: PasswordWanted, judged: CodeJudged) -> PasswordJudged:
        name, left = wanted.agent, judged.recovery_left
        written = self.changes.password_changed(name, wanted.seat_id, ends_elsewhere=wanted.ends_elsewhere)

        def also(db: Connection) -> None:
            if self.agents.is_over(db, name):
                raise RefusedError(409, "the agent's access has ended", "access_ended")
            written(db)

        try:
            self.passwords.change(name, wanted.new, also, instead_of=judged.password_hash)
        except PasswordRefusedError as error:
            return _refused(error, left)
        except RefusedError as error:
            return PasswordJudged(reason=error.reason, recovery_left=left)
        self.changes.directives.bell.ring()
        return PasswordJudged(reason="ok", recovery_left=left)


def _refused(error: PasswordRefusedError, left: int | None = None) -> PasswordJudged:
    return PasswordJudged(reason=f"password_{error.reason}", recovery_left=left)

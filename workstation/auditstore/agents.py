"""Agents: who may sign in, and the judging of their codes, each accepted once over all seats."""

# SPDX-License-Identifier: Apache-2.0

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from workstation.auditstore.schema import Database, agents
from workstation.auditstore.tries import count_failure, forget_failures, must_wait
from workstation.credentials.sealing import seal, unseal
from workstation.credentials.totp import match_step, new_secret
from workstation.errors import StoreError
from workstation.record.exchange import CodeJudged

NEVER = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """The store's agents, their secrets sealed at rest. Safe from any thread."""

    database: Database
    sealing_key: bytes
    clock: Callable[[], datetime]

    def add(self, name: str, team: str) -> str:
        """Return the new agent's secret, to be shown once; raise StoreError where the name is taken."""
        secret = new_secret()
        row = {"name": name, "team": team, "sealed_secret": self._seal(name, secret), "last_step": NEVER}
        try:
            with self.database.writes.begin() as db:
                db.execute(insert(agents).values(row))
        except IntegrityError as error:
            raise StoreError("an agent of this name exists already", hint="Names are unique at a store.") from error
        return secret

    def judge(self, name: str, code: str) -> CodeJudged:
        """Accept a code once; after FREE_TRIES wrong ones in a row even the right one only after a wait.

        One transaction each, so that guesses at many seats at once count one by one. An unknown agent costs the same
        work, waits alike, and is a wrong code.
        """
        who = self._pseudonym(name)
        with self.database.writes.begin() as db:
            at = self.clock()
            if must_wait(db, who, at):
                return CodeJudged(accepted=False, reason="locked_out")
            judged = self._judged(db, name, code, at)
            if judged.accepted:
                forget_failures(db, who)
            elif judged.reason == "wrong_code":
                count_failure(db, who, at)
            return judged

    def _judged(self, db: Connection, name: str, code: str, at: datetime) -> CodeJudged:
        known = db.execute(select(agents).where(agents.c.name == name)).one_or_none()
        sealed = known.sealed_secret if known else self._seal(name, new_secret())
        secret = unseal(self.sealing_key, name, sealed).decode()
        step = match_step(secret, code, at)
        if known is None or step is None:
            return CodeJudged(accepted=False, reason="wrong_code")
        if not _use(db, name, step):
            return CodeJudged(accepted=False, reason="code_used")
        return CodeJudged(accepted=True, reason="ok", agent=name, team=known.team, secret=secret, step=step)

    def _pseudonym(self, name: str) -> bytes:
        return hmac.digest(self.sealing_key, b"deskwarden tries v1\0" + name.encode(), "sha256")

    def _seal(self, name: str, secret: str) -> bytes:
        return seal(self.sealing_key, name, secret.encode())


def _use(db: Connection, name: str, step: int) -> bool:
    newer = update(agents).where(agents.c.name == name, agents.c.last_step < step).values(last_step=step)
    return db.execute(newer).rowcount == 1

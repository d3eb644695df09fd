"""Passwords: each agent's last four, hashed and sealed at rest."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from workstation.auditstore.onconflict import insert_or_update
from workstation.auditstore.ownrecord import nothing
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import Database, agents, passwords
from workstation.credentials.password import hash_password, is_password
from workstation.credentials.passwordrules import HISTORY, check_password
from workstation.credentials.sealing import seal, unseal
from workstation.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """What the agents know. Safe from any thread; every method takes some tenths of a second."""

    database: Database
    sealing_key: bytes

    def change(
        self,
        name: str,
        password: str,
        also: Callable[[Connection], None] = nothing,
        *,
        instead_of: str | None = None,
    ) -> None:
        """Have `password` be the agent's from now on, and do `also` in the same transaction.

        Raise PasswordRefusedError where the rules refuse it, StoreError for an unknown agent, RefusedError where
        `instead_of` is not what the agent's password is kept as any more.
        """
        with self.database.reads.begin() as db:
            if db.execute(select(agents.c.name).where(agents.c.name == name)).one_or_none() is None:
                raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")
            past = self._past(db, name)
        check_password(password, name, past)
        kept = msgspec.msgpack.encode((hash_password(password), *past)[:HISTORY])
        row = {"sealed": seal(self.sealing_key, _about(name), kept)}
        with self.database.writes.begin() as db:
            if instead_of is not None and not self.is_newest(db, name, instead_of):
                raise RefusedError(409, "the password was changed meanwhile", "too_late")
            insert_or_update(db, passwords, {"name": name}, row)
            also(db)

    def matched(self, name: str, password: str) -> str:
        """Return what the agent's password is kept as, "" where this is another one.

        It takes the same work whether the agent is unknown, has no password or has another.
        """
        with self.database.reads.begin() as db:
            now = next(iter(self._past(db, name)), "")
        return now if is_password(password, now) else ""

    def is_newest(self, db: Connection, name: str, phc: str) -> bool:
        """Say whether `phc` is still what the agent's password is kept as."""
        return phc == next(iter(self._past(db, name)), "")

    def _past(self, db: Connection, name: str) -> tuple[str, ...]:
        """Return the agent's last passwords as they are kept, the newest first."""
        row = db.execute(select(passwords.c.sealed).where(passwords.c.name == name)).one_or_none()
        if row is None:
            return ()
        return msgspec.msgpack.decode(unseal(self.sealing_key, _about(name), row.sealed), type=tuple[str, ...])


def _about(name: str) -> str:
    return f"password\0{name}"

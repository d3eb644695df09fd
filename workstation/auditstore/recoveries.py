"""Recovery codes: ten of an agent, each for one use, kept as keyed digests."""

# SPDX-License-Identifier: Apache-2.0

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from workstation.auditstore.ownrecord import nothing
from workstation.auditstore.schema import Database, agents, recoveries
from workstation.credentials.recovery import new_recovery_code, recovery_symbols
from workstation.errors import StoreError

AT_ONCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoveries:
    """What an agent without their authenticator gets in by. Safe from any thread."""

    database: Database
    sealing_key: bytes

    def renew(self, name: str, also: Callable[[Connection], None] = nothing) -> list[str]:
        """Return AT_ONCE fresh codes, to be shown once; earlier ones count no more. `also` is done with it.

        Raise StoreError for an unknown agent.
        """
        codes = [new_recovery_code() for _ in range(AT_ONCE)]
        rows = [{"name": name, "digest": self._digest(name, recovery_symbols(code))} for code in codes]
        with self.database.writes.begin() as db:
            if db.execute(select(agents.c.name).where(agents.c.name == name)).one_or_none() is None:
                raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")
            db.execute(delete(recoveries).where(recoveries.c.name == name))
            db.execute(insert(recoveries), rows)
            also(db)
        return codes

    def has(self, db: Connection, name: str, typed: str) -> bool:
        """Say whether this is a recovery code of the agent that was not used; the same work for any text."""
        wanted = select(recoveries.c.name).where(*self._of(name, typed))
        return db.execute(wanted).one_or_none() is not None

    def use(self, db: Connection, name: str, typed: str) -> int:
        """Use a code up; return how many are left."""
        db.execute(delete(recoveries).where(*self._of(name, typed)))
        return db.scalar(select(func.count()).select_from(recoveries).where(recoveries.c.name == name)) or 0

    def _of(self, name: str, typed: str) -> tuple[ColumnElement[bool], ...]:
        return recoveries.c.name == name, recoveries.c.digest == self._digest(name, recovery_symbols(typed))

    def _digest(self, name: str, symbols: str) -> bytes:
        return hmac.digest(self.sealing_key, b"deskwarden recovery v1\0" + f"{name}\0{symbols}".encode(), "sha256")

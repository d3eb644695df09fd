"""Security keys: which the agents have, and what each answered last, over all seats."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from sqlalchemy import Connection, Row, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from workstation.auditstore.instants import from_us, to_us
from workstation.auditstore.ownrecord import OwnRecord, nothing
from workstation.auditstore.schema import Database, agents, answered, security_keys
from workstation.credentials.securitykey import asserted
from workstation.errors import SecurityKeyError, StoreError
from workstation.facts.body import Body
from workstation.facts.keyanswer import KeyAnswer, SecurityKey
from workstation.facts.kinds import Kind, Outcome, Severity

ANSWERED_WITHIN = timedelta(minutes=3)


class KnownKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key as IT sees it; `mark` is the beginning of its credential's id, `model` names what it is (an AAGUID)."""

    mark: str
    label: str
    model: str
    added: datetime
    used: datetime | None
    may_be_copied: bool
    is_copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityKeys:
    """What an agent holds in their hand. Safe from any thread."""

    database: Database
    own_record: OwnRecord
    clock: Callable[[], datetime]

    def of(self, name: str) -> tuple[KnownKey, ...]:
        """Return the agent's keys, the oldest first; raise StoreError for an unknown agent."""
        with self.database.reads.begin() as db:
            _refuse_unknown(db, name)
            rows = db.execute(
                select(security_keys).where(security_keys.c.name == name).order_by(security_keys.c.added_us)
            ).all()
        return tuple(_known(row) for row in rows)

    def ids(self, name: str) -> tuple[bytes, ...]:
        """Return the credentials of the agent's keys; raise StoreError for an unknown agent."""
        with self.database.reads.begin() as db:
            _refuse_unknown(db, name)
            found = select(security_keys.c.credential_id).where(security_keys.c.name == name)
            return tuple(db.scalars(found).all())

    def add(self, name: str, label: str, key: SecurityKey, also: Callable[[Connection], None] = nothing) -> KnownKey:
        """Have the key count for the agent from now on; `also` is done with it.

        Raise StoreError for an unknown agent, and for a key that is somebody's.
        """
        row = {**msgspec.structs.asdict(key), "name": name, "label": label, "added_us": to_us(self.clock())}
        try:
            with self.database.writes.begin() as db:
                _refuse_unknown(db, name)
                db.execute(insert(security_keys).values(row))
                also(db)
                added = db.execute(_row_of(key.credential_id)).one()
        except IntegrityError as error:
            raise StoreError("this key is known here already", hint="`agent security-key list` shows it.") from error
        return _known(added)

    def remove(self, name: str, mark: str, also: Callable[[Connection, str], None] | None = None) -> KnownKey:
        """Have no answer of this key count any more, anywhere; `also` is done with it, and told its whole mark.

        Raise StoreError where the agent has no key, or several, whose credential's id begins like `mark`.
        """
        with self.database.writes.begin() as db:
            _refuse_unknown(db, name)
            rows = db.execute(select(security_keys).where(security_keys.c.name == name)).all()
            found = [row for row in rows if mark and row.credential_id.hex().startswith(mark.lower())]
            if len(found) != 1:
                raise StoreError(
                    "no key of the agent's has this mark" if not found else "several keys have this mark",
                    hint="`deskwarden agent security-key list` shows them.",
                )
            db.execute(delete(security_keys).where(security_keys.c.credential_id == found[0].credential_id))
            removed = _known(found[0])
            if also:
                also(db, removed.mark)
        return removed

    def proved(self, db: Connection, name: str, answer: KeyAnswer, at: datetime) -> SecurityKey | None:
        """Return the agent's key as it is once this answer of its is used; None where this is none, or an old one.

        It takes the same work for an agent who is unknown or has no key. An answer by which a key lags behind what it
        counted before is that of a copy, and goes on the record.
        """
        row = db.execute(_row_of(answer.assertion.credential_id)).one_or_none()
        is_theirs = row is not None and row.name == name
        key = _key(row) if row is not None and is_theirs else _of_nobody(answer)
        used = select(answered.c.challenge).where(answered.c.challenge == answer.challenge.bound)
        is_used = db.execute(used).one_or_none() is not None
        is_fresh = abs(at - answer.challenge.made) <= ANSWERED_WITHIN
        counts = is_theirs and is_fresh and not is_used
        try:
            after = asserted(key, answer.challenge.bound, answer.assertion)
        except SecurityKeyError as error:
            if counts and error.reason == "counter":
                self._tell_copied(db, name)
            return None
        return after if counts else None

    def holder(self, db: Connection, answer: KeyAnswer, at: datetime) -> str:
        """Return whose key gave this answer, "" where it is none, or an old one; nothing is used up.

        Whose it is follows from its credential's id and signature alone.
        """
        row = db.execute(_row_of(answer.assertion.credential_id)).one_or_none()
        name: str = "" if row is None else row.name
        return name if self.proved(db, name, answer, at) else ""

    def use(self, db: Connection, key: SecurityKey, answer: KeyAnswer, at: datetime) -> None:
        """Use an answer up, once what it proves is accepted."""
        now = {"counter": key.counter, "is_copied": key.is_copied, "used_us": to_us(at)}
        db.execute(update(security_keys).where(security_keys.c.credential_id == key.credential_id).values(now))
        db.execute(delete(answered).where(answered.c.used_us < to_us(at - 3 * ANSWERED_WITHIN)))
        db.execute(insert(answered).values(challenge=answer.challenge.bound, used_us=to_us(at)))

    def _tell_copied(self, db: Connection, name: str) -> None:
        body = Body(kind=Kind.SECURITY_KEY_COPIED, severity=Severity.VIOLATION, outcome=Outcome.REFUSED, details={})
        team = db.scalar(select(agents.c.team).where(agents.c.name == name)) or ""
        self.own_record.write(db, body, name, team)


def _row_of(credential_id: bytes) -> Select[tuple[Any, ...]]:
    return select(security_keys).where(security_keys.c.credential_id == credential_id)


def _refuse_unknown(db: Connection, name: str) -> None:
    if db.execute(select(agents.c.name).where(agents.c.name == name)).one_or_none() is None:
        raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")


def _known(row: Row[tuple[Any, ...]]) -> KnownKey:
    return KnownKey(
        mark=_key(row).mark,
        label=row.label,
        model=row.model.hex(),
        added=from_us(row.added_us),
        used=None if row.used_us is None else from_us(row.used_us),
        may_be_copied=row.may_be_copied,
        is_copied=row.is_copied,
    )


def _key(row: Row[tuple[Any, ...]]) -> SecurityKey:
    return SecurityKey(
        credential_id=row.credential_id,
        public_key=row.public_key,
        counter=row.counter,
        model=row.model,
        may_be_copied=row.may_be_copied,
        is_copied=row.is_copied,
    )


def _of_nobody(answer: KeyAnswer) -> SecurityKey:
    """Return a key that nobody has, under the name that was given for one."""
    return SecurityKey(
        credential_id=answer.assertion.credential_id,
        public_key=_NOBODYS,
        counter=0,
        model=bytes(16),
        may_be_copied=False,
        is_copied=False,
    )


def _made_up() -> bytes:
    """Return the public half of a secret that is forgotten at once."""
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    return cbor.encode({1: 2, 3: ES256.ALGORITHM, -1: 1, **point})


_NOBODYS = _made_up()

"""Break-glass codes: given by IT, on the record before anybody hears them, and each use held against what was given."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, select, update

from workstation.auditstore.ending import INACTIVE_AFTER, has_ended
from workstation.auditstore.instants import to_us
from workstation.auditstore.onconflict import insert_or_update
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.schema import Database, agents, devices, glass_codes
from workstation.credentials.breakglass import code_for, device_key, glass_symbols
from workstation.credentials.crockford import spelled
from workstation.errors import StoreError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.entry import Entry, Header, parse_payload

KEPT_FOR = timedelta(days=400)
"""Longer than any seat is away; the record keeps what was given."""
SHORTEST = 8
"""How much of a device's name has to be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassCodes:
    """Every method is one transaction where none is given; safe from any thread."""

    database: Database
    own_record: OwnRecord
    sealing_key: bytes
    clock: Callable[[], datetime]
    inactive_after: timedelta = INACTIVE_AFTER

    def key_of(self, device: str) -> bytes:
        """Return what this device judges codes by while nothing connects it."""
        return device_key(self.sealing_key, device)

    def issue(self, said: str, agent: str, challenge: str, reason: str, by: str) -> str:
        """Return the code that opens a seat of the device that `said` begins the name of; raise StoreError.

        Who gave it, for whom, where and why is on the record before that.
        """
        symbols = glass_symbols(challenge)
        if not symbols:
            raise StoreError("this is no challenge", hint="The locked screen shows two groups of four.")
        with self.database.writes.begin() as db:
            device = _only(db, said)
            team = self._entitled(db, agent)
            now = self.clock()
            db.execute(delete(glass_codes).where(glass_codes.c.issued_us < to_us(now - KEPT_FOR)))
            key = {"device": device, "challenge": symbols, "agent": agent}
            insert_or_update(db, glass_codes, key, {"by": by, "issued_us": to_us(now)})
            details: dict[str, str | int] = {
                "by": by,
                "device": device,
                "challenge": spelled(symbols),
                "typed_reason": reason,
            }
            self.own_record.write(db, _body(Kind.GLASS_CODE_ISSUED, details), agent, team)
        return spelled(code_for(self.key_of(device), symbols, agent))

    def _entitled(self, db: Connection, agent: str) -> str:
        """Return the team of an agent whose access has not ended."""
        found = select(agents.c.team, agents.c.revoked_us, agents.c.active_us).where(agents.c.name == agent)
        row = db.execute(found).one_or_none()
        if row is None:
            raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")
        is_over = has_ended(
            revoked_us=row.revoked_us, active_us=row.active_us, at=self.clock(), inactive_after=self.inactive_after
        )
        if is_over:
            raise StoreError("the access of this agent has ended", hint="`deskwarden agent restore` gives it back.")
        return str(row.team)

    def settle(self, db: Connection, used: Sequence[tuple[Header, Entry]]) -> None:
        """Write down, in this transaction, which code each use that came in was; a violation where none was given."""
        for header, entry in used:
            self._settle(db, header, entry)

    def _settle(self, db: Connection, header: Header, entry: Entry) -> None:
        payload = parse_payload(entry.payload)
        device = header.seat_id.partition("/")[0]
        symbols = glass_symbols(str(payload.body.details.get("challenge", "")))
        where = {"device": device, "challenge": symbols, "agent": payload.agent}
        its = [glass_codes.c[name] == value for name, value in where.items()]
        given = db.execute(select(glass_codes).where(*its)).one_or_none()
        if given is None or given.used_us is not None:
            details: dict[str, str | int] = {"device": device, "seat_id": header.seat_id, "seq": header.seq}
            self.own_record.write(db, _unexplained(details), payload.agent, payload.team)
            return
        db.execute(update(glass_codes).where(*its).values(used_us=to_us(self.clock())))
        self.own_record.write(db, _body(Kind.GLASS_CODE_USED, _told(given)), payload.agent, payload.team)


def _told(given: Row[tuple[object, ...]]) -> dict[str, str | int]:
    return {"by": given.by, "device": given.device, "challenge": spelled(given.challenge)}


def _only(db: Connection, said: str) -> str:
    """Return the one device that works and whose name begins so."""
    if len(said) < SHORTEST:
        raise StoreError(f"say {SHORTEST} letters or more of the device", hint="The locked screen shows them.")
    begins_so = devices.c.device.startswith(said, autoescape=True)
    found = db.execute(select(devices.c.device, devices.c.closed).where(begins_so)).all()
    if len(found) != 1:
        raise StoreError("this is not one device of this store", hint="`deskwarden device list` shows them.")
    if found[0].closed:
        raise StoreError(f"this device is {found[0].closed}: no code opens it")
    return str(found[0].device)


def _body(kind: Kind, details: dict[str, str | int]) -> Body:
    return Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)


def _unexplained(details: dict[str, str | int]) -> Body:
    return Body(
        kind=Kind.GLASS_UNEXPLAINED,
        severity=Severity.VIOLATION,
        outcome=Outcome.DETECTED,
        weight="high",
        details=details,
    )

"""The keys of devices as the store knows them: the one of each enrolment, and those that succeeded it."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, insert, select

from workstation.auditstore.chains import head_of
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.revoked import refuse_revoked
from workstation.auditstore.schema import Database, devices, entries, successions
from workstation.errors import CredentialError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.keyline import KeyLine
from workstation.record.succession import (
    SignedSuccession,
    Succession,
    SuccessionTaken,
    claimed_succession,
    verify_succession,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLines:
    """Takes successions in. One transaction; safe from any thread."""

    database: Database
    own_record: OwnRecord

    def take(self, signed: SignedSuccession) -> SuccessionTaken:
        """Have the device's next key sign from now on, durably; taking the same twice is harmless.

        Raise RefusedError where its last key did not sign that, where entries are here that this would disown, and for
        a revoked device.
        """
        try:
            succession = claimed_succession(signed)
            # Whoever writes waits for nobody who has nothing to say: what does not hold is refused before.
            with self.database.reads.begin() as db:
                self._line(db, succession, signed)
            with self.database.writes.begin() as db:
                line = self._line(db, succession, signed)
                if _kept(db, succession) != signed:
                    refuse_revoked(db, succession.device)
                    self._add(db, line, succession, signed)
                return SuccessionTaken(number=max(succession.number, len(line.successions)))
        except CredentialError as error:
            raise RefusedError(403, str(error)) from error

    def _line(self, db: Connection, succession: Succession, signed: SignedSuccession) -> KeyLine:
        """Return the device's keys as they stand; raise where the last of them did not sign what is not here yet."""
        line = line_of(db, succession.device)
        if line is None:
            raise RefusedError(403, "the device is not enrolled")
        if _kept(db, succession) != signed:
            verify_succession(line.newest, signed)
        return line

    def _add(self, db: Connection, line: KeyLine, succession: Succession, signed: SignedSuccession) -> None:
        if succession.number != len(line.successions) + 1:
            raise RefusedError(409, f"the device's key was succeeded {len(line.successions)} times here")
        for seat_id in _seats(db, succession.device):
            if (head := head_of(db, seat_id)).seq > succession.ended(seat_id):
                raise RefusedError(409, f"entry {head.seq} of seat {seat_id} is here, which the old key signed")
        row = {"device": succession.device, "number": succession.number, **msgspec.structs.asdict(signed)}
        db.execute(insert(successions).values(row))
        details: dict[str, str | int] = {"device": succession.device, "number": succession.number}
        kind, severity = Kind.DEVICE_KEY_CHANGED, Severity.CUSTODY
        self.own_record.write(db, Body(kind=kind, severity=severity, outcome=Outcome.DONE, details=details))


def line_of(db: Connection, device: str) -> KeyLine | None:
    """Return the keys of a device, each of which was verified as it came; None for one that is not enrolled."""
    first = db.scalar(select(devices.c.public_key).where(devices.c.device == device))
    if first is None:
        return None
    bodies = select(successions.c.body).where(successions.c.device == device).order_by(successions.c.number)
    found = (msgspec.msgpack.decode(body, type=Succession) for body in db.scalars(bodies))
    return KeyLine(Ed25519PublicKey.from_public_bytes(first), tuple(found))


def _kept(db: Connection, succession: Succession) -> SignedSuccession | None:
    here = (successions.c.device == succession.device) & (successions.c.number == succession.number)
    row = db.execute(select(successions.c.body, successions.c.by_old, successions.c.by_new).where(here)).one_or_none()
    return SignedSuccession(body=row.body, by_old=row.by_old, by_new=row.by_new) if row else None


def _seats(db: Connection, device: str) -> list[str]:
    of_device = entries.c.seat_id.startswith(f"{device}/", autoescape=True)
    return list(db.scalars(select(entries.c.seat_id).where(of_device).distinct()))

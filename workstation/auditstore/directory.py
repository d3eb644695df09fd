"""The directory: which devices the store knows, who may invite one, and who may read the record."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from workstation.auditstore.certificates import make_device
from workstation.auditstore.identity import Identity
from workstation.auditstore.instants import to_us
from workstation.auditstore.keylines import line_of
from workstation.auditstore.policies import PublishedPolicies
from workstation.auditstore.reader import Reader, find_readers
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.revoked import refuse_revoked
from workstation.auditstore.schema import Database, devices, invitations, nonces, readers
from workstation.credentials.signedrequest import TOLERANCE, Request, verify_request
from workstation.errors import CredentialError
from workstation.policy.rules import Group
from workstation.record.enrolmenttoken import EnrolmentToken
from workstation.record.exchange import Assurance, EnrolmentGranted, EnrolmentWanted, enrolment_proof

INVITATION_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Devices, invitations and readers. Every method is one transaction; safe from any thread."""

    database: Database
    identity: Identity
    policies: PublishedPolicies
    clock: Callable[[], datetime]

    def invite(self, team: str, *, trial: bool = False) -> str:
        """Return the text of a one-time token that enrols one device into `team` within a day; kept as a hash.

        It enrols an installed workstation, and a trial only where that is allowed.
        """
        token = EnrolmentToken(secret=secrets.token_urlsafe(32), pin=self.identity.pin)
        expires = self.clock() + INVITATION_FOR
        with self.database.writes.begin() as db:
            row = {"secret_hash": _hash(token.secret), "team": team, "expires_us": to_us(expires), "trial": trial}
            db.execute(insert(invitations).values(row))
        return str(token)

    def enrol(self, wanted: EnrolmentWanted) -> EnrolmentGranted:
        """Use the invitation up and make the device known; raise RefusedError where it does not hold."""
        key = Ed25519PublicKey.from_public_bytes(wanted.public_key)
        try:
            key.verify(wanted.proof, enrolment_proof(wanted.secret, wanted.public_key, wanted.assurance))
        except InvalidSignature as error:
            raise RefusedError(403, "the device does not hold the key that it wants to enrol") from error
        with self.database.writes.begin() as db:
            return self._make_known(db, self._use_invitation(db, wanted), key, wanted.assurance)

    def device_of(self, request: Request) -> str:
        """Return the UUID of the device that signed `request`, once for each nonce; raise RefusedError otherwise.

        A revoked device is told so.
        """
        try:
            signature = verify_request(request, self._key_of)
        except CredentialError as error:
            raise RefusedError(401, str(error)) from error
        with self.database.reads.begin() as db:
            refuse_revoked(db, signature.device)
        now = self.clock()
        try:
            with self.database.writes.begin() as db:
                db.execute(delete(nonces).where(nonces.c.seen_us < to_us(now - 2 * TOLERANCE)))
                db.execute(insert(nonces).values(device=signature.device, nonce=signature.nonce, seen_us=to_us(now)))
        except IntegrityError as error:
            raise RefusedError(401, "the request was received before") from error
        return signature.device

    def add_reader(self, name: str, role: Group = "supervisors", team: str = "") -> str:
        """Return a token with which `name` may read the record and hear of a team, "" for all; kept as a hash."""
        token = secrets.token_urlsafe(32)
        with self.database.writes.begin() as db:
            row = {"token_hash": _hash(token), "name": name, "role": role, "team": team}
            db.execute(insert(readers).values(**row, made_us=to_us(self.clock())))
        return token

    def reader_of(self, authorization: str) -> Reader:
        """Return who holds the bearer token of this Authorization header; raise RefusedError otherwise."""
        scheme, _, token = authorization.partition(" ")
        with self.database.reads.begin() as db:
            (reader,) = find_readers(db, readers.c.token_hash == _hash(token)) or (None,)
        if scheme.lower() != "bearer" or reader is None:
            raise RefusedError(401, "this needs the token of a supervisor or an auditor")
        return reader

    def _key_of(self, device: str) -> Ed25519PublicKey | None:
        with self.database.reads.begin() as db:
            line = line_of(db, device)
        return line.newest if line else None

    def _use_invitation(self, db: Connection, wanted: EnrolmentWanted) -> str:
        now = to_us(self.clock())
        itself = invitations.c.secret_hash == _hash(wanted.secret)
        if wanted.assurance == "trial" and db.scalar(select(invitations.c.trial).where(itself)) is False:
            raise RefusedError(403, "the enrolment token is for an installed workstation, and this is a trial")
        used = db.execute(
            update(invitations)
            .where(itself)
            .where(invitations.c.used_us.is_(None), invitations.c.expires_us > now)
            .values(used_us=now)
            .returning(invitations.c.team)
        ).scalar()
        if used is None:
            raise RefusedError(403, "the enrolment token is unknown, used or expired")
        return str(used)

    def _make_known(self, db: Connection, team: str, key: Ed25519PublicKey, assurance: Assurance) -> EnrolmentGranted:
        device = str(uuid.uuid4())
        certificate = make_device(self.identity.authority, self.identity.authority_key, key, device, team)
        pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
        db.execute(
            insert(devices).values(
                device=device,
                public_key=key.public_bytes_raw(),
                team=team,
                certificate=pem,
                enrolled_us=to_us(self.clock()),
            )
        )
        return EnrolmentGranted(
            device=device,
            team=team,
            certificate=pem,
            receipt_key=self.identity.receipt_public_key,
            policy_root=self.policies.first_root(),
            assurance=assurance,
        )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()

"""Directives: what the store has its devices do, numbered, so that one who was away hears what it missed."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select

from workstation.auditstore.bell import Bell
from workstation.auditstore.bellrope import pull
from workstation.auditstore.instants import to_us
from workstation.auditstore.policies import PublishedPolicies
from workstation.auditstore.revoked import is_revoked
from workstation.auditstore.schema import Database, directives
from workstation.record.directive import DeviceRevoked, Directive, PolicyPublished

POLICY_CHANGED = "policy_changed"
AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Directives:
    """Every method is one transaction; safe from any thread. `bell` is rung after each new directive."""

    database: Database
    policies: PublishedPolicies
    clock: Callable[[], datetime]
    bell: Bell = field(default_factory=Bell)

    def after(self, device: str, number: int) -> tuple[tuple[int, bytes], ...]:
        """Return the oldest directives after `number` that this device is to hear: each with its own, as JSON.

        A revoked one hears of that alone.
        """
        found = select(directives.c.number, directives.c.body).where(
            directives.c.number > number, directives.c.device.in_(("", device))
        )
        with self.database.reads.begin() as db:
            if is_revoked(db, device):
                found = found.where(directives.c.body == msgspec.json.encode(DeviceRevoked()))
            rows = db.execute(found.order_by(directives.c.number).limit(AT_ONCE)).all()
        return tuple((row.number, row.body) for row in rows)

    def newest(self) -> int:
        """Return the highest number given, 0 before the first."""
        with self.database.reads.begin() as db:
            return int(db.scalar(select(directives.c.number).order_by(directives.c.number.desc()).limit(1)) or 0)

    def look_at_policies(self) -> None:
        """Announce the published policies, where others are published than those announced last."""
        published = PolicyPublished(version=self.policies.version())
        if published.version and published != self._announced():
            self._issue(POLICY_CHANGED, published)

    def pass_on(self, db: Connection, device: str, directive: Directive) -> None:
        """Tell one device, or all where it is "", once this transaction is durable; the caller rings `bell` then."""
        db.execute(insert(directives).values(self._row(str(directive.__struct_config__.tag), directive, device)))
        pull(db, "deskwarden_orders")

    def withdraw(self, db: Connection, directive: Directive) -> None:
        """Tell it to nobody who has not heard it."""
        db.execute(delete(directives).where(directives.c.body == msgspec.json.encode(directive)))

    def _announced(self) -> Directive | None:
        last = select(directives.c.body).where(directives.c.kind == POLICY_CHANGED).order_by(directives.c.number.desc())
        with self.database.reads.begin() as db:
            body = db.scalar(last.limit(1))
        return msgspec.json.decode(body, type=PolicyPublished) if body else None

    def _issue(self, kind: str, directive: Directive) -> None:
        with self.database.writes.begin() as db:
            db.execute(insert(directives).values(self._row(kind, directive)))
            pull(db, "deskwarden_orders")
        self.bell.ring()

    def _row(self, kind: str, directive: Directive, device: str = "") -> dict[str, str | int | bytes]:
        body = msgspec.json.encode(directive)
        return {"kind": kind, "body": body, "made_us": to_us(self.clock()), "device": device}

"""What the store has to report itself, in a chain of its own beside those of the seats."""

# SPDX-License-Identifier: Apache-2.0

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from workstation.auditstore.bellrope import pull
from workstation.auditstore.chains import append, head_of, sign_head
from workstation.auditstore.identity import Identity
from workstation.auditstore.logtree import LogTree
from workstation.auditstore.onconflict import is_inserted
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import Database, contested
from workstation.errors import ChainBrokenError, LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.chain import Head
from workstation.record.entry import SALT_SIZE, Entry, Header, Payload, make_entry, parse_header


def nothing(_: Connection) -> None:
    """Write nothing down beside what is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """The store's own chain. Every method is one transaction where none is given; safe from any thread."""

    database: Database
    identity: Identity
    clock: Callable[[], datetime]

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Raise RefusedError for what does not fit the record; what contradicts it is recorded before.

        To be entered before the transaction that may fail: this one is another.
        """
        try:
            yield
        except ChainBrokenError as error:
            self.contest(error.seat_id, error.seq)
            raise RefusedError(409, str(error)) from error
        except LedgerError as error:
            raise RefusedError(400, str(error)) from error

    def contest(self, seat_id: str, seq: int) -> None:
        """Record, once for each number, that a device sent what contradicts the record."""
        with self.database.writes.begin() as db:
            self._contest(db, Outcome.REFUSED, control="chain", seat_id=seat_id, seq=seq)

    def contest_notice(self, db: Connection, seat_id: str, seq: int) -> None:
        """Record, in this transaction, that a chain brought another entry than the notice of that number told of."""
        self._contest(db, Outcome.DETECTED, control="notice", seat_id=seat_id, seq=seq)

    def _contest(self, db: Connection, outcome: Outcome, *, control: str, seat_id: str, seq: int) -> None:
        details: dict[str, str | int] = {"control": control, "seat_id": seat_id, "seq": seq}
        body = Body(kind=Kind.CONTROL_FAILED, severity=Severity.VIOLATION, outcome=outcome, details=details)
        if is_inserted(db, contested, {"seat_id": seat_id, "seq": seq}):
            self.write(db, body)

    def write(self, db: Connection, body: Body, agent: str = "", team: str = "") -> None:
        """Write down, in this transaction, what the store did, and about whom."""
        now = self.clock()
        payload = Payload(agent=agent, team=team, body=body)
        entry = self._entry(head_of(db, self.identity.seat_id), payload)
        header = parse_header(entry.header)
        tree = LogTree(db)
        tree.add(entry.header)
        append(db, header, entry, now)
        sign_head(db, tree, self.identity.receipt_key, Head(header.seat_id, header.seq, entry.chain), now)
        pull(db, "deskwarden_record")

    def _entry(self, head: Head, payload: Payload) -> Entry:
        body = payload.body
        header = Header(
            version=1,
            seat_id=head.seat_id,
            seq=head.seq + 1,
            at=self.clock(),
            monotonic_ns=time.monotonic_ns(),
            boot_id="",
            kind=body.kind,
            severity=body.severity,
            outcome=body.outcome,
            rule=body.rule,
            policy="",
            subject="",
            client="",
            region="",
            commitment=b"",
        )
        return make_entry(head.chain, header, os.urandom(SALT_SIZE), payload)

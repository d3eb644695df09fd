"""Writing down: at once where the ledger can, held and written later where it cannot, never skipped."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ports import Ledger, Subject
from workstation.keeper.reserve import Reserve

HELD_LIMIT = 50_000
AT_ONCE = 100
log = logging.getLogger(__name__)


class Held(NamedTuple):
    """An entry that waits for the ledger, and who is told its number once it is durable."""

    subject: Subject
    body: Body
    durable: Callable[[int], None]


def _nobody(_seq: int) -> None:
    """Tell nobody."""


class Recorder:
    """One seat's pen. Entries that the ledger refused are held in order; while any is held, nothing may open.

    What comes while HELD_LIMIT entries are held is counted, and the count becomes an entry of its own. `reserve` is
    room that is given free for what opens a seat. What was gathered is written before anything that comes later.
    """

    def __init__(
        self, ledger: Ledger, seat_id: str, appended: Callable[[], None], reserve: Reserve | None = None
    ) -> None:
        self._ledger = ledger
        self._seat_id = seat_id
        self._appended = appended
        self._reserve = reserve
        self._held: deque[Held] = deque()
        self._gathered: list[Held] = []
        self._refused = False
        self._lost = 0
        self._violations = 0

    @property
    def violations(self) -> int:
        """Return how many violations there were, those counted in one entry each, written already or not."""
        return self._violations

    @property
    def durable(self) -> bool:
        """Say whether everything that happened is on disk."""
        return not self._held and not self._gathered

    def gather(self, subject: Subject, body: Body, durable: Callable[[int], None]) -> int:
        """Keep an entry for `flush`, which tells `durable` its number; return how many are kept now."""
        self._violations += _violations(body)
        self._gathered.append(Held(subject, body, durable))
        return len(self._gathered)

    def flush(self) -> None:
        """Write what was gathered at once; raise LedgerError where any of it, since the last time, is held instead."""
        self._write_gathered()
        refused, self._refused = self._refused, False
        if refused:
            raise LedgerError("entries are held until the ledger can write")

    def write(self, subject: Subject, body: Body, durable: Callable[[int], None] = _nobody) -> int:
        """Return the number of the durable entry; raise LedgerError where it is held instead.

        `durable` is told the number as soon as there is one, now or later.
        """
        self._violations += _violations(body)
        self._write_gathered()
        self.retry()
        entry = Held(subject, body, durable)
        if not self._held:
            try:
                seq = self._append(subject, body)
            except LedgerError as error:
                log.error("%s", error)  # noqa: TRY400 - one line for the user; the ledger's own log has the rest
            else:
                durable(seq)
                return seq
        self._hold(entry)
        raise LedgerError("the entry is held until the ledger can write")

    def write_first(self, subject: Subject, body: Body, *, may_spend: bool = True) -> int:
        """Return the number of the entry, durable before what it tells of opens; raise LedgerError otherwise.

        Nothing is held then: what was refused does not open, and must not be written later as if it had. What may
        not spend the reserve leaves it to the sign-ins.
        """
        try:
            return self._append_first(subject, body)
        except LedgerError:
            if not may_spend or self._reserve is None or not self._reserve.spend():
                raise
        return self._append_first(subject, body)

    def note(self, subject: Subject, body: Body) -> None:
        """Write what tightened already: held where the ledger cannot."""
        try:
            self.write(subject, body)
        except LedgerError:
            log.warning("%s entries wait for the ledger", len(self._held))

    def retry(self) -> None:
        """Write what is held, in order, as far as the ledger can, at most AT_ONCE entries."""
        for _ in range(AT_ONCE):
            if not self._held:
                break
            entry = self._held[0]
            try:
                seq = self._append(entry.subject, entry.body)
            except LedgerError:
                return
            self._held.popleft()  # before anybody is told: who is told may write at once
            entry.durable(seq)
        if self._lost and not self._held:
            self._hold(Held(Subject(), _loss(self._lost), _nobody))
            self._lost = 0
        if self._reserve is not None and not self._held:
            self._reserve.keep()

    def _write_gathered(self) -> None:
        gathered, self._gathered = self._gathered, []
        if not gathered:
            return
        self.retry()
        if not self._held:
            try:
                last = self._ledger.append_all(self._seat_id, [(entry.subject, entry.body) for entry in gathered])
            except LedgerError as error:
                log.error("%s", error)  # noqa: TRY400 - one line for the user; the ledger's own log has the rest
            else:
                self._appended()
                for seq, entry in enumerate(gathered, last - len(gathered) + 1):
                    entry.durable(seq)
                return
        for entry in gathered:
            self._hold(entry)
        self._refused = True

    def _append_first(self, subject: Subject, body: Body) -> int:
        self._write_gathered()
        self.retry()
        if self._held:
            raise LedgerError("entries are held until the ledger can write")
        return self._append(subject, body)

    def _hold(self, entry: Held) -> None:
        if len(self._held) < HELD_LIMIT:
            self._held.append(entry)
        else:
            self._lost += 1

    def _append(self, subject: Subject, body: Body) -> int:
        seq = self._ledger.append(self._seat_id, subject, body)
        self._appended()
        return seq


def _violations(body: Body) -> int:
    """Return how many violations an entry tells of: never less than the one that it is.

    Those whom the keeper turned away at its door do not count: anybody on the machine may knock.
    """
    if body.severity is not Severity.VIOLATION or body.kind is Kind.PEER_REFUSED:
        return 0
    counted = body.details.get("count", 1)
    return max(counted, 1) if isinstance(counted, int) else 1


def _loss(count: int) -> Body:
    details: dict[str, str | int] = {"entries": count}
    return Body(kind=Kind.RECORDS_LOST, severity=Severity.FAILURE, outcome=Outcome.FAILED, details=details)

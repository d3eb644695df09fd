"""What is reported of a seat, on its way into the ledger: gathered, counted where it is too much, never skipped."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections.abc import Callable
from pathlib import PurePath

from workstation.errors import LedgerError
from workstation.facts.body import NAME_LIMIT, WORDS_LIMIT, Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.counting import Confirm
from workstation.keeper.flood import Flood
from workstation.keeper.ports import Denied, Subject
from workstation.keeper.refusals import Refusals
from workstation.keeper.slot import Slot
from workstation.keeper.thrift import Thrift
from workstation.keeper.truth import LockOrdered

log = logging.getLogger(__name__)


def _nobody(_seq: int) -> None:
    """Tell nobody."""


class Reports:
    """Belongs to the keeper's loop. What cannot be written is held, and locks the seat.

    `waiting` says how many entries wait for the store.
    """

    def __init__(self, slot: Slot, waiting: Callable[[], int]) -> None:
        self._slot = slot
        self._flood = Flood(slot.elapsed)
        self._thrift = Thrift(waiting, slot.elapsed)
        self._refusals = Refusals(slot.elapsed)

    def gather(self, body: Body, confirm: Confirm, a_minute: int) -> int:
        """Keep a report for `flush`, or count it past `a_minute` of its rule; return how many are kept.

        `confirm` is told the number of its entry once that is durable, which may be later.
        """
        if self._is_counted(body, confirm, a_minute):
            return 0
        return self._slot.recorder.gather(self._slot.subject, body, confirm)

    def flush(self) -> None:
        """Write down what was gathered, at once, so that reports which come together cost one commit."""
        try:
            self._slot.recorder.flush()
        except LedgerError:
            self._not_durable()

    def denied(self, rule: str, denied: Denied, a_minute: int) -> None:
        """Write down that a forbidden program was to start."""
        details: dict[str, str | int] = {"untold": denied.untold} if denied.untold else {}
        if denied.digest:
            details["digest"] = denied.digest
        body = Body(
            kind=Kind.PROGRAM_DENIED,
            severity=Severity.VIOLATION,
            outcome=Outcome.BLOCKED if denied.outcome == "denied" else Outcome.FAILED,
            rule=rule,
            application=PurePath(denied.path).name[:NAME_LIMIT],
            details=details,
        )
        if not self._is_counted(body, _nobody, a_minute):
            self._write(self._slot.subject, body, _nobody)

    def refused(self, why: str, pid: int) -> None:
        """Write down that a peer was cut off, or count it past a limit."""
        if not self._refusals.takes():
            log.warning("a peer (pid %s) was cut off: %s", pid, why)
            self._slot.note(Kind.PEER_REFUSED, Severity.VIOLATION, Outcome.REFUSED, why=why[:WORDS_LIMIT])

    def write_counted(self, *, ending: bool = False) -> None:
        """Write down what was counted instead of written."""
        for subject, body, confirm in (*self._flood.counted(), *self._thrift.counted(ending=ending)):
            self._write(subject, body, confirm)
        if count := self._refusals.counted():
            why = "too many to write each"
            self._slot.note(Kind.PEER_REFUSED, Severity.VIOLATION, Outcome.REFUSED, why=why, count=count)

    def _is_counted(self, body: Body, confirm: Confirm, a_minute: int) -> bool:
        """Count `body` where writing it down would be too much, and say whether it was."""
        if self._flood.takes(self._slot.subject, body, confirm, a_minute):
            self._slot.happen(LockOrdered(at=self._slot.clock(), reason="flood"))
            return True
        return self._thrift.takes(self._slot.subject, body, confirm)

    def _write(self, subject: Subject, body: Body, confirm: Confirm) -> None:
        try:
            self._slot.recorder.write(subject, body, confirm)
        except LedgerError:
            self._not_durable()

    def _not_durable(self) -> None:
        self._slot.happen(LockOrdered(at=self._slot.clock(), reason="not_durable"))

"""Writing down: at once where the ledger can, held and written later where it cannot, never skipped."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections import deque
from collections.abc import Callable

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.keeper.ports import Ledger, Subject

HELD_LIMIT = 50_000
log = logging.getLogger(__name__)


class Recorder:
    """One seat's pen. Entries that the ledger refused are held in order; while any is held, nothing may open."""

    def __init__(self, ledger: Ledger, seat_id: str, appended: Callable[[], None]) -> None:
        self._ledger = ledger
        self._seat_id = seat_id
        self._appended = appended
        self._held: deque[tuple[Subject, Body]] = deque(maxlen=HELD_LIMIT)

    @property
    def durable(self) -> bool:
        """Say whether everything that happened is on disk."""
        return not self._held

    def write(self, subject: Subject, body: Body) -> int:
        """Return the number of the durable entry; raise LedgerError where it is held instead."""
        self.retry()
        if not self._held:
            try:
                return self._append(subject, body)
            except LedgerError as error:
                log.error("%s", error)  # noqa: TRY400 - one line for the user; the ledger's own log has the rest
        self._held.append((subject, body))
        raise LedgerError("the entry is held until the ledger can write")

    def note(self, subject: Subject, body: Body) -> None:
        """Write what tightened already: held where the ledger cannot."""
        try:
            self.write(subject, body)
        except LedgerError:
            log.warning("%s entries wait for the ledger", len(self._held))

    def retry(self) -> None:
        """Write what is held, in order, as far as the ledger can."""
        while self._held:
            try:
                self._append(*self._held[0])
            except LedgerError:
                return
            self._held.popleft()

    def _append(self, subject: Subject, body: Body) -> int:
        seq = self._ledger.append(self._seat_id, subject, body)
        self._appended()
        return seq

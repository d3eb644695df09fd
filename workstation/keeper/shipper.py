"""The shipper: takes what the ledger holds to the store, in number order, until a verified receipt covers it."""

# SPDX-License-Identifier: Apache-2.0

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.errors import LedgerError, StoreError, StoreRefusedError
from workstation.keeper.backoff import jittered_pause
from workstation.keeper.notices import Notices
from workstation.keeper.ports import Ledger, Store
from workstation.record.entry import parse_header
from workstation.record.exchange import BATCH_LIMIT
from workstation.record.merkle import check_consistency
from workstation.record.receipt import Receipt, verify_receipt

KEPT_FOR = timedelta(days=30)
ASKED_EVERY_SECONDS = 1800.0
TRIMMED_EVERY_SECONDS = 3600.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    """Whether the store answers, since when that is so, how many entries wait here, and what is wrong ("" if nothing).

    Before the first attempt it counts as not answering.
    """

    answers: bool
    since: datetime
    waiting: int
    trouble: str = ""


class Shipper:
    """One thread between ledger and store. `told` is called from that thread whenever the shipping changed.

    `pause` says how long to wait after so many failures in a row; `received` is called for every receipt that holds.
    The store is asked for one after ASKED_EVERY_SECONDS in which there was nothing to ship.

    Every other method is safe from any thread and returns at once, but for `stop`.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        store: Store,
        receipt_key: Ed25519PublicKey,
        clock: Callable[[], datetime],
        told: Callable[[Shipping], None],
        received: Callable[[], None] = lambda: None,
        pause: Callable[[int], timedelta] = jittered_pause,
    ) -> None:
        self._ledger = ledger
        self._store = store
        self._receipt_key = receipt_key
        self._clock = clock
        self._told = told
        self._received = received
        self._pause = pause
        self._notices = Notices(ledger, store)
        self._condition = threading.Condition()
        self._appended = self._hurried = True
        self._stopping = self._doubted = False
        self._resumed: set[str] = set()
        self._failures = 0
        self._trimmed = -TRIMMED_EVERY_SECONDS
        self._shipping = Shipping(answers=False, since=clock(), waiting=0)
        self._thread = threading.Thread(target=self._run, name="shipper")

    @property
    def shipping(self) -> Shipping:
        """How it stands now."""
        return self._shipping

    def start(self) -> None:
        """Begin, where the store's latest receipts stand."""
        self._thread.start()

    def appended(self) -> None:
        """Something was appended: ship it, unless the store is away and its next attempt is due later."""
        with self._condition:
            self._appended = True
            self._condition.notify()

    def hurry(self) -> None:
        """Try again now, however long the store has been away."""
        with self._condition:
            self._hurried = True
            self._condition.notify()

    def doubt(self) -> None:
        """Ask the store for receipts, though nothing waits, unless it is known to be away: somebody else lost it."""
        with self._condition:
            if not self._failures:
                self._doubted = self._hurried = True
                self._condition.notify()

    def stop(self) -> None:
        """End the thread; blocks until a request under way has its answer or its deadline."""
        with self._condition:
            self._stopping = True
            self._condition.notify()
        self._thread.join()

    def _run(self) -> None:
        while self._woken():
            try:
                self._ship_everything()
            except (StoreError, LedgerError) as error:
                self._failed(error)
            else:
                self._failures = 0
                self._tell(answers=True)
                self._trim()

    def _woken(self) -> bool:
        """Wait for work or for the end of a pause; say whether to go on."""
        with self._condition:
            if self._failures:
                pause = self._pause(self._failures)
                self._condition.wait_for(lambda: self._hurried or self._stopping, timeout=pause.total_seconds())
            else:
                came = self._condition.wait_for(
                    lambda: self._appended or self._hurried or self._stopping, timeout=ASKED_EVERY_SECONDS
                )
                self._doubted = self._doubted or not came
            if self._doubted:
                self._resumed.clear()
            self._appended = self._hurried = self._doubted = False
            return not self._stopping

    def _ship_everything(self) -> None:
        """Ship every seat; one that the store refuses, or that cannot be read, does not hold the others back."""
        refusals: list[StoreRefusedError | LedgerError] = []
        for seat_id in self._ledger.seats():
            try:
                self._ship(seat_id)
            except (StoreRefusedError, LedgerError) as error:
                refusals.append(error)
        if refusals:
            raise refusals[0]

    def _ship(self, seat_id: str) -> None:
        if seat_id not in self._resumed:
            self._resume(seat_id)
        while not self._stopping and (batch := self._ledger.waiting(seat_id, BATCH_LIMIT)):
            last = parse_header(batch[-1].header).seq
            self._notices.send(seat_id, last)
            self._keep(seat_id, self._store.ship(seat_id, batch, self._ledger.tree().size), last)
            self._tell(answers=True)

    def _trim(self) -> None:
        """Remove what the store has had for KEPT_FOR, once an hour, and all of it."""
        now = time.monotonic()
        if now - self._trimmed < TRIMMED_EVERY_SECONDS:
            return
        try:
            while not self._stopping and self._ledger.trim(self._clock() - KEPT_FOR):
                pass
        except LedgerError as error:
            log.warning("older entries stay for now: %s", error)
        self._trimmed = now

    def _resume(self, seat_id: str) -> None:
        """Go on where the store stands; it may have stored what it could not acknowledge before a crash."""
        receipt = self._store.receipt(seat_id, self._ledger.tree().size)
        if receipt is not None:
            self._keep(seat_id, receipt, self._ledger.receipted(seat_id))
        self._resumed.add(seat_id)

    def _keep(self, seat_id: str, receipt: Receipt, at_least: int) -> None:
        body = verify_receipt(self._receipt_key, receipt)
        fits = body.seat_id == seat_id and body.seq >= at_least
        if not fits or body.chain != self._ledger.chain_at(seat_id, body.seq):
            raise StoreError(
                f"the receipt of entry {body.seq} does not fit this ledger",
                hint="Ledger and store disagree about the past: ask an auditor to verify both.",
            )
        check_consistency(self._ledger.tree(), body.tree, receipt.proof)
        self._ledger.keep_receipt(receipt, body)
        self._received()

    def _failed(self, error: StoreError | LedgerError) -> None:
        self._failures += 1
        self._tell(answers=False, trouble=str(error))

    def _tell(self, *, answers: bool, trouble: str = "") -> None:
        before = self._shipping
        since = before.since if before.answers == answers else self._clock()
        after = Shipping(answers=answers, since=since, waiting=self._waiting(), trouble=trouble)
        if trouble != before.trouble:
            log.warning("shipping: %s", trouble or "the audit store answers again")
        if after != before:
            self._shipping = after
            self._told(after)

    def _waiting(self) -> int:
        """Count what waits; while the ledger cannot be read, the last count stands."""
        ledger = self._ledger
        try:
            return sum(ledger.head(seat).seq - ledger.receipted(seat) for seat in ledger.seats())
        except LedgerError:
            return self._shipping.waiting

"""Thrift: while nearly as much waits for the store as may, routine telemetry is counted and not written one by one.

Violations, failures and what custody of a seat hangs on are never counted away.
"""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator

from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Severity
from workstation.keeper.counting import Confirm, Counting
from workstation.keeper.ports import Subject

CAPACITY = 100_000
"""How many entries may wait for the store: 30 days of a busy seat."""
SPARING_AT = 0.9
MINUTE = 60.0


class Thrift:
    """Belongs to one thread. `waiting` says how many entries wait; `elapsed` is in seconds and never goes back."""

    def __init__(self, waiting: Callable[[], int], elapsed: Callable[[], float]) -> None:
        self._waiting = waiting
        self._elapsed = elapsed
        self._told = elapsed()
        self._counting = Counting(Kind.RECORDS_MERGED, Severity.CUSTODY)

    def takes(self, subject: Subject, body: Body, confirm: Confirm) -> bool:
        """Count `body` where space is short and it is routine; say whether it was counted."""
        if body.severity is not Severity.ACCESS or self._waiting() < SPARING_AT * CAPACITY:
            return False
        self._counting.count(subject, body, confirm)
        return True

    def counted(self, *, ending: bool = False) -> Iterator[tuple[Subject, Body, Confirm]]:
        """Yield, once a minute and at the end, an entry for all that was counted since, with what confirms each."""
        if ending or self._elapsed() - self._told >= MINUTE:
            self._told = self._elapsed()
            yield from self._counting.entries()

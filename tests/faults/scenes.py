"""What ledger and vault live through while their disk fails; each scene says whether the fault came about.

`strike` arms the fault. A scene fails where a promise is broken, before the disk works again or after.
"""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from tests.faults.grip import Grip
from tests.faults.ledgers import CRUZ, body, keep_receipt, numbers, opened
from tests.faults.promises import SECRET, secret
from workstation.errors import LedgerError, VaultError
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.recorder import Recorder
from workstation.keeper.vault import FileVault

Scene = Callable[[Path, Grip, Callable[[], None]], bool]
SEAT = "device/1"
ENTRIES = 12


class Pen:
    """Writes entries through a recorder and remembers what was acknowledged, and what the ledger had refused."""

    def __init__(self, ledger: SqliteLedger) -> None:
        self.ledger = ledger
        self.recorder = Recorder(ledger, SEAT, lambda: None)
        self.told: dict[int, int] = {}
        self.receipted = 0

    def write(self, number: int) -> None:
        """Write an entry; where it is refused, nothing may open until it stands."""
        try:
            seq = self.recorder.write(CRUZ, body(number), partial(self._acknowledged, number))
        except LedgerError:
            assert not self.recorder.durable, f"entry {number} is nowhere and the seat may open"
            assert number not in self.told
        else:
            assert self.told[number] == seq
        if number % 4 in {1, 3}:
            self._keep_receipt()

    def write_together(self, *numbers: int) -> None:
        """Write entries that came together; where they are refused, nothing may open until they stand."""
        for number in numbers:
            self.recorder.gather(CRUZ, body(number), partial(self._acknowledged, number))
        try:
            self.recorder.flush()
        except LedgerError:
            assert not self.recorder.durable, f"entries {numbers} are nowhere and the seat may open"
        else:
            assert self.told.keys() >= set(numbers)

    def _acknowledged(self, number: int, seq: int) -> None:
        assert number not in self.told, f"entry {number} was acknowledged twice"
        self.told[number] = seq

    def _keep_receipt(self) -> None:
        seq = self.ledger.head(SEAT).seq
        try:
            keep_receipt(self.ledger, SEAT, seq)
        except LedgerError:
            return
        self.receipted = seq

    def check(self, held: list[int]) -> None:
        """Fail where a ledger that holds the bodies `held` does not keep what this pen was told."""
        for number, seq in self.told.items():
            assert held[seq - 1 : seq] == [number], f"entry {number} was acknowledged as {seq}: {held}"
        assert sorted(set(held)) == held, f"the order is lost, or an entry stands twice: {held}"


def the_process_lives_on(folder: Path, grip: Grip, strike: Callable[[], None]) -> bool:
    """Fail under an open ledger: what it refuses is held, and written in order once the disk works."""
    with closing(opened(folder)) as ledger:
        pen = Pen(ledger)
        pen.write(0)
        strike()
        for number in range(1, ENTRIES, 4):
            pen.write(number)
            pen.write_together(*range(number + 1, min(number + 4, ENTRIES)))
        failed = grip.heal()
        pen.recorder.retry()
        assert pen.recorder.durable
        assert sorted(pen.told) == list(range(ENTRIES)), "something was dropped silently"
        pen.check(numbers(ledger, SEAT))
        assert ledger.receipted(SEAT) >= pen.receipted
    with closing(opened(folder)) as again:
        pen.check(numbers(again, SEAT))
        assert numbers(again, SEAT) == list(range(ENTRIES))
    return failed


def the_process_ends(folder: Path, grip: Grip, strike: Callable[[], None]) -> bool:
    """Fail while the ledger is made, written to, closed and opened: what was told is there afterwards."""
    strike()
    pens: list[Pen] = []
    for start in range(2):
        try:
            ledger = opened(folder)
        except LedgerError:
            continue
        with closing(ledger):
            pens.append(Pen(ledger))
            for number in range(start * ENTRIES, (start + 1) * ENTRIES):
                pens[-1].write(number)
    failed = grip.heal()
    with closing(opened(folder)) as ledger:
        for pen in pens:
            pen.check(numbers(ledger, SEAT))
            assert ledger.receipted(SEAT) >= pen.receipted
        last = Pen(ledger)
        last.write(2 * ENTRIES)
        last.check(numbers(ledger, SEAT))
    return failed


def a_secret_is_replaced(folder: Path, grip: Grip, strike: Callable[[], None]) -> bool:
    """Fail under a vault: it has the old secret or the new one, whole, and the new one where it said so."""
    offered = {b""}
    strike()
    for number in range(3):
        offered.add(secret(number))
        try:
            FileVault(folder).put(SECRET, secret(number))
        except VaultError:
            continue
        offered = {secret(number)}
    failed = grip.heal()
    assert (FileVault(folder).get(SECRET) or b"") in offered, "the secret is broken"
    FileVault(folder).put(SECRET, secret(9))
    assert FileVault(folder).get(SECRET) == secret(9)
    return failed


SCENES: Mapping[str, Scene] = {
    "the process lives on": the_process_lives_on,
    "the process ends": the_process_ends,
    "a secret is replaced": a_secret_is_replaced,
}

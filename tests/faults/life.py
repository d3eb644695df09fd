"""A life of ledger and vault whose power is cut later: `python -m tests.faults.life FOLDER`, under the fault layer."""

# SPDX-License-Identifier: Apache-2.0

import argparse
from contextlib import suppress
from itertools import islice
from pathlib import Path

from tests.faults.grip import FAILED_SYNC, Grip
from tests.faults.ledgers import CRUZ, body, digest, keep_receipt, opened
from tests.faults.promises import SECRET, secret
from workstation.errors import LedgerError, VaultError
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.vault import FileVault

SEATS = ("device/1", "device/2")
STARTS = 3
ENTRIES = 20


def append(ledger: SqliteLedger, grip: Grip, number: int) -> None:
    """Append an entry, or now and then two together, and acknowledge them; every few, a receipt."""
    seat = SEATS[number % 3 == 0]
    contents = [(CRUZ, body(number))] * (2 if number % 6 == 1 else 1)
    seq = ledger.append_all(seat, contents)
    for before, entry in enumerate(islice(ledger.newest(seat), len(contents))):
        grip.mark(f"entry {seat} {seq - before} {digest(entry)}")
    if number % 5 == 4:
        keep_receipt(ledger, seat, seq)
        grip.mark(f"receipt {seat} {seq}")


def put(folder: Path, grip: Grip, number: int) -> None:
    """Replace the vault's secret and acknowledge it."""
    vault = FileVault(folder)
    grip.mark(f"offered {number}")
    vault.put(SECRET, secret(number))
    grip.mark(f"kept {number}")


def started(folder: Path) -> SqliteLedger:
    """Open the ledger as an init system would have it: again, where the disk refused."""
    with suppress(LedgerError):
        return opened(folder)
    return opened(folder)


def live(folder: Path, grip: Grip, *, gutted: bool) -> None:
    """Start a keeper's memory a few times; the last one is not closed. Gutted, it does not wait for the disk."""
    for start in range(STARTS):
        with suppress(VaultError):
            put(folder, grip, start * 2)
        ledger = started(folder)
        if gutted:
            ledger._db.execute("PRAGMA synchronous = OFF").close()
        for number in range(ENTRIES):
            with suppress(LedgerError):
                append(ledger, grip, start * ENTRIES + number)
        with suppress(VaultError):
            put(folder, grip, start * 2 + 1)
        if start + 1 < STARTS:
            ledger.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("disk", type=Path)
    parser.add_argument("--gutted", action="store_true")
    parser.add_argument("--failing", type=int, default=0, help="which sync fails")
    asked = parser.parse_args()
    hold = Grip()
    if asked.failing:
        hold.arm(FAILED_SYNC, asked.failing)
    live(asked.disk / "keeper", hold, gutted=asked.gutted)
    print(int(hold.heal()))

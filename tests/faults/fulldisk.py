"""Ledger and vault on a small file system that fills up: `python -m tests.faults.fulldisk FOLDER`.

Prints how many entries were confirmed, and how many were refused and written later.
"""

# SPDX-License-Identifier: Apache-2.0

import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from tests.faults.ledgers import CRUZ, body, numbers, opened
from tests.faults.promises import SECRET, secret
from tests.faults.scenes import SEAT, Pen
from workstation.errors import LedgerError, VaultError
from workstation.keeper.recorder import Recorder
from workstation.keeper.reserve import SIZE, Reserve
from workstation.keeper.vault import FileVault

REFUSED = 20
BLOCK = 512


def fill(filling: Path) -> None:
    """Take every byte that is free."""
    with filling.open("ab", buffering=0) as file, suppress(OSError):
        while file.write(bytes(BLOCK)):
            pass


def written_until_refused(pen: Pen, numbered: Iterator[int]) -> int:
    """Write until an entry is refused; return how many were confirmed."""
    while pen.recorder.durable:
        pen.write(next(numbered))
    return len(pen.told)


def refused_by_the_vault(folder: Path) -> None:
    """Fail unless a full disk leaves the old secret whole."""
    try:
        FileVault(folder).put(SECRET, secret(1) * 10)
    except VaultError:
        assert FileVault(folder).get(SECRET) == secret(0)
        return
    raise AssertionError("a full disk took a secret")


def main(disk: Path) -> None:
    """Fill the disk under an open ledger, try to open it on the full disk, and free space again."""
    folder, filling = disk / "keeper", disk / "filling"
    FileVault(folder).put(SECRET, secret(0))
    with closing(opened(folder)) as ledger:
        pen = Pen(ledger)
        pen.write(0)
        fill(filling)
        numbered = count(1)
        confirmed = written_until_refused(pen, numbered)
        for _ in range(REFUSED):
            pen.write(next(numbered))
        assert len(pen.told) == confirmed
        assert len(numbers(ledger, SEAT)) == confirmed, "a full disk keeps the ledger from being read"
        fill(filling)
        refused_by_the_vault(folder)
        filling.unlink()
        pen.recorder.retry()
        assert pen.recorder.durable
        last = next(numbered)
        assert numbers(ledger, SEAT) == list(range(last))
        fill(filling)
    with suppress(LedgerError), closing(opened(folder)) as started:
        pen.check(numbers(started, SEAT))
    filling.unlink()
    with closing(opened(folder)) as again:
        assert numbers(again, SEAT) == list(range(last))
    FileVault(folder).put(SECRET, secret(1))
    print(f"{confirmed} entries confirmed, {last - confirmed} refused and written later")


def reserved(disk: Path) -> None:
    """Fill the disk: what is refused is held, and the reserve still lets a sign-in be written, after all of it."""
    folder, filling = disk / "keeper", disk / "filling"
    FileVault(folder)
    with closing(opened(folder)) as ledger:
        recorder = Recorder(ledger, SEAT, lambda: None, Reserve(folder / "reserve"))
        recorder.write(CRUZ, body(0))
        recorder.write(CRUZ, body(1))
        fill(filling)
        for number in count(2):
            try:
                recorder.write(CRUZ, body(number))
            except LedgerError:
                break
        assert recorder.write_first(CRUZ, body(number + 1)) == number + 2
        assert recorder.durable
        assert numbers(ledger, SEAT) == list(range(number + 2))
        assert not (folder / "reserve").exists()
        filling.unlink()
        recorder.retry()
        assert (folder / "reserve").stat().st_size == SIZE
    print(f"a sign-in was written on a full disk, after {number + 1} entries")


if __name__ == "__main__":
    (reserved if "reserve" in sys.argv[2:] else main)(Path(sys.argv[1]))

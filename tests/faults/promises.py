"""What a keeper had acknowledged at some moment, and whether a disk still keeps it."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from pathlib import Path
from random import Random

from tests.faults.ledgers import CRUZ, body, chain, digest, opened
from workstation.keeper.vault import FileVault

SECRET = "policy.toml"


def secret(number: int) -> bytes:
    """Return the secret that is put into the vault as the `number`th: large enough to tear."""
    return f"{number}:".encode() + Random(number).randbytes(1500 + 700 * (number % 5))  # noqa: S311 - made up


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


class Promises:
    """Gathers the marks of a life. `entry SEAT SEQ DIGEST`, `receipt SEAT SEQ`, `offered NUMBER` and `kept NUMBER`."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, int], str] = {}
        self.receipts: dict[str, int] = {}
        self.offered = self.kept = -1

    def hear(self, mark: str) -> None:
        """Take over a mark."""
        match mark.split():
            case ["entry", seat, seq, told]:
                self.entries[seat, int(seq)] = told
            case ["receipt", seat, seq]:
                self.receipts[seat] = int(seq)
            case ["offered", number]:
                self.offered = int(number)
            case ["kept", number]:
                self.kept = int(number)
            case _:
                raise AssertionError(f"no such mark: {mark}")

    def check(self, folder: Path) -> None:
        """Open what a disk kept, as a keeper that starts would, and fail where a promise is broken."""
        held = FileVault(folder).get(SECRET)
        allowed = {fingerprint(secret(number)) for number in range(max(self.kept, 0), self.offered + 1)}
        assert (held is None and self.kept < 0) or fingerprint(held or b"") in allowed, "the vault's secret is broken"
        ledger = opened(folder)
        try:
            there = {
                (seat, seq): digest(entry)
                for seat in ledger.seats()
                for seq, entry in enumerate(chain(ledger, seat), start=1)
            }
            for (seat, seq), told in self.entries.items():
                assert there.get((seat, seq)) == told, f"entry {seq} of seat {seat} was acknowledged and is not there"
            for seat, seq in self.receipts.items():
                assert ledger.receipted(seat) >= seq, f"the receipt for entry {seq} of seat {seat} is not there"
            for seat in {seat for seat, _ in self.entries}:
                ledger.append(seat, CRUZ, body(0))
                chain(ledger, seat)
        finally:
            ledger.close()

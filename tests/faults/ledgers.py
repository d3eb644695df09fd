"""The ledger and the entries of the fault tests; all of them open it here."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.samples import KEYS, receipt_body
from workstation.facts.body import WORDS_LIMIT, Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Ledger, Subject
from workstation.record.chain import Head, follow
from workstation.record.entry import Entry
from workstation.record.receipt import sign_receipt

CRUZ = Subject(agent="cruz", team="cards")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PAGES = 8


def opened(folder: Path) -> SqliteLedger:
    """Open the ledger of a keeper's folder, with checkpoints so frequent that every fault meets some."""
    ledger = SqliteLedger(folder / "ledger.db", KEYS)
    ledger._db.execute(f"PRAGMA wal_autocheckpoint = {PAGES}").close()
    return ledger


def body(number: int) -> Body:
    """Return the entry with this number: some fill a line, some half a page."""
    filling = {f"filling {each}": "x" * WORDS_LIMIT for each in range(number % 4 * 6)}
    details: dict[str, str | int] = {"number": number, **filling}
    return Body(kind=Kind.COPY_BLOCKED, severity=Severity.ACCESS, outcome=Outcome.BLOCKED, details=details)


def keep_receipt(ledger: Ledger, seat: str, seq: int) -> None:
    """Keep a receipt for the entries of `seat` up to `seq`."""
    told = receipt_body(seat, seq, ledger.chain_at(seat, seq))
    ledger.keep_receipt(sign_receipt(KEY, told), told)


def digest(entry: Entry) -> str:
    """Return what no entry but this one has, byte for byte."""
    return hashlib.sha256(entry.header + entry.salt + entry.payload + entry.chain).hexdigest()[:16]


def chain(ledger: Ledger, seat: str) -> list[Entry]:
    """Return all entries of `seat` in order; raise ChainBrokenError where one does not follow."""
    entries = list(ledger.newest(seat))[::-1]
    head = Head(seat)
    for entry in entries:
        head, _, _ = follow(head, entry)
    assert head == ledger.head(seat), "the ledger's head is not where its entries end"
    return entries


def numbers(ledger: Ledger, seat: str) -> list[int]:
    """Return which bodies the chain of `seat` holds, in its order."""
    held = []
    head = Head(seat)
    for entry in chain(ledger, seat):
        head, _, payload = follow(head, entry)
        held.append(int(payload.body.details["number"]))
    return held

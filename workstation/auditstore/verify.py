"""Verifying a record: every chain from its first entry, every receipt, and that neither says less than the other."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.auditstore.recordfile import RecordFile, StoredRow
from workstation.errors import ChainBrokenError, LedgerError, StoreError
from workstation.record.chain import Head, follow
from workstation.record.receipt import Receipt, ReceiptBody, verify_receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVerdict:
    """What one seat's chain is worth: how far it holds, how far its receipt reaches, and the first thing wrong."""

    seat_id: str
    entries: int
    receipted: int
    trouble: str = ""


def verify_record(record: RecordFile, receipt_key: Ed25519PublicKey | None) -> Iterator[SeatVerdict]:
    """Yield a verdict for every seat that has entries or a receipt; without a key receipts are not checked.

    At a store a receipt must cover each chain to its end; a keeper's ledger may hold entries not yet shipped. All is
    judged as it stood at one moment, so that a record may grow meanwhile.
    """
    to_the_end = record.at_store and receipt_key is not None
    with record.snapshot() as snapshot:
        receipts = snapshot.receipts() if receipt_key else {}
        for seat_id, rows in groupby(snapshot.rows(), key=lambda row: row.seat_id):
            yield _SeatCheck(seat_id, receipts.pop(seat_id, None), receipt_key).run(rows, to_the_end=to_the_end)
    for seat_id, receipt in receipts.items():
        yield _SeatCheck(seat_id, receipt, receipt_key).run((), to_the_end=to_the_end)


class _SeatCheck:
    def __init__(self, seat_id: str, receipt: Receipt | None, key: Ed25519PublicKey | None) -> None:
        self._head = Head(seat_id)
        self._receipt = receipt
        self._key = key
        self._signed: ReceiptBody | None = None

    def run(self, rows: Iterable[StoredRow], *, to_the_end: bool) -> SeatVerdict:
        try:
            self._signed = self._read_receipt()
            for row in rows:
                self._follow(row)
            self._compare_ends(to_the_end=to_the_end)
        except (LedgerError, StoreError) as error:
            return self._verdict(str(error))
        return self._verdict()

    def _read_receipt(self) -> ReceiptBody | None:
        if self._receipt is None or self._key is None:
            return None
        signed = verify_receipt(self._key, self._receipt)
        if signed.seat_id != self._head.seat_id:
            raise StoreError(f"the receipt kept for seat {self._head.seat_id} is that of another seat")
        return signed

    def _follow(self, row: StoredRow) -> None:
        head, header, _ = follow(self._head, row.entry)
        if row.found_as is not None and row.found_as != (header.kind, header.severity):
            raise ChainBrokenError(head.seat_id, head.seq, "it is listed as something that it is not")
        if self._signed is not None and self._signed.seq == head.seq and self._signed.chain != head.chain:
            raise ChainBrokenError(head.seat_id, head.seq, "its receipt was given for another entry")
        self._head = head

    def _compare_ends(self, *, to_the_end: bool) -> None:
        covered = self._signed.seq if self._signed else 0
        if covered > self._head.seq:
            gone = f"it is gone, though a receipt covers entries up to {covered}"
            raise ChainBrokenError(self._head.seat_id, self._head.seq + 1, gone)
        if to_the_end and covered < self._head.seq:
            raise ChainBrokenError(self._head.seat_id, covered + 1, "no receipt covers it")

    def _verdict(self, trouble: str = "") -> SeatVerdict:
        covered = self._signed.seq if self._signed else 0
        return SeatVerdict(seat_id=self._head.seat_id, entries=self._head.seq, receipted=covered, trouble=trouble)

"""Verifying a record: every chain from its first entry, every receipt, every checkpoint, and that none says less."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.errors import ChainBrokenError, LedgerError, StoreError
from workstation.record.chain import Head, check_content, follow_header
from workstation.record.entry import Header, parse_payload
from workstation.record.exchange import BATCH_LIMIT
from workstation.record.keyline import KeyLine
from workstation.record.receipt import Receipt, ReceiptBody, verify_receipt
from workstation.record.tampering import Change, name_change
from workstation.recordfile import Record, StoredRow

SIGNED_EVERY = 64
Watch = Callable[[Iterator[StoredRow]], Iterator[StoredRow]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """What a record is judged by, beside itself; what is missing is not checked.

    `receipt_key` is the store's. `device_keys` are the devices', by their names; a line under "" is every device's.
    `elsewhere` is the record of a store that had these entries too.
    """

    receipt_key: Ed25519PublicKey | None = None
    device_keys: Mapping[str, KeyLine] = field(default_factory=dict)
    elsewhere: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVerdict:
    """What one seat's chain is worth: how far it holds, how far receipt and checkpoint reach, what is wrong.

    `entries` is the number of the last entry that holds, `first` that of the first that is here: older ones may be
    removed once a receipt covers them. `closed` counts the payloads whose key was not at hand. `change` is None and
    `trouble` empty where all holds.
    """

    seat_id: str
    entries: int
    receipted: int
    signed: int
    closed: int
    first: int = 1
    change: Change | None = None
    trouble: str = ""


def verify_record(record: Record, witnesses: Witnesses, watch: Watch = iter) -> Iterator[SeatVerdict]:
    """Yield a verdict for every seat that has entries or a receipt; every entry is passed through `watch`.

    At a store a receipt must cover each chain to its end; a keeper's ledger may hold entries not yet shipped.
    """
    receipts = record.receipts() if witnesses.receipt_key else {}
    begins = record.begins()
    for seat_id, rows in groupby(watch(record.rows()), key=lambda row: row.seat_id):
        check = _SeatCheck(seat_id, receipts.pop(seat_id, None), record, witnesses)
        yield check.run(rows, begins.get(seat_id))
    for seat_id, receipt in receipts.items():
        yield _SeatCheck(seat_id, receipt, record, witnesses).run(())


class _BrokenError(Exception):
    def __init__(self, change: Change, seq: int, words: str) -> None:
        super().__init__(words)
        self.change = change
        self.seq = seq


class _SeatCheck:
    def __init__(self, seat_id: str, receipt: Receipt | None, record: Record, witnesses: Witnesses) -> None:
        self._head = Head(seat_id)
        self._receipt = receipt
        self._record = record
        self._witnesses = witnesses
        self._keys = witnesses.device_keys.get(seat_id.partition("/")[0]) or witnesses.device_keys.get("")
        self._receipted: ReceiptBody | None = None
        self._signed = self._closed = 0
        self._first = 1

    def run(self, rows: Iterable[StoredRow], begin: tuple[Head, bytes] | None = None) -> SeatVerdict:
        try:
            self._receipted = self._read(self._receipt)
            self._begin(begin)
            self._follow_all(iter(rows))
            self._compare_ends()
            self._compare_elsewhere()
        except _BrokenError as broken:
            return self._verdict(broken.change, f"entry {broken.seq}: {broken}")
        return self._verdict()

    def _begin(self, begin: tuple[Head, bytes] | None) -> None:
        """Go on from where the device signed that older entries were removed, once the store had them."""
        if begin is None:
            return
        head, signature = begin
        if self._keys:
            try:
                self._keys.verify_head(head, signature)
            except LedgerError as error:
                raise _BrokenError(Change.CHANGED, head.seq, _words(error)) from error
        if self._witnesses.receipt_key and head.seq > (self._receipted.seq if self._receipted else 0):
            raise _BrokenError(Change.REMOVED, 1, f"entries up to {head.seq} are gone that no receipt covers")
        self._compare_key_ends(head)
        self._head, self._signed, self._first = head, head.seq, head.seq + 1

    def _read(self, receipt: Receipt | None) -> ReceiptBody | None:
        if receipt is None or self._witnesses.receipt_key is None:
            return None
        try:
            body = verify_receipt(self._witnesses.receipt_key, receipt)
        except StoreError as error:
            raise _BrokenError(Change.CHANGED, self._head.seq + 1, str(error)) from error
        if body.seat_id != self._head.seat_id:
            raise _BrokenError(Change.CHANGED, 1, f"the receipt kept for it is that of another seat ({body.seat_id})")
        return body

    def _follow_all(self, rows: Iterator[StoredRow]) -> None:
        for row in rows:
            try:
                head, header = follow_header(self._head, row.header, row.chain)
                if row.seq != head.seq:
                    raise ChainBrokenError(head.seat_id, head.seq, f"it is kept under number {row.seq}")
            except LedgerError as error:
                change = name_change(self._head, row.seq, row.header, (after.header for after in rows))
                raise _BrokenError(change, self._head.seq + 1, _words(error)) from error
            self._check(head, header, row)
            self._head = head

    def _check(self, head: Head, header: Header, row: StoredRow) -> None:
        try:
            self._check_payload(header, row)
            if self._keys and row.signature is not None:
                self._keys.verify_head(head, row.signature)
                self._signed = head.seq
        except LedgerError as error:
            raise _BrokenError(Change.CHANGED, head.seq, _words(error)) from error
        if row.found_as is not None and row.found_as != (header.kind, header.severity):
            raise _BrokenError(Change.CHANGED, head.seq, "it is listed as something that it is not")
        self._compare_key_ends(head)
        if self._receipted is not None and self._receipted.seq == head.seq and self._receipted.chain != head.chain:
            raise _BrokenError(Change.FORKED, head.seq, "its receipt was given for another entry")
        if self._keys and head.seq - self._signed >= (BATCH_LIMIT if self._record.at_store else SIGNED_EVERY):
            raise _BrokenError(Change.CHANGED, self._signed + 1, "the device signed none of the entries from here on")

    def _compare_key_ends(self, head: Head) -> None:
        if self._keys is None:
            return
        try:
            self._keys.check_ends(head)
        except ChainBrokenError as error:
            raise _BrokenError(Change.FORKED, head.seq, _words(error)) from error

    def _check_payload(self, header: Header, row: StoredRow) -> None:
        if row.damaged:
            raise ChainBrokenError(header.seat_id, header.seq, "its payload was changed")
        if row.entry is None:
            self._closed += 1
        else:
            check_content(header, row.entry)
            parse_payload(row.entry.payload)

    def _compare_ends(self) -> None:
        covered = self._receipted.seq if self._receipted else 0
        if covered > self._head.seq:
            gone = f"it is gone, though a receipt covers entries up to {covered}"
            raise _BrokenError(Change.CUT, self._head.seq + 1, gone)
        ended = self._keys.ended(self._head.seat_id) if self._keys and not self._record.at_store else 0
        if ended > self._head.seq:
            gone = f"it is gone, though a key of the device ended at entry {ended}"
            raise _BrokenError(Change.CUT, self._head.seq + 1, gone)
        if self._record.at_store and self._witnesses.receipt_key and covered < self._head.seq:
            raise _BrokenError(Change.INSERTED, covered + 1, "no receipt covers it")
        if self._record.at_store and self._keys and self._signed < self._head.seq:
            raise _BrokenError(Change.INSERTED, self._signed + 1, "the device signed nothing from here on")

    def _compare_elsewhere(self) -> None:
        if (elsewhere := self._witnesses.elsewhere) is None:
            return
        seat_id = self._head.seat_id
        there = self._read(elsewhere.receipts().get(seat_id))
        last = min(self._head.seq, there.seq if there else 0)
        is_here = last >= self._first
        if is_here and elsewhere.chain_at(seat_id, last) != self._record.chain_at(seat_id, last):
            raise _BrokenError(Change.FORKED, last, "the store has another entry of this number")
        if there and there.seq > self._head.seq:
            older = f"the store has entries up to {there.seq}: this is an older copy, or its end was cut off"
            raise _BrokenError(Change.ROLLED_BACK, self._head.seq + 1, older)

    def _verdict(self, change: Change | None = None, trouble: str = "") -> SeatVerdict:
        return SeatVerdict(
            seat_id=self._head.seat_id,
            entries=self._head.seq,
            receipted=self._receipted.seq if self._receipted else 0,
            signed=self._signed,
            closed=self._closed,
            first=self._first,
            change=change,
            trouble=trouble,
        )


def _words(error: LedgerError) -> str:
    return error.change if isinstance(error, ChainBrokenError) else str(error)

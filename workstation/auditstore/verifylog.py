"""Verifying the store's log: that every receipt was given for the tree that its entries make, in their order."""

# SPDX-License-Identifier: Apache-2.0

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.errors import StoreError
from workstation.record.merkle import EMPTY_ROOT, hash_leaf, hash_pair
from workstation.record.receipt import ReceiptBody, verify_receipt
from workstation.recordfile import Record


def verify_log(record: Record, receipt_key: Ed25519PublicKey) -> str:
    """Return what is wrong with the log of a store's record, "" where nothing is.

    Receipts whose signature does not hold are left to the verdict on their seat.
    """
    waiting = sorted(_receipts(record, receipt_key), key=lambda body: body.tree_size)
    log = _Growing()
    for header in record.headers():
        while waiting and waiting[0].tree_size == log.size:
            if trouble := _compared(waiting.pop(0), log):
                return trouble
        log.add(header)
    for body in waiting:
        if body.tree_size > log.size:
            return f"a receipt of seat {body.seat_id} was given for {body.tree_size} entries: {log.size} are left"
        if trouble := _compared(body, log):
            return trouble
    return ""


def _receipts(record: Record, key: Ed25519PublicKey) -> list[ReceiptBody]:
    bodies = []
    for receipt in record.receipts().values():
        try:
            bodies.append(verify_receipt(key, receipt))
        except StoreError:
            continue
    return bodies


def _compared(body: ReceiptBody, log: "_Growing") -> str:
    if body.tree_root == log.root():
        return ""
    return f"one of the first {log.size} entries is not the one for which a receipt of seat {body.seat_id} was given"


class _Growing:
    """The roots of the complete subtrees of a growing tree, from the largest on the left."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def add(self, header: bytes) -> None:
        made, size = hash_leaf(header), self.size
        while size % 2:
            made, size = hash_pair(self._roots.pop(), made), size // 2
        self._roots.append(made)
        self.size += 1

    def root(self) -> bytes:
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = hash_pair(left, root)
        return root

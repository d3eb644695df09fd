"""A ledger in memory."""

# SPDX-License-Identifier: Apache-2.0

import queue
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from tests.samples import entry_after
from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import EVERY_KIND, Kind
from workstation.keeper.ports import Subject
from workstation.record.chain import Head
from workstation.record.entry import Entry, kind_of, parse_payload
from workstation.record.merkle import TreeHead
from workstation.record.receipt import Receipt, ReceiptBody


class FakeLedger:
    """Keeps keeper.ports.Ledger's promises, but for surviving the process.

    `broken` is raised at every reading, `full` refuses every writing. `commits` is how many entries each one wrote.

    `kept` tells a test of every receipt that comes in.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chains: dict[str, list[Entry]] = {}
        self.broken: LedgerError | None = None
        self.full = False
        self.commits: list[int] = []
        self.kept: queue.Queue[int] = queue.Queue()
        self._receipts: dict[str, int] = {}
        self._tree = TreeHead()

    def append(self, seat_id: str, subject: Subject, body: Body) -> int:
        return self.append_all(seat_id, ((subject, body),))

    def append_all(self, seat_id: str, contents: Sequence[tuple[Subject, Body]]) -> int:
        if self.full:
            raise LedgerError("the ledger cannot write")
        with self._lock:
            for subject, body in contents:
                now = datetime.now(UTC)
                entry = entry_after(self.head(seat_id), body, at=now, agent=subject.agent, team=subject.team)
                self._chains.setdefault(seat_id, []).append(entry)
            self.commits.append(len(contents))
            return self.head(seat_id).seq

    def head(self, seat_id: str) -> Head:
        chain = self._chains.get(seat_id, [])
        return Head(seat_id, len(chain), chain[-1].chain) if chain else Head(seat_id)

    def seats(self) -> tuple[str, ...]:
        return tuple(self._chains)

    def waiting(self, seat_id: str, limit: int) -> tuple[Entry, ...]:
        begin = self.receipted(seat_id)
        return tuple(self._chains.get(seat_id, [])[begin : begin + limit])

    def about(self, agent: str, limit: int) -> tuple[Entry, ...]:
        entries = [entry for seat_id in self._chains for entry in self.newest(seat_id)]
        return tuple(entry for entry in entries if parse_payload(entry.payload).agent == agent)[:limit]

    def newest(self, seat_id: str, kinds: frozenset[Kind] = EVERY_KIND) -> Iterator[Entry]:
        yield from (each for each in reversed(self._chains.get(seat_id, [])) if kind_of(each.header) in kinds)

    def chain_at(self, seat_id: str, seq: int) -> bytes:
        chain = self._chains.get(seat_id, [])
        if not 1 <= seq <= len(chain):
            raise LedgerError(f"the ledger has no entry {seq} of seat {seat_id}")
        return chain[seq - 1].chain

    def keep_receipt(self, receipt: Receipt, body: ReceiptBody) -> None:
        assert receipt.signature
        self._receipts[body.seat_id] = max(body.seq, self.receipted(body.seat_id))
        self._tree = max(self._tree, body.tree)
        self.kept.put(body.seq)

    def trim(self, before: datetime) -> int:
        assert before.tzinfo
        return 0

    def receipted(self, seat_id: str) -> int:
        if self.broken is not None:
            raise self.broken
        return self._receipts.get(seat_id, 0)

    def tree(self) -> TreeHead:
        return self._tree

    def cut(self, seat_id: str, keep: int) -> None:
        """Lose the end of a chain, as a disk or an attacker could."""
        del self._chains[seat_id][keep:]

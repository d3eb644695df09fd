"""An audit store in memory, which can go away and come back."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workstation.credentials.totp import match_step
from workstation.errors import LedgerError, StoreError, StoreRefusedError
from workstation.keeper.ports import CodeVerdict
from workstation.record.chain import Head, follow
from workstation.record.entry import Entry, parse_header
from workstation.record.receipt import Receipt, ReceiptBody, sign_receipt


class FakeStore:
    """Keeps keeper.ports.Store's promises for one device; `away` makes every request fail.

    It counts what it was asked, and the entries of every batch that it took.
    """

    def __init__(self, device: str) -> None:
        self.away = False
        self.agents: dict[str, tuple[str, str]] = {}
        self.chains: dict[str, list[Entry]] = {}
        self.batches: list[int] = []
        self.asked = 0
        self._device = device
        self._key = Ed25519PrivateKey.generate()
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def receipt_key(self) -> Ed25519PublicKey:
        return self._key.public_key()

    def receipt(self, seat_id: str) -> Receipt | None:
        self._answering(seat_id)
        chain = self.chains.get(seat_id, [])
        return self._receipt(seat_id, len(chain), chain[-1].chain) if chain else None

    def ship(self, seat_id: str, entries: Sequence[Entry]) -> Receipt:
        self._answering(seat_id)
        with self._lock:
            chain = list(self.chains.get(seat_id, []))
            try:
                for entry in entries:
                    self._take(seat_id, chain, entry)
            except LedgerError as error:
                raise StoreRefusedError(f"the audit store refused: {error}") from error
            self.chains[seat_id] = chain
            self.batches.append(len(entries))
            return self._receipt(seat_id, len(chain), chain[-1].chain)

    def verify_code(self, seat_id: str, agent: str, code: str) -> CodeVerdict:
        self._answering(seat_id)
        team, secret = self.agents.get(agent, ("", ""))
        step = match_step(secret, code, datetime.now(UTC)) if secret else None
        if step is None:
            return CodeVerdict(accepted=False, reason="wrong_code")
        if step <= self._used.get(agent, -1):
            return CodeVerdict(accepted=False, reason="code_used")
        self._used[agent] = step
        return CodeVerdict(accepted=True, reason="ok", agent=agent, team=team, secret=secret, step=step)

    def _answering(self, seat_id: str) -> None:
        self.asked += 1
        if self.away:
            raise StoreError("the audit store cannot be reached")
        if seat_id.partition("/")[0] != self._device:
            raise StoreRefusedError("the audit store refused: the seat is not one of this device")

    def _take(self, seat_id: str, chain: list[Entry], entry: Entry) -> None:
        seq = parse_header(entry.header).seq
        if seq <= len(chain):
            if chain[seq - 1] != entry:
                raise LedgerError("a different entry was received before")
            return
        follow(Head(seat_id, len(chain), chain[-1].chain) if chain else Head(seat_id), entry)
        chain.append(entry)

    def _receipt(self, seat_id: str, seq: int, chain: bytes) -> Receipt:
        return sign_receipt(
            self._key, ReceiptBody(version=1, seat_id=seat_id, seq=seq, chain=chain, at=datetime.now(UTC))
        )

"""An audit store in memory, which can go away and come back."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec.structs import replace

from workstation.credentials.password import is_password
from workstation.credentials.securitykey import asserted
from workstation.credentials.totp import match_step
from workstation.errors import LedgerError, SecurityKeyError, StoreError, StoreRefusedError
from workstation.facts.keyanswer import KeyAnswer, SecurityKey
from workstation.facts.kinds import NOTIFIED
from workstation.keeper.ports import CodeVerdict
from workstation.record.chain import Head, follow
from workstation.record.entry import Entry, parse_header
from workstation.record.merkle import hash_leaf, hash_pair, prove_consistency, root_of
from workstation.record.receipt import Receipt, ReceiptBody, sign_receipt


class FakeStore:
    """Keeps keeper.ports.Store's promises for one device; `away` makes every request fail.

    It counts what it was asked, and the entries of every batch that it took. `heard` is what people heard of: seat and
    number, in order. `full` refuses every notice.
    """

    def __init__(self, device: str) -> None:
        self.away = False
        self.agents: dict[str, tuple[str, str]] = {}
        self.passwords: dict[str, str] = {}
        self.recovery: dict[str, set[str]] = {}
        self.security_keys: dict[str, SecurityKey] = {}
        self.chains: dict[str, list[Entry]] = {}
        self.batches: list[int] = []
        self.heard: list[tuple[str, int]] = []
        self.full = False
        self.asked = 0
        self._notices: dict[tuple[str, int], Entry] = {}
        self._device = device
        self._log: list[bytes] = []
        self._key = Ed25519PrivateKey.generate()
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def receipt_key(self) -> Ed25519PublicKey:
        return self._key.public_key()

    def receipt(self, seat_id: str, known: int = 0) -> Receipt | None:
        self._answering(seat_id)
        chain = self.chains.get(seat_id, [])
        return self._receipt(seat_id, len(chain), chain[-1].chain, known) if chain else None

    def ship(self, seat_id: str, entries: Sequence[Entry], known: int = 0) -> Receipt:
        self._answering(seat_id)
        with self._lock:
            chain = list(self.chains.get(seat_id, []))
            try:
                for entry in entries:
                    self._take(seat_id, chain, entry)
            except LedgerError as error:
                raise StoreRefusedError(f"the audit store refused: {error}") from error
            new = chain[len(self.chains.get(seat_id, [])) :]
            self._log += [entry.header for entry in new]
            for entry in new:
                self._hear(seat_id, entry)
            self.chains[seat_id] = chain
            self.batches.append(len(entries))
            return self._receipt(seat_id, len(chain), chain[-1].chain, known)

    def notice(self, seat_id: str, entry: Entry) -> bool:
        self._answering(seat_id)
        seq = parse_header(entry.header).seq
        with self._lock:
            chain = self.chains.get(seat_id, [])
            known = chain[seq - 1] if seq <= len(chain) else self._notices.get((seat_id, seq))
            if self.full or (known is not None and known != entry):
                raise StoreRefusedError("the audit store refused: a notice told of a different entry before")
            if known is None:
                self._hear(seat_id, entry)
                self._notices[seat_id, seq] = entry
            return known is None

    def verify_code(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        self._answering(seat_id)
        agent = agent or self._holder(key)
        phc = self.passwords.get(agent, "")
        if password is not None and not is_password(password, phc):
            return CodeVerdict(accepted=False, reason="wrong_code")
        team, secret = self.agents.get(agent, ("", ""))
        told = phc if password is not None else ""
        if key is not None:
            return self._of_key(key, agent, told)
        codes = self.recovery.get(agent, set())
        if code in codes:
            codes.remove(code)
            return CodeVerdict(accepted=True, reason="ok", agent=agent, team=team, recovery_left=len(codes))
        step = match_step(secret, code, datetime.now(UTC)) if secret else None
        if step is None:
            return CodeVerdict(accepted=False, reason="wrong_code")
        if step <= self._used.get(agent, -1):
            return CodeVerdict(accepted=False, reason="wrong_code" if password is not None else "code_used")
        self._used[agent] = step
        return CodeVerdict(
            accepted=True, reason="ok", agent=agent, team=team, secret=secret, step=step, password_hash=told
        )

    def _holder(self, key: KeyAnswer | None) -> str:
        """Return whose key is named by what one answered, "" for nobody's."""
        wanted = key.assertion.credential_id if key else None
        return next((name for name, known in self.security_keys.items() if known.credential_id == wanted), "")

    def _of_key(self, key: KeyAnswer, agent: str, password_hash: str) -> CodeVerdict:
        try:
            proved = asserted(self.security_keys[agent], key.challenge.bound, key.assertion)
        except (KeyError, SecurityKeyError):
            return CodeVerdict(accepted=False, reason="wrong_code")
        self.security_keys[agent] = proved
        team, secret = self.agents[agent]
        step = self._used.get(agent, -1)
        return CodeVerdict(
            accepted=True,
            reason="ok",
            agent=agent,
            team=team,
            secret=secret,
            step=step,
            password_hash=password_hash,
            key=proved,
        )

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

    def _hear(self, seat_id: str, entry: Entry) -> None:
        header = parse_header(entry.header)
        if header.severity in NOTIFIED and self._notices.get((seat_id, header.seq)) != entry:
            self.heard.append((seat_id, header.seq))

    def forget(self, position: int) -> None:
        """Lose one entry of the log, as a store that was tampered with."""
        del self._log[position]

    def _receipt(self, seat_id: str, seq: int, chain: bytes, known: int) -> Receipt:
        size, root = len(self._log), root_of(len(self._log), self._node)
        body = ReceiptBody(
            version=1, seat_id=seat_id, seq=seq, chain=chain, at=datetime.now(UTC), tree_size=size, tree_root=root
        )
        return replace(sign_receipt(self._key, body), proof=prove_consistency(known, size, self._node))

    def _node(self, level: int, position: int) -> bytes:
        if level == 0:
            return hash_leaf(self._log[position])
        return hash_pair(self._node(level - 1, 2 * position), self._node(level - 1, 2 * position + 1))

"""The keys of a ledger's payloads: one an agent and month, kept in the ledger, wrapped under the data key."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workstation.record.sealed import rewrap_key, unwrap_key, wrap_key


class PayloadKeys:
    """Belongs to whoever holds the database; a destroyed key is a row that is gone.

    Every method may raise sqlite3.Error.
    """

    def __init__(self, db: sqlite3.Connection, data_key: bytes) -> None:
        """Read the keys; raise LedgerError where they were wrapped under another data key."""
        self._db = db
        self._data_key = data_key
        self._keys: dict[int, AESGCM] = {}
        self._numbers: dict[str, int] = {}
        for number, owner, wrapped in db.execute("SELECT number, owner, wrapped FROM keys"):
            self._keys[number] = unwrap_key(data_key, owner, wrapped)
            self._numbers[owner] = number

    def sealing(self, pseudonym: str, at: datetime) -> tuple[int, AESGCM]:
        """Return the key for what is about that agent and month, and its number; a new one is durable first."""
        owner = f"{pseudonym}/{at.year}-{at.month:02}"
        number = self._numbers.get(owner) or self._made(owner)
        return number, self._keys[number]

    def rewrapped(self, data_key: bytes) -> list[tuple[bytes, int]]:
        """Return every key wrapped under another data key, with its number."""
        rows = self._db.execute("SELECT number, owner, wrapped FROM keys").fetchall()
        return [(rewrap_key(self._data_key, data_key, owner, wrapped), number) for number, owner, wrapped in rows]

    def opening(self, number: int) -> AESGCM | None:
        """Return the key of that number, None where it was destroyed."""
        return self._keys.get(number)

    def _made(self, owner: str) -> int:
        key = AESGCM.generate_key(bit_length=256)
        row = (owner, wrap_key(self._data_key, owner, key))
        number = self._db.execute("INSERT INTO keys (owner, wrapped) VALUES (?, ?)", row).lastrowid
        assert number is not None
        self._keys[number] = AESGCM(key)
        self._numbers[owner] = number
        return number

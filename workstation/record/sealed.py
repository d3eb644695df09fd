"""Entries at rest: salt and payload under the key of one agent and month; whoever destroys the key destroys them.

The header stays clear, so that a chain can be verified without any key; it binds what was sealed beside it.
"""

# SPDX-License-Identifier: Apache-2.0

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workstation.errors import LedgerError
from workstation.record.entry import SALT_SIZE, Entry

NONCE_SIZE = 12


def seal_entry(key: AESGCM, entry: Entry) -> bytes:
    """Return the entry's salt and payload, encrypted for its header alone."""
    nonce = os.urandom(NONCE_SIZE)
    return nonce + key.encrypt(nonce, entry.salt + entry.payload, entry.header)


def open_entry(key: AESGCM, header: bytes, sealed: bytes, chain: bytes) -> Entry:
    """Return the entry that was sealed; raise LedgerError where key, header or bytes are not the same."""
    try:
        content = key.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], header)
    except (InvalidTag, ValueError) as error:
        raise LedgerError("a sealed entry does not open: it or its header was changed") from error
    return Entry(header=header, salt=content[:SALT_SIZE], payload=content[SALT_SIZE:], chain=chain)


def wrap_key(data_key: bytes, owner: str, key: bytes) -> bytes:
    """Return the key of `owner`'s payloads, encrypted under the ledger's data key."""
    nonce = os.urandom(NONCE_SIZE)
    return nonce + AESGCM(data_key).encrypt(nonce, key, owner.encode())


def unwrap_key(data_key: bytes, owner: str, wrapped: bytes) -> AESGCM:
    """Return the key of `owner`'s payloads; raise LedgerError where it was wrapped under another data key."""
    return AESGCM(_unwrapped(data_key, owner, wrapped))


def rewrap_key(data_key: bytes, new_data_key: bytes, owner: str, wrapped: bytes) -> bytes:
    """Return the key of `owner`'s payloads under another data key; raise LedgerError as `unwrap_key` does."""
    return wrap_key(new_data_key, owner, _unwrapped(data_key, owner, wrapped))


def _unwrapped(data_key: bytes, owner: str, wrapped: bytes) -> bytes:
    try:
        return AESGCM(data_key).decrypt(wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:], owner.encode())
    except (InvalidTag, ValueError) as error:
        raise LedgerError(
            "the ledger was written under another data key", hint="Restore the key it began with."
        ) from error

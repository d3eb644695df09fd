"""An entry: canonical bytes, a clear pseudonymous header, a payload bound by its commitment."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from datetime import datetime
from typing import Annotated

import msgspec

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.malformed import MALFORMED

GENESIS = bytes(32)
SALT_SIZE = 16
HASH_SIZE = 32
ENTRY_LIMIT = 16 << 10
HEADER_LIMIT = 3 << 10
PAYLOAD_LIMIT = 25 << 9


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """What everybody may read, for ever; `subject` is a pseudonym, `commitment` is SHA-256(salt ‖ payload)."""

    version: int
    seat_id: str
    seq: int
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    monotonic_ns: int
    boot_id: str
    kind: Kind
    severity: Severity
    outcome: Outcome
    rule: str
    policy: str
    subject: str
    client: str
    region: str
    commitment: bytes


class Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """What is about a person: who, in which program, which classes; never content."""

    agent: str
    team: str
    body: Body


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """One link of a seat's chain. `chain` is SHA-256(chain before ‖ header bytes).

    What is decoded from outside stays under ENTRY_LIMIT bytes when it is encoded.
    """

    header: Annotated[bytes, msgspec.Meta(max_length=HEADER_LIMIT)]
    salt: Annotated[bytes, msgspec.Meta(max_length=SALT_SIZE)]
    payload: Annotated[bytes, msgspec.Meta(max_length=PAYLOAD_LIMIT)]
    chain: Annotated[bytes, msgspec.Meta(max_length=HASH_SIZE)]


def commit(salt: bytes, payload: bytes) -> bytes:
    """Return the 32 bytes that bind a payload without showing it."""
    return hashlib.sha256(salt + payload).digest()


def link(before: bytes, header: bytes) -> bytes:
    """Return the chain hash after `header`."""
    return hashlib.sha256(before + header).digest()


def make_entry(before: bytes, header: Header, salt: bytes, payload: Payload) -> Entry:
    """Return the entry that follows `before`, its header's commitment filled in; LedgerError where it is too large."""
    payload_bytes = msgspec.msgpack.encode(payload)
    header_bytes = msgspec.msgpack.encode(msgspec.structs.replace(header, commitment=commit(salt, payload_bytes)))
    if len(payload_bytes) > PAYLOAD_LIMIT or len(header_bytes) > HEADER_LIMIT:
        raise LedgerError("an entry is too large: no store would take it")
    return Entry(header=header_bytes, salt=salt, payload=payload_bytes, chain=link(before, header_bytes))


def parse_header(untrusted: bytes) -> Header:
    """Return the header, refusing bytes that are not canonical; raise LedgerError."""
    try:
        header = msgspec.msgpack.decode(untrusted, type=Header)
    except MALFORMED as error:
        raise LedgerError(f"entry header is not valid: {error}") from error
    if msgspec.msgpack.encode(header) != untrusted:
        raise LedgerError("entry header is not in canonical form")
    return header


def kind_of(untrusted: bytes) -> Kind | None:
    """Return the kind that a header names, None where it is not valid; for looking through many, not for proof."""
    try:
        return msgspec.msgpack.decode(untrusted, type=Header).kind
    except MALFORMED:
        return None


def parse_payload(untrusted: bytes) -> Payload:
    """Return the payload, refusing bytes that are not canonical; raise LedgerError."""
    try:
        payload = msgspec.msgpack.decode(untrusted, type=Payload)
    except MALFORMED as error:
        raise LedgerError(f"entry payload is not valid: {error}") from error
    if msgspec.msgpack.encode(payload) != untrusted:
        raise LedgerError("entry payload is not in canonical form")
    return payload

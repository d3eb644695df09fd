"""The chain: whether a run of entries follows, number by number, from the one before."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass

from workstation.errors import ChainBrokenError
from workstation.record.entry import (
    GENESIS,
    SALT_SIZE,
    Entry,
    Header,
    Payload,
    commit,
    link,
    parse_header,
    parse_payload,
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a seat's chain stands: the last number (0 before the first) and its chain hash."""

    seat_id: str
    seq: int = 0
    chain: bytes = GENESIS


def follow(head: Head, entry: Entry) -> tuple[Head, Header, Payload]:
    """Return the head after `entry` with what it says; raise ChainBrokenError or LedgerError otherwise."""
    after, header = follow_header(head, entry.header, entry.chain)
    check_content(header, entry)
    return after, header, parse_payload(entry.payload)


def follow_header(head: Head, untrusted: bytes, chain: bytes) -> tuple[Head, Header]:
    """Return the head after an entry whose header and chain hash these are; raise as `follow` does."""
    header = parse_header(untrusted)
    if header.seat_id != head.seat_id:
        raise ChainBrokenError(head.seat_id, head.seq + 1, f"entry of another seat ({header.seat_id})")
    if header.seq != head.seq + 1:
        raise ChainBrokenError(head.seat_id, head.seq + 1, f"number {header.seq} stands here")
    if link(head.chain, untrusted) != chain:
        raise ChainBrokenError(head.seat_id, header.seq, "header or an earlier entry was changed")
    return Head(head.seat_id, header.seq, chain), header


def check_content(header: Header, entry: Entry) -> None:
    """Raise ChainBrokenError where salt and payload are not those that the header commits to."""
    if len(entry.salt) != SALT_SIZE or commit(entry.salt, entry.payload) != header.commitment:
        raise ChainBrokenError(header.seat_id, header.seq, "payload does not match its commitment")


def follow_all(head: Head, entries: Iterable[Entry]) -> Head:
    """Return the head after all `entries`; raise at the first that does not follow."""
    for entry in entries:
        head, _, _ = follow(head, entry)
    return head

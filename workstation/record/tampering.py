"""What was done to a chain, told from the first entry that does not follow."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from enum import StrEnum

from workstation.errors import LedgerError
from workstation.record.chain import Head
from workstation.record.entry import Header, parse_header


class Change(StrEnum):
    """The kinds of change; the last two show only beside a receipt or a record kept elsewhere."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT = "tail cut off"
    ROLLED_BACK = "rolled back"
    FORKED = "forked"


def name_change(head: Head, seq: int, header: bytes, after: Iterable[bytes]) -> Change:
    """Return what happened where the entry kept under number `seq` does not follow `head`.

    `header` is its header, `after` are the headers that stand after it.
    """
    this, expected = _numbered(header, head.seat_id), head.seq + 1
    others = [_numbered(each, head.seat_id) for each in after]
    following = others[0] if others else None
    if this is None:
        return Change.CHANGED
    if this < 0 or this < expected or (this == expected and following == expected):
        return Change.INSERTED
    if this != expected and expected in others:
        return Change.REORDERED
    if this == expected or following == expected + 1 or (following is None and seq == expected):
        return Change.CHANGED
    return Change.REMOVED


def _numbered(untrusted: bytes, seat_id: str) -> int | None:
    """Return the number in a header: -1 for another seat's, None where it cannot be read."""
    try:
        header: Header = parse_header(untrusted)
    except LedgerError:
        return None
    return header.seq if header.seat_id == seat_id else -1

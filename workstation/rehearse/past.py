"""The recorded past: a keeper's ledger or the store's record, read without changing it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workstation.errors import LedgerError
from workstation.record.entry import Entry, Header, Payload, parse_header, parse_payload
from workstation.recordfile import Snapshot, data_key_beside, opened_record


@dataclass(frozen=True, slots=True)
class PastEntry:
    """One entry of a seat; without header and payload where it cannot be understood or its key is not at hand."""

    seat_id: str
    content: tuple[Header, Payload] | None


@dataclass(frozen=True, slots=True)
class Past:
    """A record as it stood when it was opened."""

    entries: int
    _record: Snapshot

    def __iter__(self) -> Iterator[PastEntry]:
        """Yield every entry, seat by seat in number order."""
        for row in self._record.rows():
            yield PastEntry(row.seat_id, _content(row.entry) if row.entry else None)


@contextmanager
def opened_past(path: Path) -> Iterator[Past]:
    """Give the record in the file at `path`; raise LedgerError where there is none or it cannot be read.

    A ledger's payloads are opened by the data key that lies beside it.
    """
    with opened_record(path, data_key_beside(path)) as record:
        yield Past(record.count(), record)


def _content(entry: Entry) -> tuple[Header, Payload] | None:
    try:
        return parse_header(entry.header), parse_payload(entry.payload)
    except LedgerError:
        return None

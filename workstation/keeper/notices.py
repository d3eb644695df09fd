"""Notices: what people must hear of at once goes up ahead of the entries that wait before it."""

# SPDX-License-Identifier: Apache-2.0

import logging
from itertools import islice

from workstation.errors import StoreRefusedError
from workstation.facts.kinds import NOTIFIED
from workstation.keeper.ports import Ledger, Store
from workstation.record.entry import Entry, parse_header

LOOKED_AT = 500
AT_ONCE = 50
log = logging.getLogger(__name__)


class Notices:
    """Tells the store of violations and failures that stand far behind; used by one thread alone.

    Fresh are those of the LOOKED_AT newest entries that were not told yet, of many the AT_ONCE newest.
    """

    def __init__(self, ledger: Ledger, store: Store) -> None:
        self._ledger = ledger
        self._store = store
        self._looked: dict[str, int] = {}

    def send(self, seat_id: str, after: int) -> None:
        """Tell of what is fresh behind entry `after`, in number order; raise StoreError where the store is away.

        What it refuses comes with the chain.
        """
        head = self._ledger.head(seat_id)
        since = max(after, self._looked.get(seat_id, 0))
        if head.seq <= since:
            return
        for entry in self._fresh(seat_id, since):
            try:
                self._store.notice(seat_id, entry)
            except StoreRefusedError as error:
                log.warning("violations are told of in their turn: %s", error)
                break
            self._looked[seat_id] = parse_header(entry.header).seq
        self._looked[seat_id] = head.seq

    def _fresh(self, seat_id: str, since: int) -> tuple[Entry, ...]:
        newest = islice(self._ledger.newest(seat_id), LOOKED_AT)
        found: list[Entry] = []
        for entry in newest:
            header = parse_header(entry.header)
            if header.seq <= since or len(found) == AT_ONCE:
                break
            if header.severity in NOTIFIED:
                found.append(entry)
        return tuple(reversed(found))

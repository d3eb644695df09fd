"""What each reader is told: by what the published policies say of an entry, at once or as one count of many."""

# SPDX-License-Identifier: Apache-2.0

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection

from workstation.auditstore.instants import to_us
from workstation.auditstore.mark import MINUTE_US, Mark, mark_of, window_end
from workstation.auditstore.query import item_of
from workstation.auditstore.reader import Reader, find_readers
from workstation.auditstore.schema import Database
from workstation.auditstore.tellings import PublishedTellings
from workstation.auditstore.told import Found, arrival, first_violation_since, newest, told_after, violations_between
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.policy.telling import EVERYBODY_AT_ONCE, Telling
from workstation.record.digest import digest_of
from workstation.record.feeditem import FeedItem

AT_ONCE = 100
DAY = timedelta(days=1) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifying:
    """Keeps nothing: what was told follows from the mark, what is to be told from what came in and published policies.

    Every method is one transaction; safe from any thread.
    """

    database: Database
    tellings: PublishedTellings
    clock: Callable[[], datetime]

    def begin(self, last: int | None) -> int:
        """Return where a reader goes on who heard up to `last`, a position or an entry's number; now where None."""
        if last is not None:
            return last
        self.tellings.look()
        with self.database.reads.begin() as db:
            return int(Mark(newest(db), self._minute() if self.tellings.digest_minutes else 0))

    def after(self, reader: Reader, position: int) -> tuple[tuple[int, bytes], ...]:
        """Return what `reader` hears of after `position`: each with its own, as JSON, or b"" to go on from there."""
        self.tellings.look()
        now = self._minute()
        with self.database.reads.begin() as db:
            mark = self._mark(db, position)
            hearing = _Hearing(self.tellings, reader, find_readers(db))
            rows = told_after(db, mark.number, AT_ONCE)
            told = list(hearing.at_once(rows, mark.minute))
            if len(rows) == AT_ONCE:
                end = Mark(rows[-1].store_seq, mark.minute)
            elif not mark.minute or (until := _until(db, mark.minute, now)) == mark.minute:
                return tuple(told)
            else:
                end = Mark(newest(db), until)
                told += hearing.counted(db, Mark(end.number, mark.minute), until)
        is_there = bool(told) and told[-1][0] == int(end)
        return tuple(told) if is_there else (*told, (int(end), b""))

    def _mark(self, db: Connection, position: int) -> Mark:
        """Return how far a position reaches; where nothing is ever counted, the number of an entry says it all."""
        mark = mark_of(position)
        if not self.tellings.digest_minutes:
            return Mark(mark.number)
        return mark if mark.minute else Mark(mark.number, arrival(db, mark.number))

    def _minute(self) -> int:
        return to_us(self.clock()) // MINUTE_US


@dataclass(frozen=True, slots=True)
class _Hearing:
    """What one reader hears of."""

    tellings: PublishedTellings
    reader: Reader
    everybody: Sequence[Reader]

    def at_once(self, rows: Sequence[Found], minute: int) -> Iterator[tuple[int, bytes]]:
        """Yield entries that are not counted, or that came in too late for the count of their window."""
        for row in rows:
            item = item_of(row)
            telling = self._telling(item)
            late = telling.digest_minutes and window_end(row.received_us, telling.digest_minutes) <= minute
            if self._hears(telling, item) and (late or not telling.digest_minutes):
                yield int(Mark(item.store_seq, minute)), msgspec.json.encode(item)

    def counted(self, db: Connection, mark: Mark, until: int) -> Iterator[tuple[int, bytes]]:
        """Yield, for each minute after the mark's in which windows ended, all their digests as one item."""
        ended: defaultdict[int, defaultdict[tuple[str, str], list[FeedItem]]]
        ended = defaultdict(lambda: defaultdict(list))
        for minutes in self.tellings.digest_minutes:
            start, end = (minute - minute % minutes for minute in (mark.minute, until))
            for row in violations_between(db, start, end) if end > mark.minute else ():
                item = item_of(row)
                telling = self._telling(item)
                if telling.digest_minutes == minutes and self._hears(telling, item):
                    ended[window_end(row.received_us, minutes)][item.rule, item.team].append(item)
        for minute, windows in sorted(ended.items()):
            digests = tuple(digest_of(items) for _, items in sorted(windows.items()))
            yield int(Mark(mark.number, minute)), msgspec.json.encode(digests)

    def _hears(self, telling: Telling, item: FeedItem) -> bool:
        """Say whether the reader is told; what no reader would hear all of them do."""
        some = any(each.hears(telling.whom, item.team) for each in self.everybody)
        return self.reader.hears(telling.whom, item.team) or (bool(telling.whom) and not some)

    def _telling(self, item: FeedItem) -> Telling:
        """Return what is told of an entry: what failed, got through or flooded is never hidden, delayed or counted."""
        is_plain = item.severity is Severity.VIOLATION and item.kind is not Kind.FLOOD
        if not is_plain or item.outcome is Outcome.FAILED:
            return EVERYBODY_AT_ONCE
        return self.tellings.of(item.policy, item.rule)


def _until(db: Connection, minute: int, now: int) -> int:
    """Return up to when windows are counted in one step: a day after the first violation that may be in one."""
    first = first_violation_since(db, minute - DAY)
    begun = minute if first is None else max(minute, first)
    return now if first is None else max(minute, min(now, begun + DAY))

"""The record for other programs: the entries that are sought, one a line, as JSON or CSV."""

# SPDX-License-Identifier: Apache-2.0

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from workstation.auditstore.query import Wanted, find, newest
from workstation.auditstore.schema import Database
from workstation.facts.kinds import Kind, Severity
from workstation.record.feeditem import FeedItem

Form = Literal["jsonl", "csv"]
PAGE = 1000
COLUMNS = (
    *("store_seq", "received_at", "at", "seat_id", "seq", "kind", "severity", "outcome", "rule", "weight"),
    *("policy", "client", "region", "team", "agent", "subject", "application", "data_classes", "details"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry has to be to be exported; what is not set, or empty, lets everything through.

    `since` and `until` are of when it happened, by the clock of its seat: from the one on, and before the other.
    """

    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    agent: str = ""
    team: str = ""
    device: str = ""
    rule: str = ""
    data_class: str = ""
    kinds: frozenset[Kind] = frozenset()
    severities: frozenset[Severity] = frozenset()

    def fits(self, item: FeedItem) -> bool:
        """Say whether an entry is all of that."""
        wanted = (
            (self.agent, item.agent),
            (self.team, item.team),
            (self.device, item.seat_id.partition("/")[0]),
            (self.rule, item.rule),
        )
        return (
            all(sought in {"", has} for sought, has in wanted)
            and (not self.data_class or self.data_class in item.body.data_classes)
            and (not self.kinds or item.kind in self.kinds)
            and (not self.severities or item.severity in self.severities)
            and (self.since is None or item.at >= self.since)
            and (self.until is None or item.at < self.until)
        )


def exported(database: Database, sought: Sought) -> Iterator[FeedItem | None]:
    """Yield what is sought of the entries that are here now, in the order of their arrival, and None for each other.

    One transaction for a thousand entries; safe from any thread.
    """
    last, after = newest(database), 0
    only = next(iter(sought.kinds)) if len(sought.kinds) == 1 else None
    while page := find(database, Wanted(after=after, kind=only, limit=PAGE)):
        for item in page:
            if item.store_seq > last:
                return
            yield item if sought.fits(item) else None
        after = page[-1].store_seq


def heading(form: Form) -> str:
    """Return what stands before the first entry."""
    return _row(COLUMNS) if form == "csv" else ""


def line_of(item: FeedItem, form: Form) -> str:
    """Return an entry as one line with its end.

    In CSV (RFC 4180) no cell begins as a formula does: a spreadsheet would work it out.
    """
    if form == "jsonl":
        return msgspec.json.encode(item).decode() + "\n"
    told = msgspec.to_builtins(item)
    body = told.pop("body")
    inner = {key: msgspec.json.encode(body[key]).decode() for key in ("data_classes", "details")}
    flat = {**told, "weight": body["weight"], "application": body["application"], **inner}
    return _row(str(flat[column]) for column in COLUMNS)


def _row(cells: Iterator[str] | tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
    return out.getvalue()

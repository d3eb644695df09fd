"""A record on its way from one database into another: every row, and from which number on each table goes on."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from sqlalchemy import Connection, Table, cast, column, func, insert, select, table
from sqlalchemy.dialects.postgresql import REGCLASS

from workstation.auditstore.schema import Database, metadata, store
from workstation.errors import StoreError

AT_ONCE = 1000
_NUMBERS = table("sqlite_sequence", column("name"), column("seq"))


def move_record(source: Database, target: Database, moved: Callable[[], None]) -> int:
    """Copy all of a record in SQLite into PostgreSQL, whole or not at all; return how many rows that were.

    `moved` is called once they are durable there, while nobody writes here. Raise StoreError where the target holds a
    record already.
    """
    with source.writes.begin() as old:
        with target.writes.begin() as new:
            if new.execute(select(store)).first():
                raise StoreError("the database holds a record already", hint="Give one that is empty.")
            rows = sum(_copied(old, new, each) for each in metadata.sorted_tables)
            for name, last in old.execute(select(_NUMBERS.c.name, _NUMBERS.c.seq)).all():
                _go_on_after(new, metadata.tables[name], last)
        moved()
    return rows


def _copied(old: Connection, new: Connection, each: Table) -> int:
    count = 0
    for rows in old.execute(select(each), execution_options={"yield_per": AT_ONCE}).mappings().partitions():
        new.execute(insert(each), [dict(row) for row in rows])
        count += len(rows)
    return count


def _go_on_after(new: Connection, each: Table, last: int) -> None:
    """Have the next number be one that was never given, though the row that had it may be gone."""
    (number,) = each.primary_key.columns
    if last > 0:
        sequence = cast(func.pg_get_serial_sequence(each.name, number.name), REGCLASS)
        new.execute(select(func.setval(sequence, last)))

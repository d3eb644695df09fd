"""A database that an earlier version made gets what this version's tables have more."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable

from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.schema import CreateColumn


def bring_up_to_date(db: Connection, tables: Iterable[Table]) -> None:
    """Add the columns and indexes that these tables lack; a column that is added has a default for the rows there."""
    for table in tables:
        known = {column["name"] for column in inspect(db).get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                written = CreateColumn(column).compile(dialect=db.dialect)
                db.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {written}"))
        for index in table.indexes:
            index.create(db, checkfirst=True)

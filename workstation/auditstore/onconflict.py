"""Rows that may be there already, in whichever database it is; for use in a transaction."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_or_update(
    db: Connection,
    table: Table,
    key: Mapping[str, Any],
    row: Mapping[str, Any],
    update: Mapping[str, Any] | None = None,
) -> None:
    """Insert `row` under this key; where the key is there, set `update`, or all of `row` where none is given."""
    new = _insert(db, table).values(**key, **row)
    db.execute(new.on_conflict_do_update(index_elements=list(key), set_=dict(row if update is None else update)))


def is_inserted(db: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert `row` where nothing of its key is there; return whether it was."""
    new = _insert(db, table).values(**row).on_conflict_do_nothing()
    return db.execute(new.returning(*table.primary_key.columns)).one_or_none() is not None


def _insert(db: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)

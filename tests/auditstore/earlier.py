"""A store's database as a version from before revisions left it."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def earlier(folder: Path) -> Iterator[sqlite3.Connection]:
    """Give the database in `folder`, to take out of it what a version did not have yet."""
    with closing(sqlite3.connect(folder / "store.db")) as db:
        db.execute("DROP TABLE alembic_version")
        db.execute("DROP TABLE store")
        yield db
        db.commit()

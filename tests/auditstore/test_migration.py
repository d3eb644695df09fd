"""Revisions of the store's database, over both kinds: what they make is what the tables say, up, down and up again."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.auditstore.earlier import earlier
from tests.samples import COPY, KEYS, chain_of, enrolled, shipment
from workstation.auditstore import migration
from workstation.auditstore.schema import Database, metadata
from workstation.auditstore.store import open_store
from workstation.errors import StoreError

DEVICE = "00000000-0000-4000-8000-00000000000a"


def differences(database: Database) -> list[object]:
    with database.reads.begin() as db:
        return list(compare_metadata(MigrationContext.configure(db, opts={"compare_type": True}), metadata))


def test_the_revisions_make_the_tables_as_they_are_written_down(tmp_path: Path) -> None:
    with closing(Database(tmp_path)) as database:
        assert differences(database) == []


def test_the_newest_revision_is_the_one_that_commands_look_for() -> None:
    assert ScriptDirectory(str(Path(migration.__file__).with_name("migrations"))).get_heads() == [migration.HEAD]


def test_a_step_down_and_up_again_keeps_the_record(tmp_path: Path) -> None:
    parts = open_store(tmp_path)
    enrolled(parts, DEVICE)
    with closing(parts.database) as database:
        store_id = database.owner()
        with database.writes.begin() as db:
            migration.migrate(db, "1")
            assert migration.version(db) == "1"
    with closing(open_store(tmp_path).database) as database:
        assert database.owner() == store_id
        assert differences(database) == []


def test_what_a_newer_version_made_is_a_clear_line(tmp_path: Path) -> None:
    with closing(Database(tmp_path)) as database, database.writes.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '99'"))
    with pytest.raises(StoreError, match="made by a newer version"):
        Database(tmp_path)


@pytest.mark.sqlite
def test_a_database_from_before_revisions_is_taken_over_with_its_record(tmp_path: Path) -> None:
    parts = open_store(tmp_path)
    enrolled(parts, DEVICE)
    parts.ingest.take(DEVICE, shipment(f"{DEVICE}/1", chain_of(f"{DEVICE}/1", COPY, COPY)))
    token = parts.directory.add_reader("Kim")
    parts.database.close()
    with earlier(tmp_path) as db:
        db.execute("DROP TABLE vouches")
        db.execute("ALTER TABLE readers DROP COLUMN team")
        db.execute("DROP INDEX entries_by_arrival")
    parts = open_store(tmp_path)
    assert parts.directory.reader_of(f"Bearer {token}").name == "Kim"
    receipt = parts.ingest.latest_receipt(DEVICE, f"{DEVICE}/1")
    assert receipt is not None
    assert KEYS.device is not None
    assert parts.database.owner() == parts.identity.store_id
    assert differences(parts.database) == []
    parts.database.close()

"""A database gets the tables of this version, whichever version made it: by Alembic's revisions, in a transaction."""

# SPDX-License-Identifier: Apache-2.0

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from workstation.errors import StoreError

HEAD = "2"
VERSIONS = "alembic_version"
_SCRIPTS = Path(__file__).with_name("migrations")


def bring_up_to_date(db: Connection) -> None:
    """Take every step from what is there to HEAD; raise StoreError where a newer version made it."""
    if version(db) != HEAD:
        migrate(db, HEAD)


def version(db: Connection) -> str:
    """Return the revision of the database, "" of one that is empty or older than revisions."""
    if not inspect(db).has_table(VERSIONS):
        return ""
    return str(db.scalar(text(f"SELECT version_num FROM {VERSIONS}")) or "")  # noqa: S608 - a name of ours


def migrate(db: Connection, to: str) -> None:
    """Take every step up or down to that revision; raise StoreError where this version does not know the way."""
    # Loaded where it is needed: commands begin without it. It talks about itself when it is.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts, now = ScriptDirectory(str(_SCRIPTS)), version(db)
    upwards = [script.revision for script in scripts.walk_revisions()][::-1]
    if now and now not in upwards:
        raise StoreError(
            "the store's database was made by a newer version", hint="Start that version, or restore the backup."
        )
    context = MigrationContext.configure(db)
    with Operations.context(context):
        if now and upwards.index(to) < upwards.index(now):
            for script in scripts.iterate_revisions(now, to):
                script.module.downgrade()
        else:
            for script in reversed(list(scripts.iterate_revisions(to, now or "base"))):
                script.module.upgrade()
    context.stamp(scripts, to)

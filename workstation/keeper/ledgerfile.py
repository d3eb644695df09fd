"""The ledger's file: its tables, and how it is opened so that what was committed survives a power cut."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from pathlib import Path

from workstation.errors import LedgerError
from workstation.keeper.folder import make_folder, sync_folder
from workstation.ledgerseal import break_seal

FORMAT = 1
SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE entries (
    seat_id TEXT NOT NULL, seq INTEGER NOT NULL, subject TEXT NOT NULL, header BLOB NOT NULL,
    sealed BLOB NOT NULL, key INTEGER NOT NULL, chain BLOB NOT NULL, signature BLOB,
    PRIMARY KEY (seat_id, seq)
) WITHOUT ROWID;
CREATE INDEX by_subject ON entries (subject, seq);
CREATE TABLE keys (number INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL);
CREATE TABLE begins (
    seat_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, chain BLOB NOT NULL, signature BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE receipts (
    seat_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = {FORMAT};
COMMIT;
"""


def open_ledger_file(path: Path) -> sqlite3.Connection:
    """Return the database at `path`, made if need be, for any thread; raise LedgerError, OSError, sqlite3.Error.

    A seal beside it is broken first.
    """
    make_folder(path.parent)
    path.touch(mode=0o600)
    break_seal(path)
    sync_folder(path.parent)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # Read to its end, where the pragma's own commit may fail; one that is refused answers with the mode there was.
    if db.execute("PRAGMA journal_mode = WAL").fetchall() != [("wal",)]:
        db.close()
        raise sqlite3.OperationalError("the ledger's write-ahead log cannot be made")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")
    (written,) = db.execute("PRAGMA user_version").fetchone()
    (is_used,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if is_used and written != FORMAT:
        db.close()
        raise LedgerError(
            "the ledger was written by another version of Deskwarden",
            hint=f"Run the version that wrote {path}, or move it away and enrol this device again.",
        )
    if not is_used:
        db.executescript(SCHEMA)
    sync_folder(path.parent)  # SQLite does so for its files, but goes on where it fails
    return db

"""The store's tables and its database: SQLite (WAL, synchronous=FULL) today, shaped to fit PostgreSQL."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
import time
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    false,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from workstation.auditstore.migration import bring_up_to_date
from workstation.errors import StoreError

FILE = "store.db"
metadata = MetaData()

# Times are microseconds since 1970 UTC: the same number, order and index in every database.
entries = Table(
    "entries",
    metadata,
    Column("store_seq", Integer, primary_key=True, autoincrement=True),
    Column("seat_id", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("received_us", Integer, nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("signature", LargeBinary),
    UniqueConstraint("seat_id", "seq"),
    Index("entries_by_severity", "severity", "store_seq"),
    Index("entries_by_arrival", "severity", "received_us"),
    sqlite_autoincrement=True,
)
receipts = Table(
    "receipts",
    metadata,
    Column("seat_id", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
tree = Table(
    "tree",
    metadata,
    Column("level", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
)
# What a device told ahead of its chain. It takes its number from those of `entries`, as both are told in one order.
notices = Table(
    "notices",
    metadata,
    Column("store_seq", Integer, primary_key=True, autoincrement=False),
    Column("device", String, ForeignKey("devices.device"), nullable=False),
    Column("seat_id", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("severity", String, nullable=False),
    Column("received_us", Integer, nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("is_open", Boolean, nullable=False),
    UniqueConstraint("seat_id", "seq"),
    Index("notices_that_are_open", "device", "is_open"),
    Index("notices_by_arrival", "severity", "received_us"),
)
contested = Table(
    "contested",
    metadata,
    Column("seat_id", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
)
devices = Table(
    "devices",
    metadata,
    Column("device", String, primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("team", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("enrolled_us", Integer, nullable=False),
    Column("closed", String, nullable=False, server_default=""),  # "suspended", "revoked"
)
# The keys that succeeded the one of the enrolment, as the device signed them.
successions = Table(
    "successions",
    metadata,
    Column("device", String, ForeignKey("devices.device"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("by_old", LargeBinary, nullable=False),
    Column("by_new", LargeBinary, nullable=False),
)
nonces = Table(
    "nonces",
    metadata,
    Column("device", String, ForeignKey("devices.device"), primary_key=True),
    Column("nonce", String, primary_key=True),
    Column("seen_us", Integer, nullable=False, index=True),
)
invitations = Table(
    "invitations",
    metadata,
    Column("secret_hash", LargeBinary, primary_key=True),
    Column("team", String, nullable=False),
    Column("expires_us", Integer, nullable=False),
    Column("used_us", Integer),
    Column("trial", Boolean, nullable=False, server_default=false()),
)
readers = Table(
    "readers",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("name", String, nullable=False),
    Column("made_us", Integer, nullable=False),
    Column("role", String, nullable=False, server_default="supervisors"),
    Column("team", String, nullable=False, server_default=""),
)
agents = Table(
    "agents",
    metadata,
    Column("name", String, primary_key=True),
    Column("team", String, nullable=False),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("active_us", Integer, nullable=False, server_default="0"),
    Column("revoked_us", Integer),
)
passwords = Table(
    "passwords",
    metadata,
    Column("name", String, ForeignKey("agents.name"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
# What became of an agent's credentials; without `told_us` a seat has still to tell them.
credential_changes = Table(
    "credential_changes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("name", String, ForeignKey("agents.name"), nullable=False, index=True),
    Column("what", String, nullable=False),
    Column("at_us", Integer, nullable=False),
    Column("told_us", Integer),
    sqlite_autoincrement=True,
)
recoveries = Table(
    "recoveries",
    metadata,
    Column("name", String, ForeignKey("agents.name"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
)
# Nothing of a key is secret: what it signs with never leaves it.
security_keys = Table(
    "security_keys",
    metadata,
    Column("credential_id", LargeBinary, primary_key=True),
    Column("name", String, ForeignKey("agents.name"), nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("model", LargeBinary, nullable=False),
    Column("may_be_copied", Boolean, nullable=False),
    Column("is_copied", Boolean, nullable=False),
    Column("added_us", Integer, nullable=False),
    Column("used_us", Integer),
)
# The challenges that a key answered and that were accepted, for as long as they could be offered again.
answered = Table(
    "answered",
    metadata,
    Column("challenge", LargeBinary, primary_key=True),
    Column("used_us", Integer, nullable=False, index=True),
)
# One row at most.
openid_provider = Table(
    "openid_provider",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
openid_links = Table(
    "openid_links",
    metadata,
    Column("issuer", String, primary_key=True),
    Column("claim", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("name", String, ForeignKey("agents.name"), nullable=False),
    UniqueConstraint("issuer", "name"),
)
# By which sessions there agents came; "" where the provider names none.
openid_sessions = Table(
    "openid_sessions",
    metadata,
    Column("issuer", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("session", String, primary_key=True),
    Column("name", String, ForeignKey("agents.name"), nullable=False, index=True),
    Column("seen_us", Integer, nullable=False, index=True),
)
# The logout tokens that were heard, for as long as they could be sent again.
openid_logouts = Table(
    "openid_logouts",
    metadata,
    Column("token_id", String, primary_key=True),
    Column("heard_us", Integer, nullable=False, index=True),
)
# The challenges that IT answered by a break-glass code, and when such a code was used.
glass_codes = Table(
    "glass_codes",
    metadata,
    Column("device", String, ForeignKey("devices.device"), primary_key=True),
    Column("challenge", String, primary_key=True),
    Column("agent", String, primary_key=True),
    Column("by", String, nullable=False),
    Column("issued_us", Integer, nullable=False),
    Column("used_us", Integer),
)
# Who asked for a supervisor's word in place of their code ("" where nobody knows them), and whose word was used.
vouches = Table(
    "vouches",
    metadata,
    Column("request", LargeBinary, primary_key=True),
    Column("seat_id", String, nullable=False, index=True),
    Column("agent", String, nullable=False, index=True),
    Column("asked_us", Integer, nullable=False),
    Column("approver", String, nullable=False, server_default=""),
    Column("until_us", Integer),
    Column("used_us", Integer),
)
tries = Table(
    "tries",
    metadata,
    Column("who", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_us", Integer, nullable=False, index=True),
)

directives = Table(
    "directives",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_us", Integer, nullable=False),
    Column("device", String, nullable=False, server_default=""),  # the only one that hears it, "" for all
    sqlite_autoincrement=True,
)


class Database:
    """The store's database. `reads` begins deferred, `writes` takes the write lock first; both are for any thread."""

    def __init__(self, folder: Path) -> None:
        """Open or make the database in `folder`, which must exist; raise StoreError where it cannot be used."""
        path = folder / FILE
        self.reads = _engine(path)
        self.writes: Engine = self.reads.execution_options(begin="BEGIN IMMEDIATE")
        try:
            path.touch(mode=0o600)
            with self.writes.begin() as db:
                metadata.create_all(db)
                bring_up_to_date(db, (entries, devices, readers, agents, directives, invitations))
                # Earlier versions did not keep when an agent signed in: their time begins now.
                db.execute(update(agents).where(agents.c.active_us == 0).values(active_us=time.time_ns() // 1000))
        except (SQLAlchemyError, OSError) as error:
            raise StoreError("the store's database cannot be opened", hint=f"Look at {path}.") from error

    def close(self) -> None:
        """Close every connection."""
        self.reads.dispose()


def _engine(path: Path) -> Engine:
    # Errors are logged, and what somebody typed is among the parameters.
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": 5, "check_same_thread": False}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3 must not begin by itself: SQLAlchemy's "begin" below does
    cursor = connection.cursor()
    # Read to its end, where the pragma's own commit may fail; one that is refused answers with the mode there was.
    cursor.execute("PRAGMA journal_mode = WAL")
    if cursor.fetchall() != [("wal",)]:
        raise sqlite3.OperationalError("the database's write-ahead log cannot be made")
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

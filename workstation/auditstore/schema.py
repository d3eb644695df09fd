"""The store's tables and the database that holds them, SQLite or PostgreSQL."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path
from weakref import finalize

from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from workstation.auditstore.address import address_of
from workstation.auditstore.engines import first_line, postgresql_engines, say_errors, sqlite_engines
from workstation.auditstore.migration import bring_up_to_date
from workstation.auditstore.onconflict import is_inserted
from workstation.errors import StoreError

FILE = "store.db"

# SQLite numbers rows by itself in no column but an INTEGER, which is as wide.
Number = BigInteger().with_variant(Integer, "sqlite")
# By bytes in either: the same text in the same order, whatever language a server was set up in.
Text = String().with_variant(String(collation="C"), "postgresql")
metadata = MetaData()

# Whose record this is: one row.
store = Table(
    "store",
    metadata,
    Column("number", Number, primary_key=True),
    Column("store_id", Text, nullable=False),
)
# Times are microseconds since 1970 UTC: the same number, order and index in every database.
entries = Table(
    "entries",
    metadata,
    Column("store_seq", Number, primary_key=True, autoincrement=True),
    Column("seat_id", Text, nullable=False),
    Column("seq", Number, nullable=False),
    Column("kind", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("received_us", Number, nullable=False),
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
    Column("seat_id", Text, primary_key=True),
    Column("seq", Number, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
tree = Table(
    "tree",
    metadata,
    Column("level", Number, primary_key=True),
    Column("position", Number, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
)
# What a device told ahead of its chain. It takes its number from those of `entries`, as both are told in one order.
notices = Table(
    "notices",
    metadata,
    Column("store_seq", Number, primary_key=True, autoincrement=False),
    Column("device", Text, ForeignKey("devices.device"), nullable=False),
    Column("seat_id", Text, nullable=False),
    Column("seq", Number, nullable=False),
    Column("severity", Text, nullable=False),
    Column("received_us", Number, nullable=False),
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
    Column("seat_id", Text, primary_key=True),
    Column("seq", Number, primary_key=True),
)
devices = Table(
    "devices",
    metadata,
    Column("device", Text, primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("team", Text, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("enrolled_us", Number, nullable=False),
    Column("closed", Text, nullable=False, server_default=""),  # "suspended", "revoked"
)
# The keys that succeeded the one of the enrolment, as the device signed them.
successions = Table(
    "successions",
    metadata,
    Column("device", Text, ForeignKey("devices.device"), primary_key=True),
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("by_old", LargeBinary, nullable=False),
    Column("by_new", LargeBinary, nullable=False),
)
nonces = Table(
    "nonces",
    metadata,
    Column("device", Text, ForeignKey("devices.device"), primary_key=True),
    Column("nonce", Text, primary_key=True),
    Column("seen_us", Number, nullable=False, index=True),
)
invitations = Table(
    "invitations",
    metadata,
    Column("secret_hash", LargeBinary, primary_key=True),
    Column("team", Text, nullable=False),
    Column("expires_us", Number, nullable=False),
    Column("used_us", Number),
    Column("trial", Boolean, nullable=False, server_default=false()),
)
readers = Table(
    "readers",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("made_us", Number, nullable=False),
    Column("role", Text, nullable=False, server_default="supervisors"),
    Column("team", Text, nullable=False, server_default=""),
)
agents = Table(
    "agents",
    metadata,
    Column("name", Text, primary_key=True),
    Column("team", Text, nullable=False),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("last_step", Number, nullable=False),
    Column("active_us", Number, nullable=False, server_default="0"),
    Column("revoked_us", Number),
)
passwords = Table(
    "passwords",
    metadata,
    Column("name", Text, ForeignKey("agents.name"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
# What became of an agent's credentials; without `told_us` a seat has still to tell them.
credential_changes = Table(
    "credential_changes",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("name", Text, ForeignKey("agents.name"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("at_us", Number, nullable=False),
    Column("told_us", Number),
    sqlite_autoincrement=True,
)
recoveries = Table(
    "recoveries",
    metadata,
    Column("name", Text, ForeignKey("agents.name"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
)
# Nothing of a key is secret: what it signs with never leaves it.
security_keys = Table(
    "security_keys",
    metadata,
    Column("credential_id", LargeBinary, primary_key=True),
    Column("name", Text, ForeignKey("agents.name"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("counter", Number, nullable=False),
    Column("model", LargeBinary, nullable=False),
    Column("may_be_copied", Boolean, nullable=False),
    Column("is_copied", Boolean, nullable=False),
    Column("added_us", Number, nullable=False),
    Column("used_us", Number),
)
# The challenges that a key answered and that were accepted, for as long as they could be offered again.
answered = Table(
    "answered",
    metadata,
    Column("challenge", LargeBinary, primary_key=True),
    Column("used_us", Number, nullable=False, index=True),
)
# One row at most.
openid_provider = Table(
    "openid_provider",
    metadata,
    Column("number", Number, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
openid_links = Table(
    "openid_links",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("claim", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("name", Text, ForeignKey("agents.name"), nullable=False),
    UniqueConstraint("issuer", "name"),
)
# By which sessions there agents came; "" where the provider names none.
openid_sessions = Table(
    "openid_sessions",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("session", Text, primary_key=True),
    Column("name", Text, ForeignKey("agents.name"), nullable=False, index=True),
    Column("seen_us", Number, nullable=False, index=True),
)
# The logout tokens that were heard, for as long as they could be sent again.
openid_logouts = Table(
    "openid_logouts",
    metadata,
    Column("token_id", Text, primary_key=True),
    Column("heard_us", Number, nullable=False, index=True),
)
# The challenges that IT answered by a break-glass code, and when such a code was used.
glass_codes = Table(
    "glass_codes",
    metadata,
    Column("device", Text, ForeignKey("devices.device"), primary_key=True),
    Column("challenge", Text, primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("by", Text, nullable=False),
    Column("issued_us", Number, nullable=False),
    Column("used_us", Number),
)
# Who asked for a supervisor's word in place of their code ("" where nobody knows them), and whose word was used.
vouches = Table(
    "vouches",
    metadata,
    Column("request", LargeBinary, primary_key=True),
    Column("seat_id", Text, nullable=False, index=True),
    Column("agent", Text, nullable=False, index=True),
    Column("asked_us", Number, nullable=False),
    Column("approver", Text, nullable=False, server_default=""),
    Column("until_us", Number),
    Column("used_us", Number),
)
tries = Table(
    "tries",
    metadata,
    Column("who", LargeBinary, primary_key=True),
    Column("failures", Number, nullable=False),
    Column("failed_us", Number, nullable=False, index=True),
)

directives = Table(
    "directives",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_us", Number, nullable=False),
    Column("device", Text, nullable=False, server_default=""),  # the only one that hears it, "" for all
    sqlite_autoincrement=True,
)


class Database:
    """The store's database, SQLite in its folder or PostgreSQL. Every transaction of `reads` sees one moment.

    Those of `writes` come one after the other, over all processes. Both are for any thread.
    """

    def __init__(self, folder: Path, url: URL | None = None) -> None:
        """Open or make the database of the store in `folder`, which must exist; raise StoreError where it cannot be.

        It is the one at `url`, or where none is given the one that the folder says.
        """
        path, url = folder / FILE, url or address_of(folder)
        self.is_shared = url is not None
        self.reads, self.writes = postgresql_engines(url) if url else sqlite_engines(path)
        finalize(self, self.reads.dispose)  # a command ends without a word, and its connections with it
        try:
            if not url:
                path.touch(mode=0o600)
            with self.writes.begin() as db:
                bring_up_to_date(db)
        except (SQLAlchemyError, OSError) as error:
            self.close()
            hint = first_line(error) if url else f"Look at {path}."
            raise StoreError("the store's database cannot be opened", hint=hint) from error
        say_errors(self.reads)

    def close(self) -> None:
        """Close every connection."""
        self.reads.dispose()

    def owner(self) -> str:
        """Return the name of the store whose record this is, "" before the first."""
        with self.reads.begin() as db:
            return str(db.scalar(select(store.c.store_id)) or "")

    def is_empty(self) -> bool:
        """Return whether this is nobody's record: one that an earlier version knew has no name, and devices."""
        with self.reads.begin() as db:
            return not any(db.execute(select(each).limit(1)).first() for each in (store, devices, entries))

    def claim(self, store_id: str) -> None:
        """Have this be the record of that store from now on; raise StoreError where it is another's."""
        if self.owner() != store_id:
            with self.writes.begin() as db:
                if not is_inserted(db, store, {"number": 1, "store_id": store_id}):
                    raise StoreError(
                        "the store's database holds the record of another store",
                        hint="Restore the keys of that store from the backup, or give another database.",
                    )

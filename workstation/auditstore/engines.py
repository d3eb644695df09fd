"""The two databases that can keep a store's record, and what each must be told so that it is durable and in order."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from workstation.auditstore.refusal import RefusedError
from workstation.errors import StoreError

if TYPE_CHECKING:
    import psycopg

OLDEST = 130_000
"""PostgreSQL 13, as its server writes it."""
BUSY_SECONDS = 5
# One writer at a time, over all processes of all machines: the record has one order, and the log one end.
_ONE_WRITER = "SELECT pg_advisory_xact_lock(4920835467340131182)"
# A server that went away is noticed within half a minute, whatever the network between says.
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "application_name": "deskwarden store",
    "client_encoding": "UTF8",
}
# `on` waits for the disk, and for a standby where there is one that must answer; more than that is left as it is.
_SETTINGS = f"""
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') <> 'remote_apply';
SET lock_timeout = '{BUSY_SECONDS}s';
SET idle_in_transaction_session_timeout = '60s';
"""


def sqlite_engines(path: Path) -> tuple[Engine, Engine]:
    """Return what reads, begun deferred, and what writes, which takes the write lock first."""
    # Errors are logged, and what somebody typed is among the parameters.
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine.execution_options(begin="BEGIN"), engine.execution_options(begin="BEGIN IMMEDIATE")


def postgresql_engines(url: URL) -> tuple[Engine, Engine]:
    """Return what reads, each transaction at one moment, and what writes, one transaction at a time."""
    engine = create_engine(
        url,
        connect_args={name: value for name, value in _PATIENCE.items() if name not in url.query},
        hide_parameters=True,
        pool_pre_ping=True,
    )
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin)
    return (
        engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True),
        engine.execution_options(isolation_level="READ COMMITTED", begin=_ONE_WRITER),
    )


def connect_alone(engine: Engine) -> "psycopg.Connection[tuple[Any, ...]]":
    """Return a connection to the same PostgreSQL beside the pool, which commits by itself; raise psycopg.Error."""
    import psycopg  # noqa: PLC0415 - a store in SQLite loads it not

    _, arguments = engine.dialect.create_connect_args(engine.url)
    return psycopg.connect(**{**_PATIENCE, **arguments, "autocommit": True})


def say_errors(engine: Engine) -> None:
    """Raise StoreError from now on for what the database cannot do now, RefusedError for what it refuses to hold."""
    event.listen(engine, "handle_error", _say)


def careless_settings(engine: Engine) -> tuple[str, ...]:
    """Return which settings of a PostgreSQL server let a power cut take what it said was durable."""
    if engine.dialect.name != "postgresql":
        return ()
    with engine.begin() as db:
        return tuple(name for name in ("fsync", "full_page_writes") if db.scalar(text(f"SHOW {name}")) != "on")


def first_line(error: SQLAlchemyError | OSError) -> str:
    """Return what the database itself said, in one line; no driver says a password."""
    return str(getattr(error, "orig", error)).partition("\n")[0]


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3 must not begin by itself: SQLAlchemy's "begin" below does
    cursor = connection.cursor()
    # Read to its end, where the pragma's own commit may fail; one that is refused answers with the mode there was.
    cursor.execute("PRAGMA journal_mode = WAL")
    if cursor.fetchall() != [("wal",)]:
        raise sqlite3.OperationalError("the database's write-ahead log cannot be made")
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    driver = cast("psycopg.Connection[tuple[Any, ...]]", connection)
    if driver.info.server_version < OLDEST:
        driver.close()
        raise StoreError("this PostgreSQL is too old", hint="The store needs version 13 or newer.")
    if driver.info.parameter_status("server_encoding") != "UTF8":
        driver.close()
        raise StoreError("this PostgreSQL database does not hold every text", hint="Make it with ENCODING 'UTF8'.")
    driver.execute(_SETTINGS)
    driver.commit()


def _begin(connection: Connection) -> None:
    if statement := connection.get_execution_options().get("begin"):
        connection.exec_driver_sql(statement)


def _say(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception
    if isinstance(error, OperationalError) and not context.is_pre_ping:
        raise StoreError("the store's database cannot be used now", hint=first_line(error)) from error
    if isinstance(error, DataError):
        raise RefusedError(400, "the request holds what the record cannot") from error

"""Bells that hang in other processes: rung by PostgreSQL's NOTIFY, once what was written is durable.

A ring that is lost delays, and loses nothing: who listens reads by number, and looks again after a while by itself.
"""

# SPDX-License-Identifier: Apache-2.0

import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from sqlalchemy import Connection, Engine, func, select

from workstation.auditstore.bell import Bell
from workstation.auditstore.engines import connect_alone

if TYPE_CHECKING:
    import psycopg

Channel = Literal["deskwarden_record", "deskwarden_orders"]
LOOK_EVERY = 0.5
AGAIN_AFTER = 1.0
log = logging.getLogger(__name__)


def pull(db: Connection, channel: Channel) -> None:
    """Ring, once this transaction is durable, wherever the channel is listened to; SQLite has one process to tell."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_notify(channel, "")))


class BellRope:
    """Rings this process's bells for what every process writes, from a thread with a connection of its own.

    Whatever breaks the connection, it comes back, and rings for what may have been missed.
    """

    def __init__(self, engine: Engine, bells: Mapping[str, Bell]) -> None:
        self._engine = engine
        self._bells = bells
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bell rope", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        from psycopg import Error  # noqa: PLC0415 - a store in SQLite loads it not

        is_said = False
        while not self._ended.is_set():
            try:
                with connect_alone(self._engine) as connection:
                    self._take_hold(connection)
                    is_said = False
                    self._listen(connection)
            except Error as error:
                if not is_said:
                    log.warning("what other processes write is heard of later: %s", str(error).partition("\n")[0])
                is_said = True
                self._ended.wait(AGAIN_AFTER)

    def _take_hold(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        from psycopg import sql  # noqa: PLC0415

        for channel in self._bells:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        for bell in self._bells.values():
            bell.ring()

    def _listen(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        while not self._ended.is_set():
            for notice in connection.notifies(timeout=LOOK_EVERY):
                self._bells[notice.channel].ring()

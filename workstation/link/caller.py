"""The process at the other end of a local connection, as the kernel tells it."""

# SPDX-License-Identifier: Apache-2.0

import socket
import struct
from dataclasses import dataclass
from typing import Protocol

CREDENTIALS = struct.Struct("3i")


class Connection(Protocol):
    """What a connected Unix socket offers, asyncio's included."""

    def getsockopt(self, level: int, option: int, size: int, /) -> bytes:
        """Return an option of the socket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who connected, or who listens where we connected: the process and its account at that moment (SO_PEERCRED)."""

    pid: int
    uid: int


def caller_of(connection: Connection) -> Caller:
    """Return who is at the other end of `connection`; the pid may since belong to another process."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    pid, uid, _ = CREDENTIALS.unpack(raw)
    return Caller(pid=pid, uid=uid)

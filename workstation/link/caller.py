"""The process at the other end of a local connection, as the kernel tells it."""

# SPDX-License-Identifier: Apache-2.0

import errno
import os
import signal
import socket
import struct
from dataclasses import dataclass
from typing import Protocol

from workstation.warden.started import parent_and_start

CREDENTIALS = struct.Struct("3i")
DESCRIPTOR = struct.Struct("i")
SO_PEERPIDFD = 77  # Linux 6.5; Python has no name for it yet


class Connection(Protocol):
    """What a connected Unix socket offers, asyncio's included."""

    def getsockopt(self, level: int, option: int, size: int, /) -> bytes:
        """Return an option of the socket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who connected: the process, its account, its parent and its start in clock ticks since the machine's.

    Where that process has ended, `parent` and `began` are 0, whoever has its number now.
    """

    pid: int
    uid: int
    parent: int
    began: int


def uid_at(connection: Connection) -> int:
    """Return the account at the other end: of who connected when it did, or of who listens."""
    return _credentials(connection)[1]


def caller_at(connection: Connection) -> Caller:
    """Return who connected."""
    pid, uid = _credentials(connection)
    parent, began = parent_and_start(pid)
    if not _lives(connection):  # asked after, so that what was read was of this process
        parent = began = 0
    return Caller(pid=pid, uid=uid, parent=parent, began=began)


def _credentials(connection: Connection) -> tuple[int, int]:
    pid, uid, _ = CREDENTIALS.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size))
    return pid, uid


def _lives(connection: Connection) -> bool:
    """Say whether the very process that connected still runs; a kernel that cannot tell leaves it at the number."""
    try:
        (held,) = DESCRIPTOR.unpack(connection.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD, DESCRIPTOR.size))
    except OSError as error:
        return error.errno == errno.ENOPROTOOPT
    try:
        signal.pidfd_send_signal(held, 0)
    except PermissionError:
        return True
    except ProcessLookupError:
        return False
    finally:
        os.close(held)
    return True

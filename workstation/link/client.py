"""The client's end of the link: one blocking connection to the keeper."""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

from workstation.accounts import uid_of
from workstation.errors import InstallationError, LinkError
from workstation.installed import SOCKET, installation, only_place
from workstation.link.caller import uid_at
from workstation.link.framing import Unframer, frame
from workstation.link.messages import Hello, Message


class FalseKeeperError(LinkError):
    """What listens there is not the keeper of this workstation; nothing was said to it."""


class Client:
    """A connection that has said Hello. One thread may send while another receives; no more than that."""

    def __init__(self, connection: socket.socket, incoming: Any) -> None:  # noqa: ANN401 - a union of message types
        self._socket = connection
        self._unframer: Unframer[Message] = Unframer(incoming)
        self._ready: deque[Message] = deque()

    @classmethod
    def connect(cls, path: Path, hello: Hello, incoming: Any) -> "Client":  # noqa: ANN401 - a union of message types
        """Return a connection over the socket at `path`; raise LinkError where no keeper answers there.

        Nothing is said to a process that does not run under the keeper's account.
        """
        keeper = _keeper_uid(path)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        try:
            connection.settimeout(5)
            connection.connect(str(path))
            _believe(connection, path, keeper)
            client = cls(connection, incoming)
            client.send(hello)
        except FalseKeeperError:
            connection.close()
            raise
        except (OSError, LinkError) as error:
            connection.close()
            raise LinkError("the keeper does not answer", hint=_why_not(path)) from error
        return client

    def send(self, message: Message) -> None:
        """Send `message`; blocks at most 5 s, then LinkError."""
        try:
            self._socket.settimeout(5)
            self._socket.sendall(frame(message))
        except OSError as error:
            raise LinkError("the connection to the keeper is broken") from error

    def receive(self, timeout: float) -> Message | None:
        """Return the next message, None after `timeout` seconds without one; LinkError once the peer is gone."""
        if not self._ready:
            self._ready.extend(self._unframer.feed(self._read(timeout)))
        return self._ready.popleft() if self._ready else None

    def _read(self, timeout: float) -> bytes:
        try:
            self._socket.settimeout(max(timeout, 0.001))
            data = self._socket.recv(65_536)
        except TimeoutError:
            return b""
        except OSError as error:
            raise LinkError("the connection to the keeper is broken") from error
        if not data:
            raise LinkError("the keeper closed the connection")
        return data

    def fileno(self) -> int:
        """Return the descriptor to wait on; a message may also be waiting here already: receive until None."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close the connection, from any thread: a waiting `receive` raises, the keeper sees it at once."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def _why_not(path: Path) -> str:
    if path == SOCKET:
        return f"`systemctl status deskwarden-keeper` tells why. Its socket is {path}."
    return f"`deskwarden trial` starts one. Its socket is {path}."


def _keeper_uid(path: Path) -> int:
    """Return which account the keeper at `path` has; raise FalseKeeperError where it cannot be there, or be told."""
    try:
        only_place(path, SOCKET)
        installed = installation()
        return uid_of(installed.keeper) if installed else os.getuid()
    except InstallationError as error:
        raise FalseKeeperError(str(error), hint=error.hint) from error


def _believe(connection: socket.socket, path: Path, keeper: int) -> None:
    if uid_at(connection) != keeper:
        raise FalseKeeperError(
            f"what answers at {path} is not the keeper", hint="Tell IT: somebody may have posed as it."
        )

"""A keeper's door: where it listens, and whom it lets in."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from workstation.errors import AlreadyRunningError, LinkError
from workstation.link.caller import Caller
from workstation.link.messages import Hello

Accept = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None] | None]


class Door(Protocol):
    """Belongs to the keeper's loop. Who is not let in is cut off and recorded."""

    def was_left_open(self) -> bool:
        """Say whether the keeper before this one ended without closing it; asked before `open`."""

    async def open(self, accept: Accept) -> asyncio.AbstractServer:
        """Listen from now on; raise AlreadyRunningError where a keeper does."""

    def close(self) -> None:
        """Note that this keeper ends in order."""

    def knows(self, caller: Caller) -> None:
        """Raise LinkError where nobody of that account has anything to say here; asked before a byte is read."""

    async def admit(self, caller: Caller, hello: Hello) -> None:
        """Raise LinkError where this process may not be what it says that it is."""


class OwnDoor:
    """The door of a trial: a socket of mode 0600, for processes of our own account alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def was_left_open(self) -> bool:
        """Say whether a socket lies there."""
        return self._path.exists()

    async def open(self, accept: Accept) -> asyncio.AbstractServer:
        """Listen at the path, in a folder of our own."""
        await asyncio.to_thread(_make_room, self._path)
        previous = os.umask(0o177)
        try:
            return await asyncio.start_unix_server(accept, self._path)
        finally:
            os.umask(previous)

    def close(self) -> None:
        """Remove the socket."""
        self._path.unlink(missing_ok=True)

    def knows(self, caller: Caller) -> None:
        """Refuse every other account."""
        if caller.uid != os.getuid():
            raise LinkError(f"a process of another user (uid {caller.uid}) was refused")

    async def admit(self, caller: Caller, hello: Hello) -> None:
        """Take every process of our account for what it says: a trial keeps nothing from its user."""


def _make_room(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
            return
    raise AlreadyRunningError("a keeper runs here already", hint="`deskwarden status` shows it.")

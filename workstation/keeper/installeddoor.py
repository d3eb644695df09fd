"""The door of an installed keeper: a socket of root's, which lets in what the warden started, and nobody for it."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
import socket
from contextlib import suppress
from pathlib import Path

from workstation.accounts import uid_of
from workstation.errors import InstallationError, LinkError, WardenError
from workstation.installed import SOCKET
from workstation.keeper.installedwarden import InstalledWarden
from workstation.link.caller import Caller
from workstation.link.door import Accept
from workstation.link.messages import Hello
from workstation.warden.rootfile import RefusedError
from workstation.warden.session import read_session
from workstation.warden.started import Started

ROOT = 0
FIRST_GIVEN = 3
OF_ROOT_TOO = ("status", "call", "recorder", "console")
MARK = "running"


class InstalledDoor:
    """Keeps link.door.Door's promises for the session `slot`; `mark` lies in the keeper's folder while it runs."""

    def __init__(self, slot: int, shield: str, warden: InstalledWarden, folder: Path) -> None:
        self._slot = slot
        self._shield = uid_of(shield)
        self._warden = warden
        self._mark = folder / MARK

    def was_left_open(self) -> bool:
        """Say whether the keeper before this one was killed."""
        return self._mark.exists()

    async def open(self, accept: Accept) -> asyncio.AbstractServer:
        """Listen at the socket that the service manager made; from then on it shows our account to whoever connects."""
        given = _given_socket()
        if not self.was_left_open():
            _turn_away(given)
        self._mark.touch(mode=0o600)
        return await asyncio.start_unix_server(accept, sock=given)

    def close(self) -> None:
        """Take the mark away; the socket stays, it is not ours to remove."""
        self._mark.unlink(missing_ok=True)

    def knows(self, caller: Caller) -> None:
        """Refuse every account but root's, the shields' and that of the session's user."""
        if caller.uid not in {ROOT, self._shield, self._agent()}:
            raise LinkError(f"a process of another user (uid {caller.uid}) was refused")

    async def admit(self, caller: Caller, hello: Hello) -> None:
        """Let in seat and shields that the warden started and that still run, prompts of these shields.

        Status, calls, the port of call recorders and a console come from the session's user or root.
        """
        wanted = self._shield if hello.role in ("shield", "prompt") else self._agent()
        if caller.uid != wanted and not (caller.uid == ROOT and hello.role in OF_ROOT_TOO):
            raise LinkError(f"a {hello.role} of another user (uid {caller.uid}) was refused")
        match hello.role:
            case "seat" | "shield":
                found = await self._found(caller.pid)
                ours = found == Started(hello.role, hello.slot, caller.pid, caller.began)
            case "prompt":
                found = await self._found(caller.parent)
                ours = found is not None and (found.part, found.slot) == ("shield", hello.slot)
            case _:
                ours = True
        if not ours:
            raise LinkError(f"a {hello.role} that the warden did not start was refused")

    async def _found(self, pid: int) -> Started | None:
        try:
            return await asyncio.to_thread(self._warden.find, pid)
        except WardenError as error:
            raise LinkError(f"nobody can tell who started a peer: {error}") from error

    def _agent(self) -> int | None:
        """Return the account of the session's user, None while nobody is logged in."""
        try:
            return uid_of(read_session(self._slot).user)
        except (RefusedError, InstallationError):
            return None


def _turn_away(given: socket.socket) -> None:
    """Close what connected before any keeper listened: it saw the service manager's account here, and left."""
    given.settimeout(0)
    with suppress(BlockingIOError):
        while True:
            given.accept()[0].close()


def _given_socket() -> socket.socket:
    """Return the socket that came with our start; raise InstallationError where it is not the keeper's."""
    if (os.environ.get("LISTEN_PID"), os.environ.get("LISTEN_FDS")) == (str(os.getpid()), "1"):
        given = socket.fromfd(FIRST_GIVEN, socket.AF_UNIX, socket.SOCK_STREAM)  # a copy that no child inherits
        os.close(FIRST_GIVEN)
        if given.getsockname() == str(SOCKET):
            return given
        given.close()
    raise InstallationError(
        "the keeper of an installed workstation runs as a service", hint="Run `systemctl start deskwarden-keeper`."
    )

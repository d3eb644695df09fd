"""The keeper's end of the link: who may speak, and the stream of what they say."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from workstation.errors import AlreadyRunningError, LinkError
from workstation.link.framing import LENGTH, Unframer, frame
from workstation.link.messages import (
    VERSION,
    FromCall,
    FromPrompt,
    FromSeat,
    FromShield,
    FromStatus,
    Hello,
    Message,
    Role,
)

HELLO_WITHIN = 2.0
HELLO_LIMIT = 256
BACKLOG_LIMIT = 4 << 20
INCOMING: dict[Role, Any] = {
    "seat": FromSeat,
    "shield": FromShield,
    "prompt": FromPrompt,
    "status": FromStatus,
    "call": FromCall,
}


class Peer:
    """One connected process: its role, slot and process id (SO_PEERCRED), and the two directions of its stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hello: Hello, pid: int) -> None:
        self.role: Role = hello.role
        self.slot = hello.slot
        self.pid = pid
        self._reader = reader
        self._writer = writer

    def send(self, message: Message) -> None:
        """Queue `message`; a peer that does not read until 4 MiB wait for it is cut off."""
        if self._writer.is_closing():
            return
        transport = self._writer.transport
        if transport.get_write_buffer_size() > BACKLOG_LIMIT:
            transport.abort()
            return
        self._writer.write(frame(message))

    async def messages(self) -> AsyncIterator[Message]:
        """Yield what the peer says until it leaves; raise LinkError where it is not the protocol."""
        unframer: Unframer[Message] = Unframer(INCOMING[self.role])
        while data := await self._read():
            for message in unframer.feed(data):
                yield message

    async def _read(self) -> bytes:
        try:
            return await self._reader.read(65_536)
        except ConnectionError:
            return b""

    def close(self) -> None:
        """Cut the peer off."""
        self._writer.close()


Serve = Callable[[Peer], Awaitable[None]]
Refused = Callable[[str, int], None]


async def listen(path: Path, serve: Serve, refused: Refused) -> asyncio.AbstractServer:
    """Listen at `path` (mode 0600, own uid only) and call `serve` for every peer that says a proper Hello.

    `refused` is told why and which pid. Raise AlreadyRunningError where a keeper answers at `path` already.
    """
    await asyncio.to_thread(_make_room, path)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pid, uid = _credentials(writer)
        try:
            hello = await _greeted(reader, uid)
            await serve(Peer(reader, writer, hello, pid))
        except LinkError as error:
            refused(str(error), pid)
        finally:
            writer.close()

    previous = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(accept, path)
    finally:
        os.umask(previous)


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


def _credentials(writer: asyncio.StreamWriter) -> tuple[int, int]:
    raw = writer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _ = struct.unpack("3i", raw)
    return pid, uid


async def _greeted(reader: asyncio.StreamReader, uid: int) -> Hello:
    if uid != os.getuid():
        raise LinkError(f"a process of another user (uid {uid}) was refused")
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            length = await reader.readexactly(LENGTH.size)
            if LENGTH.unpack(length)[0] > HELLO_LIMIT:
                raise LinkError("the peer's first message is no Hello")
            said = Unframer[Hello](Hello).feed(length + await reader.readexactly(LENGTH.unpack(length)[0]))
    except TimeoutError as error:
        raise LinkError("the peer said nothing") from error
    except asyncio.IncompleteReadError as error:
        raise LinkError("the peer left before its Hello") from error
    if said[0].version != VERSION:
        raise LinkError(f"the peer speaks version {said[0].version}, not {VERSION}")
    return said[0]

"""The keeper's end of the link: who may speak, and the stream of what they say."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from workstation.errors import LinkError
from workstation.link.caller import caller_at
from workstation.link.door import Door
from workstation.link.framing import LENGTH, Unframer, frame
from workstation.link.messages import (
    VERSION,
    FromCall,
    FromConsole,
    FromPrompt,
    FromRecorder,
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
    "recorder": FromRecorder,
    "console": FromConsole,
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

    async def messages(self) -> AsyncIterator[Sequence[Message]]:
        """Yield what the peer said since, until it leaves; raise LinkError where it is not the protocol."""
        unframer: Unframer[Message] = Unframer(INCOMING[self.role])
        while data := await self._read():
            yield unframer.feed(data)

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


async def listen(door: Door, serve: Serve, refused: Refused) -> asyncio.AbstractServer:
    """Listen at `door` and call `serve` for every peer that it admits and that says a proper Hello.

    `refused` is told why and which pid. Raise AlreadyRunningError where a keeper listens there already.
    """

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        caller = caller_at(writer.get_extra_info("socket"))
        try:
            door.knows(caller)
            hello = await _greeted(reader)
            await door.admit(caller, hello)
            await serve(Peer(reader, writer, hello, caller.pid))
        except LinkError as error:
            refused(str(error), caller.pid)

    peers: set[asyncio.Task[None]] = set()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin with a peer and close its stream in the end, since a task that ends before it begins closes nothing."""
        task = asyncio.create_task(accept(reader, writer))
        peers.add(task)
        task.add_done_callback(peers.discard)
        task.add_done_callback(lambda _: writer.close())

    return await door.open(accepted)


async def _greeted(reader: asyncio.StreamReader) -> Hello:
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

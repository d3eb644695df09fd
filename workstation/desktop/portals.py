"""Programs that share the screen through a portal, of which the X server knows nothing: told by the session bus."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from workstation.desktop.recorders import Recorders
from workstation.desktop.running import program_of_pid
from workstation.desktop.sharing import RULES, Sharing

AGAIN_AFTER = 1.0
ENDS_WITHIN = 5.0
DEADLINE = 1.0
_BUS, _MONITORING = "org.freedesktop.DBus", "org.freedesktop.DBus.Monitoring"
log = logging.getLogger(__name__)


class Portals:
    """Tells `Recorders` who shares, on a thread of its own. What was shared before it listened is not known.

    `listening` is set while it does. A bus that is gone ends what was shared through it, and is looked for again; one
    that only does not answer ends nothing.
    """

    def __init__(self, recorders: Recorders) -> None:
        self.listening = threading.Event()
        self._recorders = recorders
        self._asking: MessageBus | None = None
        self._sharing = Sharing(self._owner_of)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._living: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="portals", daemon=True)

    def start(self) -> None:
        """Begin; returns at once. Harmless when called again."""
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """End the thread; harmless where it never began."""
        if self._loop is not None and self._living is not None:
            with suppress(RuntimeError):  # what asyncio raises once a loop is closed
                self._loop.call_soon_threadsafe(self._living.cancel)
        if self._thread.is_alive():
            self._thread.join(ENDS_WITHIN)

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._living, self._loop = asyncio.current_task(), asyncio.get_running_loop()
        is_told = False
        while True:
            try:
                await self._listen()
            except Exception as error:  # noqa: BLE001 - the library raises whatever went wrong, of any type
                if not is_told:
                    log.warning("nobody hears of screens that are shared through a portal: %s", error)
                is_told = True
            finally:
                self.listening.clear()
            await asyncio.sleep(AGAIN_AFTER)

    async def _listen(self) -> None:
        """Listen until the bus ends; a connection that monitors may say nothing more, so another one asks."""
        try:
            self._asking = asking = await MessageBus().connect()
        except Exception:
            self._sharing = Sharing(self._owner_of)
            self._recorders.see("portals", ())
            raise
        try:
            hearing = await MessageBus().connect()
            try:
                heard: asyncio.Queue[Message] = asyncio.Queue()
                hearing.add_message_handler(lambda message: _hear(message, heard))
                await _ask(hearing, _MONITORING, "BecomeMonitor", "asu", [RULES, 0])
                self.listening.set()
                await self._tell(asking, hearing, heard)
            finally:
                hearing.disconnect()
        finally:
            asking.disconnect()

    async def _tell(self, asking: MessageBus, hearing: MessageBus, heard: "asyncio.Queue[Message]") -> None:
        ended = asyncio.ensure_future(hearing.wait_for_disconnect())  # type: ignore[no-untyped-call]
        try:
            while not ended.done():
                pids = [
                    await _ask(asking, _BUS, "GetConnectionUnixProcessID", "s", [who]) for who in self._sharing.programs
                ]
                self._recorders.see("portals", tuple(program_of_pid(int(pid[0])) for pid in pids if pid))
                hearing_next = asyncio.ensure_future(heard.get())
                await asyncio.wait((hearing_next, ended), return_when=asyncio.FIRST_COMPLETED)
                if not hearing_next.done():
                    hearing_next.cancel()
                    continue
                await self._sharing.take(hearing_next.result())
            ended.result()
        finally:
            ended.cancel()

    async def _owner_of(self, name: str) -> str:
        if self._asking is None:
            return ""
        return str(next(iter(await _ask(self._asking, _BUS, "GetNameOwner", "s", [name])), ""))


def _hear(message: Message, heard: "asyncio.Queue[Message]") -> bool:
    """Take what passes, and have the library answer none of it: a monitor that speaks is cut off."""
    if message.message_type in (MessageType.METHOD_CALL, MessageType.SIGNAL):
        heard.put_nowait(message)
        return True
    return False


async def _ask(bus: MessageBus, interface: str, member: str, signature: str, body: list[Any]) -> Sequence[Any]:
    """Return what the bus answers, nothing where it answers an error; raise TimeoutError where it does not."""
    asked = Message(_BUS, "/org/freedesktop/DBus", interface, member, signature=signature, body=body)
    async with asyncio.timeout(DEADLINE):
        reply = await bus.call(asked)
    return reply.body if reply is not None and reply.message_type is MessageType.METHOD_RETURN else ()

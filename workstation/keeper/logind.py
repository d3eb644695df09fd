"""What systemd-logind says: the machine sleeps, its lid closes, another session is on the screen, it locks itself."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress

from dbus_fast import BusType, ErrorType, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusError, DBusFastError

AGAIN_AFTER = 30.0
ANSWERS_WITHIN = 2.0
COVERED_WITHIN = 3.0
LOOKS_EVERY = 0.02
LID_EVERY = 1.0
_NAME, _MANAGER = "org.freedesktop.login1", "/org/freedesktop/login1"
_IN_MANAGER, _IN_SESSION = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
_BUS, _PROPERTIES = "org.freedesktop.DBus", "org.freedesktop.DBus.Properties"
_OWNED = f"type='signal',sender='{_BUS}',interface='{_BUS}',member='NameOwnerChanged',arg0='{_NAME}'"
_HEARD = (
    _OWNED,
    f"type='signal',sender='{_NAME}',interface='{_IN_MANAGER}',member='PrepareForSleep'",
    f"type='signal',sender='{_NAME}',interface='{_IN_SESSION}',member='Lock'",
    f"type='signal',sender='{_NAME}',interface='{_PROPERTIES}',member='PropertiesChanged',arg0='{_IN_SESSION}'",
)
_SHAPES = {
    (_IN_MANAGER, "PrepareForSleep"): "b",
    (_IN_SESSION, "Lock"): "",
    (_PROPERTIES, "PropertiesChanged"): "sa{sv}as",
}
log = logging.getLogger(__name__)


class Logind:
    """Calls `lock` with "sleep", "lid", "switched" or "system", in the loop that runs it.

    The machine's sleep waits until `is_covered`, for at most COVERED_WITHIN. Which of a machine's sessions is ours
    nobody needs to know: whichever of them leaves the screen or is locked, an open seat locks. A lid that is closed
    already, as of a laptop in its dock, locks nobody out.
    """

    def __init__(self, lock: Callable[[str], None], is_covered: Callable[[], bool]) -> None:
        self._lock = lock
        self._is_covered = is_covered
        self._delay: int | None = None
        self._owner: str | None = None
        self.is_lid_closed: bool | None = None

    async def run(self) -> None:
        """Listen until cancelled; where there is no such service, ask again every AGAIN_AFTER seconds."""
        try:
            while True:
                try:
                    await self._follow()
                except (DBusFastError, OSError, EOFError, TimeoutError) as error:
                    log.info("the operating system tells nothing of sleep and sessions: %s", error)
                self._let_sleep()
                await asyncio.sleep(AGAIN_AFTER)
        finally:
            self._let_sleep()

    async def _follow(self) -> None:
        bus = await MessageBus(bus_type=BusType.SYSTEM, negotiate_unix_fd=True).connect()
        heard: asyncio.Queue[Message | None] = asyncio.Queue()
        ended = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]  # the library's
        ended.add_done_callback(lambda _: heard.put_nowait(None))
        watching = asyncio.ensure_future(self._watch_lid(bus))
        try:
            bus.add_message_handler(lambda message: heard.put_nowait(message) if self._tells(message) else None)
            for rule in _HEARD:
                await _asked(bus, Message(_BUS, "/org/freedesktop/DBus", _BUS, "AddMatch", signature="s", body=[rule]))
            self._owner = await _owner(bus)  # first: whoever waits for us must be heard
            await self._delay_sleep(bus)
            while (signal := await heard.get()) is not None:
                await self._heard(bus, signal)
        finally:
            watching.cancel()
            bus.disconnect()
            with suppress(DBusFastError, OSError, EOFError):
                await ended

    def _tells(self, message: Message) -> bool:
        """Say whether a message is one of those that were asked for, from whom they were: anybody may send us one."""
        if message.message_type is not MessageType.SIGNAL:
            return False
        if (message.sender, message.interface, message.member) == (_BUS, _BUS, "NameOwnerChanged"):
            return message.signature == "sss" and message.body[0] == _NAME
        shape = _SHAPES.get((message.interface or "", message.member or ""))
        return message.sender == self._owner and message.signature == shape

    async def _heard(self, bus: MessageBus, signal: Message) -> None:
        match signal.member, signal.body:
            case "NameOwnerChanged", [_, _, owner]:
                self._owner = owner
                if owner:
                    await self._delay_sleep(bus)
            case "PrepareForSleep", [True]:
                self._lock("sleep")
                await self._until_covered()
                self._let_sleep()
            case "PrepareForSleep", [False]:
                await self._delay_sleep(bus)
            case "Lock", []:
                self._lock("system")
            case "PropertiesChanged", [_, {"Active": active}, _] if active.value is False:
                if not await _is_remote(bus, signal.path):
                    self._lock("switched")
            case _:
                pass

    async def _watch_lid(self, bus: MessageBus) -> None:
        """Lock when the lid closes. It is looked at again and again, for logind tells nobody of this property."""
        while True:
            closed = await _is_lid_closed(bus)
            if closed and self.is_lid_closed is False:
                self._lock("lid")
            self.is_lid_closed = self.is_lid_closed if closed is None else closed
            await asyncio.sleep(LID_EVERY)

    async def _until_covered(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(COVERED_WITHIN):
                while not self._is_covered():  # noqa: ASYNC110 - the shields' word is looked at, by the same loop
                    await asyncio.sleep(LOOKS_EVERY)

    async def _delay_sleep(self, bus: MessageBus) -> None:
        """Have the machine's sleep wait for us; a system that does not allow it sleeps at once."""
        self._let_sleep()
        wanted = ["sleep", "Deskwarden", "covers the screen first", "delay"]
        try:
            answer = await _asked(bus, Message(_NAME, _MANAGER, _IN_MANAGER, "Inhibit", signature="ssss", body=wanted))
        except (DBusError, TimeoutError) as error:
            if isinstance(error, DBusError) and error.type == ErrorType.SERVICE_UNKNOWN.value:
                raise
            log.warning("the machine goes to sleep without waiting for the screen to be covered: %s", error)
        else:
            self._delay = answer.unix_fds[answer.body[0]] if answer.unix_fds else None

    def _let_sleep(self) -> None:
        if self._delay is not None:
            os.close(self._delay)
            self._delay = None


async def _owner(bus: MessageBus) -> str | None:
    """Return the name of the connection that is logind; None where it does not run yet, its start is told then."""
    asking = Message(_BUS, "/org/freedesktop/DBus", _BUS, "GetNameOwner", signature="s", body=[_NAME])
    try:
        return str((await _asked(bus, asking)).body[0])
    except DBusError:
        return None


async def _is_lid_closed(bus: MessageBus) -> bool | None:
    """Say whether the lid is closed, None where nobody can tell; a machine without one says that it is open."""
    try:
        asking = Message(_NAME, _MANAGER, _PROPERTIES, "Get", signature="ss", body=[_IN_MANAGER, "LidClosed"])
        return bool((await _asked(bus, asking)).body[0].value)
    except (DBusError, TimeoutError, IndexError, AttributeError):
        return None


async def _is_remote(bus: MessageBus, session: str | None) -> bool:
    """Say whether a session was never on this machine's screen; one that nobody can ask any more may have been."""
    try:
        asking = Message(_NAME, session, _PROPERTIES, "Get", signature="ss", body=[_IN_SESSION, "Remote"])
        answer = await _asked(bus, asking)
    except (DBusError, TimeoutError):
        return False
    return bool(answer.body[0].value)


async def _asked(bus: MessageBus, call: Message) -> Message:
    """Return the answer; raise DBusError for one that is an error, TimeoutError without one."""
    async with asyncio.timeout(ANSWERS_WITHIN):
        answer = await bus.call(call)
    if answer is None or answer.message_type is not MessageType.METHOD_RETURN:
        error = answer.error_name if answer else None
        raise DBusError(error or ErrorType.FAILED, f"{call.member} was not answered: {error}")
    return answer

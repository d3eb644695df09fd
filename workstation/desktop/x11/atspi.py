"""The accessibility bus, spoken raw: questions with a deadline, events as values."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusFastError

from workstation.errors import DesktopError

DEADLINE = 1.0
AT_ONCE, AT_LEISURE = 48, 12
HINT = "Install at-spi2-core and log in again, so that programs tell what they show."
_EVENTS = "org.a11y.atspi.Event."


class Node(NamedTuple):
    """One accessible object: the program's name on the bus, and the object's path there."""

    sender: str
    path: str


class Method(NamedTuple):
    """One method of one interface, with the D-Bus signature of what it takes."""

    interface: str
    member: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class AccessibilityEvent:
    """What a program says of `node`: "StateChanged" of "focused" to 1, say. It carries no text."""

    node: Node
    member: str
    detail: str
    value: int


class BusLostError(DesktopError):
    """The accessibility bus ended or was never there."""


class UnansweredError(DesktopError):
    """One object gave no answer that is one: it is gone, lacks what was asked, or its program hangs (`hangs`)."""

    def __init__(self, method: Method, *, hangs: bool) -> None:
        super().__init__(f"no answer to {method.member}")
        self.hangs = hangs


REGISTRY = Node("org.a11y.atspi.Registry", "/org/a11y/atspi/registry")
DESKTOP = Node("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_DAEMON = Node("org.freedesktop.DBus", "/org/freedesktop/DBus")
_LAUNCHER = Node("org.a11y.Bus", "/org/a11y/bus")
_ADDRESS = Method("org.a11y.Bus", "GetAddress")
_SET = Method("org.freedesktop.DBus.Properties", "Set", "ssv")
_ADD_MATCH = Method("org.freedesktop.DBus", "AddMatch", "s")
_PID = Method("org.freedesktop.DBus", "GetConnectionUnixProcessID", "s")
_REGISTER = Method("org.a11y.atspi.Registry", "RegisterEvent", "s")


class AccessibilityBus:
    """A connection to the accessibility bus, for the asyncio loop that made it.

    At most AT_ONCE questions are under way, because a flood ends the bus; each has DEADLINE seconds.
    """

    def __init__(self, bus: MessageBus, places: int = AT_ONCE) -> None:
        self._bus = bus
        self._places = asyncio.Semaphore(places)

    def at_leisure(self) -> Self:
        """Return the same connection for long series of questions, which let those of others pass."""
        return type(self)(self._bus, AT_LEISURE)

    @classmethod
    async def connect(cls) -> Self:
        """Find the bus through the session bus, switch accessibility on, and connect; raise BusLostError."""
        try:
            session = await MessageBus().connect()
        except Exception as error:  # the library raises whatever went wrong, of any type
            raise BusLostError("no D-Bus session can be reached", hint=HINT) from error
        try:
            (address,) = await cls(session).ask(_LAUNCHER, _ADDRESS)
            enabled = ("org.a11y.Status", "IsEnabled", Variant("b", True))  # noqa: FBT003 - the signature says what it is
            await cls(session).ask(_LAUNCHER, _SET, *enabled)
            return cls(await MessageBus(bus_address=address).connect())
        except Exception as error:
            raise BusLostError("the accessibility bus does not answer", hint=HINT) from error
        finally:
            session.disconnect()

    async def ask(self, node: Node, method: Method, *arguments: object) -> tuple[Any, ...]:
        """Return what `node` answers; raise UnansweredError where it does not, BusLostError where the bus is gone."""
        async with self._places:
            if not self._bus.connected:
                raise BusLostError("the accessibility bus ended", hint=HINT)
            try:
                async with asyncio.timeout(DEADLINE):
                    reply = await self._bus.call(_question(node, method, arguments))
            except TimeoutError as error:
                raise UnansweredError(method, hangs=True) from error
            except DBusFastError as error:  # a place or a name that D-Bus cannot carry, made of what a program told
                raise UnansweredError(method, hangs=False) from error
            except (OSError, EOFError) as error:
                raise BusLostError("the accessibility bus ended", hint=HINT) from error
        if reply.message_type is MessageType.ERROR:
            raise UnansweredError(method, hangs=False)
        return tuple(reply.body)

    async def pid_of(self, sender: str) -> int:
        """Return the process id behind a name on the bus."""
        (pid,) = await self.ask(_DAEMON, _PID, sender)
        return int(pid)

    async def listen(self, events: Iterable[str], hear: Callable[[AccessibilityEvent], None]) -> None:
        """Have programs send `events` ("object:text-changed") and pass each to `hear`, in the loop's thread."""

        def handle(message: Message) -> None:
            if message.message_type is MessageType.SIGNAL and (message.interface or "").startswith(_EVENTS):
                hear(_event(message))

        self._bus.add_message_handler(handle)
        for group in ("Object", "Window", "Document"):
            await self.ask(_DAEMON, _ADD_MATCH, f"type='signal',interface='{_EVENTS}{group}'")
        for event in events:
            await self.ask(REGISTRY, _REGISTER, event)

    async def ended(self) -> None:
        """Return once the bus is gone."""
        try:
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        except Exception as error:
            raise BusLostError("the accessibility bus ended", hint=HINT) from error
        raise BusLostError("the accessibility bus ended", hint=HINT)

    def close(self) -> None:
        """Leave the bus."""
        self._bus.disconnect()


def _question(node: Node, method: Method, arguments: Iterable[object]) -> Message:
    return Message(
        destination=node.sender,
        path=node.path,
        interface=method.interface,
        member=method.member,
        signature=method.signature,
        body=list(arguments),
    )


def _event(message: Message) -> AccessibilityEvent:
    detail, value = (*message.body, "", 0)[:2] if message.body else ("", 0)
    return AccessibilityEvent(
        node=Node(message.sender or "", message.path or ""),
        member=message.member or "",
        detail=str(detail),
        value=int(value) if isinstance(value, int) else 0,
    )

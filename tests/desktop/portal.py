"""A service on the session bus that shares screens as a portal does, and a program that has it do so."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

PORTAL, PLACE = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"


class Portal:
    """Says yes to whatever it is asked."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus
        bus.add_message_handler(self._answered)

    @classmethod
    async def open(cls) -> "Portal":
        bus = await MessageBus().connect()
        await bus.request_name(PORTAL)
        return cls(bus)

    def _answered(self, message: Message) -> Message | None:
        is_call = message.message_type is MessageType.METHOD_CALL
        return Message.new_method_return(message) if is_call and message.destination == PORTAL else None

    async def says(self, path: str, interface: str, member: str, signature: str = "", *body: object) -> None:
        await self._bus.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=path,
                interface=f"org.freedesktop.portal.{interface}",
                member=member,
                signature=signature,
                body=list(body),
            )
        )

    def close(self) -> None:
        self._bus.disconnect()


class Sharer(Portal):
    """A program that shares the screen; it may also pose as the portal."""

    @classmethod
    async def open(cls) -> "Sharer":
        return cls(await MessageBus().connect())

    def path(self, kind: str, token: str) -> str:
        return f"{PLACE}/{kind}/{(self._bus.unique_name or '').lstrip(':').replace('.', '_')}/{token}"

    async def start(self, interface: str = "ScreenCast") -> str:
        """Start a session and return its path."""
        session = self.path("session", "s")
        options = {"handle_token": Variant("s", "r")}
        await self.asks(PLACE, interface, "Start", "osa{sv}", session, "", options)
        return session

    async def asks(self, path: str, interface: str, member: str, signature: str = "", *body: Any) -> None:  # noqa: ANN401
        message = Message(
            destination=PORTAL,
            path=path,
            interface=f"org.freedesktop.portal.{interface}",
            member=member,
            signature=signature,
            body=list(body),
        )
        async with asyncio.timeout(10):
            assert (await self._bus.call(message)).message_type is MessageType.METHOD_RETURN

"""Which screen sharing a session bus carries, by the messages that pass on it: a portal's, and GNOME's own."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dbus_fast import Message, MessageType, Variant

_PORTALS = ("org.freedesktop.portal.ScreenCast", "org.freedesktop.portal.RemoteDesktop")
_GNOME = ("org.gnome.Mutter.ScreenCast.Session", "org.gnome.Mutter.RemoteDesktop.Session")
_SESSION, _REQUEST = "org.freedesktop.portal.Session", "org.freedesktop.portal.Request"
_BUS = "org.freedesktop.DBus"
MOST_SESSIONS = 256
_REQUESTS = "/org/freedesktop/portal/desktop/request"
_ENDS = {(_SESSION, "Close"), *((each, "Stop") for each in _GNOME)}
_ENDED = {(_SESSION, "Closed"), *((each, "Closed") for each in _GNOME)}

RULES = [
    *(f"type='method_call',interface='{each}',member='Start'" for each in (*_PORTALS, *_GNOME)),
    *(f"type='method_call',interface='{interface}',member='{member}'" for interface, member in sorted(_ENDS)),
    *(f"type='signal',interface='{interface}',member='{member}'" for interface, member in sorted(_ENDED)),
    f"type='signal',interface='{_REQUEST}',member='Response'",
    f"type='signal',sender='{_BUS}',interface='{_BUS}',member='NameOwnerChanged'",
]


@dataclass(frozen=True, slots=True)
class _Shared:
    """A session: who began it, at which service, and the request by which the agent is asked, "" without one."""

    program: str
    service: str
    request: str


class Sharing:
    """Sessions that were started and have not ended. Whoever is neither their program nor their service ends none.

    `owner_of` tells who has a name on the bus, "" where nobody does.
    """

    def __init__(self, owner_of: Callable[[str], Awaitable[str]]) -> None:
        self._owner_of = owner_of
        self._sessions: tuple[tuple[str, _Shared], ...] = ()

    @property
    def programs(self) -> tuple[str, ...]:
        """Return who shares now, by their names on the bus."""
        return tuple(dict.fromkeys(each.program for _, each in self._sessions))

    async def take(self, message: Message) -> None:
        """Take one message of those that match `RULES` into account."""
        what, sender, path = (message.interface, message.member), message.sender or "", message.path or ""
        if message.message_type is MessageType.METHOD_CALL and message.member == "Start":
            await self._begin(message, sender, path)
        elif what == (_BUS, "NameOwnerChanged") and sender == _BUS and message.body[-1:] == [""]:
            self._keep(lambda _, shared: message.body[0] not in (shared.program, shared.service))
        elif what == (_REQUEST, "Response") and message.body[:1] != [0]:
            self._keep(lambda _, shared: (shared.request, shared.service) != (path, sender))
        elif what in _ENDS:
            service = await self._owner_of(message.destination or "")
            self._keep(lambda session, shared: (session, shared.program, shared.service) != (path, sender, service))
        elif what in _ENDED:
            self._keep(lambda session, shared: (session, shared.service) != (path, sender))

    async def _begin(self, message: Message, program: str, path: str) -> None:
        if message.interface in _GNOME:
            session, request = path, ""
        elif message.signature == "osa{sv}":
            token = message.body[2].get("handle_token", Variant("s", "")).value
            session, request = message.body[0], f"{_REQUESTS}/{program.lstrip(':').replace('.', '_')}/{token}"
        else:
            return
        service = await self._owner_of(message.destination or "")
        known = [shared for path, shared in self._sessions if path == session]
        if not any((each.program, each.service) == (program, service) for each in known):
            self._sessions = (*self._sessions[-MOST_SESSIONS + 1 :], (session, _Shared(program, service, request)))

    def _keep(self, stays: Callable[[str, _Shared], bool]) -> None:
        self._sessions = tuple((path, shared) for path, shared in self._sessions if stays(path, shared))

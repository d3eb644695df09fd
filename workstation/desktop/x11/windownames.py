"""Whose a window is and what it calls itself, asked once and again after it said something new."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass

from xcffib.xproto import CW, EventMask

from workstation.desktop.running import program_of_pid
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.inquiry import GONE, ask_words, words
from workstation.desktop.x11.titles import title_of, window_class
from workstation.facts.place import Program

PROPERTIES = (
    "WM_CLASS",
    "WM_NAME",
    "_NET_WM_NAME",
    "WM_TRANSIENT_FOR",
    "_NET_WM_WINDOW_OPACITY",
    "_NET_WM_OPAQUE_REGION",
)


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of a window: `owner` is the window that it belongs to, 0 where it stands alone."""

    program: Program
    window_class: str | None
    title: str | None
    owner: int


class WindowNames:
    """Knows the windows of the last reading, over the connection of the calling thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, Names] = {}

    def keep(self, clients: Iterable[int]) -> None:
        """Forget all windows but these."""
        kept = set(clients)
        self._known = {client: names for client, names in self._known.items() if client in kept}

    def forget(self, client: int) -> None:
        """Ask a window anew the next time."""
        self._known.pop(client, None)

    def of(self, client: int, pid: int) -> Names:
        """Return what is known of a window of the process `pid`; from now on its changes are told as events."""
        if client not in self._known:
            events = EventMask.PropertyChange | EventMask.StructureNotify
            self._connection.core.ChangeWindowAttributes(client, CW.EventMask, [events])
            self._known[client] = self._ask(client, pid)
        return self._known[client]

    def is_about_names(self, atom: int) -> bool:
        """Say whether a property is one that counts here."""
        return atom in {self._connection.atom(name) for name in PROPERTIES}

    def _ask(self, client: int, pid: int) -> Names:
        owner = ask_words(self._connection, client, "WM_TRANSIENT_FOR")
        try:
            owners = words(owner.reply())
        except GONE:
            owners = ()
        return Names(
            program=program_of_pid(pid),
            window_class=window_class(self._connection, client),
            title=title_of(self._connection, client),
            owner=next(iter(owners), 0),
        )

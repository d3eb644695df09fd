"""Asking for what a selection's owner offers: bounded in bytes and in time, whatever the owner does."""

# SPDX-License-Identifier: Apache-2.0

import select
from collections.abc import Callable, Iterator
from itertools import cycle
from time import monotonic

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, Atom, EventMask, Property, WindowClass

from workstation.desktop.x11.connection import Connection, Event, x_errors
from workstation.desktop.x11.selectionforms import Form, picture_form, text_forms
from workstation.facts.observations import Selection

BYTES_LIMIT = 1 << 20
PICTURE_LIMIT = 8 << 20
PIECE = 1 << 16
WITHIN = 2.0
ANSWER = "DESKWARDEN_ANSWER"
ANSWERS = 32
MOST_LISTED = 64


class UnreadableError(Exception):
    """The owner does not answer, answers without end, or breaks the protocol."""


class SelectionText:
    """Reads selections over the connection of the calling thread, which nothing else uses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._core = connection.core
        self._window = int(connection.raw.generate_id())
        self._core.CreateWindow(
            0,
            self._window,
            connection.root,
            -1,
            -1,
            1,
            1,
            0,
            WindowClass.InputOnly,
            0,
            CW.EventMask,
            [EventMask.PropertyChange],
        )
        self._properties = cycle([connection.atom(f"{ANSWER}_{number}") for number in range(ANSWERS)])

    def owner(self, selection: Selection) -> int:
        """Return the window that owns `selection` now, 0 where none does."""
        with x_errors("asking for a selection's owner"):
            return int(self._core.GetSelectionOwner(self._connection.atom(selection)).reply().owner)

    def forms(self, selection: Selection) -> Iterator[Form]:
        """Yield each text that the owner offers; raise UnreadableError past 1 MiB for one or 2 s for all.

        The usual text targets are asked for even where the owner does not list them.
        """
        return self._conversation(selection, BYTES_LIMIT).forms()

    def picture(self, selection: Selection) -> bytes | None:
        """Return the picture that the owner offers, None without one; raise UnreadableError past 8 MiB or 2 s."""
        return self._conversation(selection, PICTURE_LIMIT).picture()

    def _conversation(self, selection: Selection, limit: int) -> "_Conversation":
        return _Conversation(self._connection, self._window, self._properties, selection, limit)


def _name(asked: Event) -> str:
    try:
        return bytes(asked.reply().name.raw).decode("latin-1")
    except xcffib.Error:
        return ""


class _Conversation:
    """One reading of one selection, under one deadline; each answer goes to a property of its own."""

    def __init__(
        self, connection: Connection, window: int, properties: Iterator[int], selection: Selection, limit: int
    ) -> None:
        self._connection = connection
        self._core = connection.core
        self._window = window
        self._properties = properties
        self._property = 0
        self._selection = connection.atom(selection)
        self._incremental = connection.atom("INCR")
        self._limit = limit
        self._deadline = monotonic() + WITHIN

    def forms(self) -> Iterator[Form]:
        listed = self._listed()
        for name in text_forms(listed):
            content = self._convert(self._connection.atom(name))
            if content is not None:
                yield Form(name, content, name in listed)

    def picture(self) -> bytes | None:
        return self._convert(self._connection.atom(picture_form(self._listed())))

    def _listed(self) -> list[str]:
        """Return the first targets that the owner lists."""
        listed = self._convert(self._connection.atom("TARGETS")) or b""
        atoms = memoryview(listed[: len(listed) // 4 * 4]).cast("I").tolist()[:MOST_LISTED]
        asked = [self._core.GetAtomName(atom) for atom in atoms]  # all at once: programs list twenty
        return [name for each in asked if (name := _name(each))]

    def _convert(self, target: int) -> bytes | None:
        """Return the selection as `target`, None where the owner refuses."""
        self._property = next(self._properties)
        self._core.DeleteProperty(self._window, self._property)
        self._core.ConvertSelection(self._window, self._selection, target, self._property, xcffib.CurrentTime)
        try:
            answer = self._await(lambda event: self._answers(event, target))
            if answer.property != self._property:
                return None
            kind, content = self._take()
            return self._assembled() if kind == self._incremental else content
        finally:
            self._core.DeleteProperty(self._window, self._property)
            self._connection.flush()

    def _assembled(self) -> bytes:
        """Return what comes in pieces (ICCCM, INCR), each announced by the property's new value, the last one empty."""
        whole = bytearray()
        while True:
            self._await(self._announces)
            _, piece = self._take()
            if not piece:
                return bytes(whole)
            whole += piece
            if len(whole) > self._limit:
                raise UnreadableError

    def _answers(self, event: Event, target: int) -> bool:
        return (
            isinstance(event, xcffib.xproto.SelectionNotifyEvent)
            and event.requestor == self._window
            and event.target == target
        )

    def _announces(self, event: Event) -> bool:
        return (
            isinstance(event, xcffib.xproto.PropertyNotifyEvent)
            and event.window == self._window
            and event.state == Property.NewValue
            and event.atom == self._property
        )

    def _take(self) -> tuple[int, bytes]:
        """Return the property's type and value in small requests, then delete it, which asks for the next piece."""
        content = bytearray()
        while True:
            part = self._part(len(content) // 4)
            content += part.value.raw
            if len(content) > self._limit:
                raise UnreadableError
            if not part.bytes_after or not part.value_len:
                break
        self._core.DeleteProperty(self._window, self._property)
        self._connection.flush()
        return int(part.type), bytes(content)

    def _part(self, offset: int) -> Event:
        try:
            return self._core.GetProperty(
                delete=False,
                window=self._window,
                property=self._property,
                type=Atom.Any,
                long_offset=offset,
                long_length=PIECE // 4,
            ).reply()
        except xcffib.Error as error:
            raise UnreadableError from error

    def _await(self, wanted: Callable[[Event], bool]) -> Event:
        """Return the next event that is `wanted`; raise UnreadableError once the reading has taken too long."""
        while True:
            self._connection.flush()
            for event in self._connection.events():
                if wanted(event):
                    return event
                self._time_left()
            select.select([self._connection.fileno()], [], [], self._time_left())

    def _time_left(self) -> float:
        left = self._deadline - monotonic()
        if left <= 0:
            raise UnreadableError
        return left

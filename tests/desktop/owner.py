"""A program that owns a selection and serves it as it pleases: honestly, in pieces, without end, with lies, or not."""

# SPDX-License-Identifier: Apache-2.0

import select
import threading
from collections.abc import Callable, Sequence

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, Atom, EventMask, Property, PropMode, WindowClass

from workstation.desktop.x11.connection import Connection, Event
from workstation.facts.observations import Selection

LOOKS_EVERY = 0.05


class Owner:
    """Owns `selection` from a thread and a connection of its own; subclasses decide what `serve` answers."""

    def __init__(self, selection: Selection, content: bytes, targets: tuple[str, ...] = ("UTF8_STRING",)) -> None:
        self.connection = Connection()
        self.content = content
        self.window = int(self.connection.raw.generate_id())
        self.connection.core.CreateWindow(
            0, self.window, self.connection.root, -1, -1, 1, 1, 0, WindowClass.InputOnly, 0, 0, []
        )
        self.targets = [self.connection.atom(name) for name in targets]
        self._asked_for_targets = self.connection.atom("TARGETS")
        self.connection.core.SetSelectionOwner(self.window, self.connection.atom(selection), xcffib.CurrentTime)
        self.connection.flush()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def serve(self, request: Event) -> None:
        """Answer honestly."""
        if request.target == self._asked_for_targets:
            self.put(request.requestor, request.property, Atom.ATOM, 32, self.targets)
        elif request.target in self.targets:
            self.put(request.requestor, request.property, request.target, 8, self.content)
        else:
            self.answer(request, xcffib.NONE)
            return
        self.answer(request, request.property)

    def deleted(self, notify: Event) -> None:
        """React to a requestor that deleted a property."""

    def put(self, window: int, name: int, kind: int, size: int, values: Sequence[int]) -> None:
        self.connection.core.ChangeProperty(PropMode.Replace, window, name, kind, size, len(values), values)

    def answer(self, request: Event, name: int) -> None:
        notify = xcffib.xproto.SelectionNotifyEvent.synthetic(
            request.time, request.requestor, request.selection, request.target, name
        )
        self.connection.core.SendEvent(
            propagate=False, destination=request.requestor, event_mask=0, event=notify.pack()
        )

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self.connection.close()

    def _run(self) -> None:
        while not self._over.is_set():
            for event in self.connection.events():
                match event:
                    case xcffib.xproto.SelectionRequestEvent():
                        self.serve(event)
                    case xcffib.xproto.PropertyNotifyEvent() if event.state == Property.Delete:
                        self.deleted(event)
            self.connection.flush()
            select.select([self.connection.fileno()], [], [], LOOKS_EVERY)


class SilentOwner(Owner):
    """Never answers."""

    def serve(self, request: Event) -> None:
        """Let the requestor wait."""


class OneFormOwner(Owner):
    """Gives its text in one form, and never answers whoever asks for another."""

    def serve(self, request: Event) -> None:
        """Let the requestor wait."""
        if request.target in (self._asked_for_targets, *self.targets):
            super().serve(request)


class LyingOwner(Owner):
    """Says that it holds a picture only, and gives its text to whoever asks for text all the same."""

    def serve(self, request: Event) -> None:
        """Lie about the targets."""
        if request.target == self.connection.atom("TARGETS"):
            self.put(request.requestor, request.property, Atom.ATOM, 32, [self.connection.atom("image/png")])
            self.answer(request, request.property)
        else:
            super().serve(request)


class PiecewiseOwner(Owner):
    """Gives its text in pieces (ICCCM, INCR), as large programs do."""

    PIECE = 7

    def __init__(self, selection: Selection, content: bytes) -> None:
        self._to = (0, 0, 0)
        self._next = self.pieces(content)
        super().__init__(selection, content)

    def serve(self, request: Event) -> None:
        """Announce pieces."""
        if request.target not in self.targets:
            super().serve(request)
            return
        self.connection.core.ChangeWindowAttributes(request.requestor, CW.EventMask, [EventMask.PropertyChange])
        self._to = (request.requestor, request.property, request.target)
        self._next = self.pieces(self.content)
        self.put(request.requestor, request.property, self.connection.atom("INCR"), 32, [len(self.content)])
        self.answer(request, request.property)

    def pieces(self, content: bytes) -> Callable[[], bytes]:
        """Return what gives the next piece, the last one empty."""
        pieces = [content[at : at + self.PIECE] for at in range(0, len(content), self.PIECE)]
        return lambda: pieces.pop(0) if pieces else b""

    def deleted(self, notify: Event) -> None:
        """Give the next piece once the last one was taken."""
        window, name, target = self._to
        if (notify.window, notify.atom) == (window, name):
            self.put(window, name, target, 8, self._next())


class EndlessOwner(PiecewiseOwner):
    """Gives pieces for as long as anybody takes them."""

    def pieces(self, content: bytes) -> Callable[[], bytes]:
        """Never end."""
        return lambda: content

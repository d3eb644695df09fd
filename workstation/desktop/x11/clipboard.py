"""Clipboard, selections and drags: who takes them, what is in them, and taking them over."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime
from typing import get_args

import xcffib
import xcffib.xfixes
import xcffib.xproto
from xcffib.xfixes import SelectionEventMask
from xcffib.xproto import WindowClass

from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.loop import Loop
from workstation.desktop.x11.selectionreading import SelectionReading
from workstation.desktop.x11.selectionserving import Offer, Serving
from workstation.detect.finding import Scan
from workstation.errors import DesktopError
from workstation.facts.actions import SeizeSelection
from workstation.facts.observations import Pictures, Selection, SelectionOwned, SelectionSeized
from workstation.seat.ports import Post

SELECTIONS: tuple[Selection, ...] = get_args(Selection)


class Clipboard:
    """Eyes on all selections and the hand that empties them. `seize` returns once the server says that we own it."""

    def __init__(self, scan: Scan, post: Post) -> None:
        connection = Connection()
        self._post = post
        self._reading = SelectionReading(scan, post)
        self._watching = Watching(connection, self._reading, post)
        self._loop = Loop("clipboard", connection, post)

    def start(self) -> None:
        """Begin to serve; nothing is watched yet."""
        self._reading.start()
        self._loop.start(self._watching)

    def stop(self) -> None:
        """Give the selections back, empty."""
        self._loop.stop()
        self._reading.stop()

    def watch(self, *, keeps: bool = False, pictures: Pictures = "leave") -> None:
        """Post SelectionOwned and SelectionRead from now on, for what is owned already as well."""
        self._reading.look_for(keeps=keeps, pictures=pictures)
        self._loop.ask(lambda: self._watching.watch(keeps=keeps))

    def read_anew(self) -> None:
        """Post SelectionRead again for what is owned, where it is watched."""
        self._loop.ask(self._watching.read_anew)

    def seize(self, seizing: SeizeSelection) -> None:
        """Own the selection and serve it empty, or the text of that reading: masked, or whole to some programs."""
        text = self._reading.kept(seizing)
        offer = Offer(text, seizing.into if seizing.serves == "whole" else None)
        self._loop.ask(lambda: self._watching.seize(seizing.selection, offer))
        fact = SelectionSeized(
            at=datetime.now(UTC), selection=seizing.selection, serves=seizing.serves, into=seizing.into
        )
        self._post(fact)

    def refuse(self, *, everything: bool) -> None:
        """Seize whatever is taken from now on before anyone is asked about it, or stop doing so."""
        self._watching.refusing = everything


class Watching:
    """What the loop's thread does; `refusing` may be set from any thread."""

    def __init__(self, connection: Connection, reading: SelectionReading, post: Post) -> None:
        self.refusing = False
        self._is_watching = False
        self._connection = connection
        self._core = connection.core
        self._reading = reading
        self._post = post
        self._fixes = connection.extension(xcffib.xfixes.key, "XFIXES")
        self._fixes.QueryVersion(2, 0).reply()
        self._clients = Clients(connection)
        self._names = {connection.atom(name): name for name in SELECTIONS}
        self._serving = Serving(connection, self._clients)
        self._window = int(connection.raw.generate_id())
        self._core.CreateWindow(0, self._window, connection.root, -1, -1, 1, 1, 0, WindowClass.InputOnly, 0, 0, [])
        reading.seat = self._window

    def watch(self, *, keeps: bool) -> None:
        """Ask for owner events, then look at who owns what already. Harmless when called again."""
        if not keeps:
            self._serving.forget_all()
        if self._is_watching:
            return
        self._is_watching = True
        for atom in self._names:
            self._fixes.SelectSelectionInput(self._connection.root, atom, SelectionEventMask.SetSelectionOwner)
        for atom in self._names:
            self._owned(atom, self._core.GetSelectionOwner(atom).reply().owner)

    def read_anew(self) -> None:
        """Look again at what every owner holds, if anybody asked for that."""
        for atom, selection in self._names.items() if self._is_watching else ():
            owner = self._core.GetSelectionOwner(atom).reply().owner
            if owner not in (xcffib.NONE, self._window):
                self._reading.read(selection, owner, self._clients.program_of(owner))

    def seize(self, selection: Selection, offer: Offer) -> None:
        """Become the owner, and make sure of it."""
        atom = self._connection.atom(selection)
        self._serving.offer(atom, offer)
        self._take(atom)
        if self._core.GetSelectionOwner(atom).reply().owner != self._window:
            raise DesktopError(f"{selection} could not be taken over")

    def handle(self, event: Event) -> None:
        """Tell of a new owner; serve who asks us."""
        match event:
            case xcffib.xfixes.SelectionNotifyEvent():
                self._owned(event.selection, event.owner)
            case xcffib.xproto.SelectionRequestEvent():
                self._serving.serve(event)

    def beat(self) -> None:
        """Nothing happens by time alone."""

    def _owned(self, atom: int, owner: int) -> None:
        if owner in (xcffib.NONE, self._window):
            return
        selection = self._names[atom]
        program = self._clients.program_of(owner)  # first: one that lost its selection may be gone the next moment
        self._serving.forget(atom)
        if refused := self.refusing:
            self._take(atom)
        self._post(SelectionOwned(at=datetime.now(UTC), selection=selection, program=program))
        if not refused:
            self._reading.read(selection, owner, program)

    def _take(self, atom: int) -> None:
        self._core.SetSelectionOwner(self._window, atom, xcffib.CurrentTime)
        self._connection.flush()

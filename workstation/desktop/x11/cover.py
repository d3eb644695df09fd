"""Covering the whole screen: one window above all, keyboard and pointer held, verified by the server's answers."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, CloseDown, EventMask

from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, Event, x_errors
from workstation.desktop.x11.inputgrabs import InputGrabs
from workstation.desktop.x11.keymap import Keymap
from workstation.desktop.x11.leftovers import Leftovers
from workstation.desktop.x11.sheet import Sheet

FIRST_BUTTON = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the server confirms: the window is shown, whole, opaque, above all strangers; whose the input is."""

    covered: bool = False
    keyboard: bool = False
    pointer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed:
    """A key that was pressed while we hold the keyboard, as an X keysym and the modifiers' state."""

    keysym: int
    state: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicked:
    """The first button was pressed at this pixel of the root window while we hold the pointer."""

    x: int
    y: int


Input = KeyPressed | Clicked


class Cover:
    """One covering window of one process. It outlives the process where that ends while it covers.

    Belongs to one thread; every method raises DesktopError where the server is gone. `related` says of a process id
    whether that process is a part of the shields: its windows may lie above ours.
    """

    def __init__(self, connection: Connection, related: Callable[[int], bool]) -> None:
        self._connection = connection
        self._core = connection.core
        self._related = related
        self._clients = Clients(connection)
        self._keymap = Keymap(connection)
        self._known: dict[int, bool] = {}
        self._told: set[int] = set()
        self._covering = False
        self._leftovers = Leftovers(connection, self._clients, related)
        self._sheet = Sheet(connection, self._is_family)
        self.window = self._sheet.window
        self._grabs = InputGrabs(connection, self.window, self._is_family)
        self.prompt = 0
        """The prompt's window, which is kept above all; 0 without one, and once it was destroyed."""
        self.disturbed = False
        """Something happened that `keep` should look at."""
        self.input_missing = False
        """Keyboard or pointer was in a stranger's hand when last looked at: neither ours nor the twin's."""

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when there may be events."""
        return self._connection.fileno()

    def allow_above(self, family: tuple[int, ...]) -> None:
        """Let these windows lie above ours."""
        self._told = set(family)

    def cover(self) -> Held:
        """Cover and hold now; return what of it the server confirms."""
        with x_errors("covering the screen"):
            if not self._covering:
                self._covering = True
                self._core.SetCloseDownMode(CloseDown.RetainPermanent)
                self._watch_root(EventMask.SubstructureNotify | EventMask.StructureNotify)
            held = self.keep()
            if held.covered:
                self._leftovers.remove(self.window)
            return held

    def uncover(self) -> None:
        """Let go, and take away every covering window that a dead shield left behind."""
        with x_errors("uncovering the screen"):
            self._covering = False
            self._watch_root(EventMask.NoEvent)
            self._grabs.free()
            self._core.UnmapWindow(self.window)
            self._core.SetCloseDownMode(CloseDown.DestroyAll)
            self._leftovers.remove(self.window)

    def keep(self) -> Held:
        """Put right what is wrong with window and grabs; return what the server confirms."""
        with x_errors("keeping the screen covered"):
            self.disturbed = False
            covered = self._sheet.put_right(self.prompt)
            self._grabs.verify()
            whole = self._grabs.keyboard and self._grabs.pointer
            self.input_missing = not whole and not self._grabs.held_by_twin()
            return Held(covered=covered, keyboard=self._grabs.keyboard, pointer=self._grabs.pointer)

    def take_input(self) -> None:
        """Take keyboard and pointer where they have become free; `disturbed` says whether that changed anything."""
        with x_errors("holding keyboard and pointer"):
            before = self._grabs.keyboard, self._grabs.pointer
            self._grabs.take()
            self.disturbed = self.disturbed or before != (self._grabs.keyboard, self._grabs.pointer)

    def inputs(self) -> list[Input]:
        """Return the keys and clicks that came; call it last before waiting for the descriptor."""
        found: list[Input] = []
        for event in self._connection.events():
            match event:
                case xcffib.xproto.KeyPressEvent():
                    found.append(KeyPressed(keysym=self._keymap.keysym(event.detail, event.state), state=event.state))
                case xcffib.xproto.ButtonPressEvent():
                    if event.detail == FIRST_BUTTON:
                        found.append(Clicked(x=event.root_x, y=event.root_y))
                case xcffib.xproto.KeyReleaseEvent():
                    pass
                case xcffib.xproto.MappingNotifyEvent():
                    self._keymap = Keymap(self._connection)
                case xcffib.xproto.DestroyNotifyEvent():
                    self._forget(event.window)
                case _:
                    self.disturbed = True
                    self._answer(event)
        return found

    def _is_known(self, window: int) -> bool:
        """Say whether this is one of ours, without asking anybody."""
        return window in {self.window, self.prompt} or self._known.get(window, window in self._told)

    def _answer(self, event: Event) -> None:
        """Come above what may have come above us, before anything is looked at."""
        match event:
            case xcffib.xproto.MapNotifyEvent():
                is_above = not self._is_known(event.window)
            case xcffib.xproto.ConfigureNotifyEvent():
                is_ours = self._is_known(event.window)
                is_above = not event.above_sibling if is_ours else self._is_known(event.above_sibling)
            case xcffib.xproto.UnmapNotifyEvent():
                is_above = event.window == self.window
            case _:
                is_above = False
        if is_above and self._covering:
            self._sheet.rise(self.prompt)
            self._connection.flush()

    def _is_family(self, window: int) -> bool:
        if window in self._told:
            return True
        if window not in self._known:
            self._known[window] = self._related(self._clients.pid_of(window))
        return self._known[window]

    def _forget(self, window: int) -> None:
        """Forget a window that is gone: its id may come back as a stranger's."""
        self._known.pop(window, None)
        self._told.discard(window)
        if window == self.prompt:
            self.prompt = 0
        self.disturbed = True

    def _watch_root(self, events: int) -> None:
        self._core.ChangeWindowAttributes(self._connection.root, CW.EventMask, [events])

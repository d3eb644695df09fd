"""Covering the whole screen: one window above all, keyboard and pointer held, verified by the server's answers."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, CloseDown, ConfigWindow, EventMask, MapState, WindowClass

from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.inputgrabs import InputGrabs
from workstation.desktop.x11.keymap import Keymap
from workstation.desktop.x11.leftovers import Leftovers
from workstation.desktop.x11.solid import Solid
from workstation.desktop.x11.stacking import Stacking
from workstation.desktop.x11.windows import SHIELD_PROPERTY
from workstation.facts.place import Rect

COLOUR = 0x1B2A38
FIRST_BUTTON = 1
PLACE = ConfigWindow.X | ConfigWindow.Y | ConfigWindow.Width | ConfigWindow.Height | ConfigWindow.BorderWidth
OWN_EVENTS = EventMask.StructureNotify | EventMask.VisibilityChange | EventMask.PropertyChange


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
        self.window = int(connection.raw.generate_id())
        self._leftovers = Leftovers(connection, self._clients, related)
        self._solid = Solid(connection, self.window, SHIELD_PROPERTY, COLOUR)
        self._make_window()
        self._stacking = Stacking(connection, self.window, self._is_family)
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
            covered = self._put_right()
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
        return found

    def _put_right(self) -> bool:
        """Return whether the window covers, after one attempt to make it."""
        if self._is_right():
            return True
        self._come_above()
        if not self._solid.right():
            self._solid.correct()
            self._come_above()
        return self._is_right()

    def _come_above(self) -> None:
        screen = self._connection.screen()
        self._core.ChangeWindowAttributes(self.window, CW.OverrideRedirect, [1])  # or the window manager maps it
        self._core.ConfigureWindow(self.window, PLACE, [screen.x, screen.y, screen.width, screen.height, 0])
        self._core.MapWindow(self.window)
        self._stacking.correct(self.prompt)

    def _is_right(self) -> bool:
        attributes = self._core.GetWindowAttributes(self.window)
        place = self._core.GetGeometry(self.window)
        shown = attributes.reply().map_state == MapState.Viewable
        at = place.reply()
        whole = Rect(at.x, at.y, at.width, at.height) == self._connection.screen() and not at.border_width
        return shown and whole and self._solid.right() and self._stacking.right(self.prompt)

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

    def _make_window(self) -> None:
        attributes = CW.BackPixel | CW.OverrideRedirect | CW.EventMask
        screen = self._connection.screen()
        self._core.CreateWindow(
            xcffib.CopyFromParent,
            self.window,
            self._connection.root,
            screen.x,
            screen.y,
            screen.width,
            screen.height,
            0,
            WindowClass.InputOutput,
            xcffib.CopyFromParent,
            attributes,
            [COLOUR, True, OWN_EVENTS],
        )
        self._solid.correct()
        self._solid.watch()
        self._connection.flush()

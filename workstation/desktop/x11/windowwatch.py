"""What windows programs show, whatever is in them: told whenever that changes."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import xcffib.xproto
from xcffib.xproto import CW, EventMask

from workstation.desktop.x11.belonging import has_focus, place_of
from workstation.desktop.x11.connection import Connection, Event, x_errors
from workstation.desktop.x11.inquiry import ask_words, words
from workstation.desktop.x11.loop import Loop
from workstation.desktop.x11.markers import IsShield, runs_shield
from workstation.desktop.x11.screenwatch import STACKING
from workstation.desktop.x11.windownames import WindowNames
from workstation.desktop.x11.windows import Stack, WindowStack
from workstation.facts.observations import WindowsSeen
from workstation.facts.place import ShownWindow
from workstation.seat.ports import Post

ROOT_PROPERTIES = ("_NET_CLIENT_LIST", "_NET_ACTIVE_WINDOW")


class WindowWatch:
    """Posts WindowsSeen from a thread of its own, once it is asked to watch; our own windows are left out.

    Which window has the focus is the window manager's word; without one, none has. Dialogs and menus share it with the
    windows of their program.
    """

    def __init__(self, post: Post, is_shield: IsShield = runs_shield) -> None:
        self._post = post
        self._connection = Connection()
        self._loop = Loop("windows", self._connection, post)
        self._stack = WindowStack(self._connection, is_shield)
        self._names = WindowNames(self._connection)
        self._posted: tuple[ShownWindow, ...] | None = None
        self._is_watching = False

    def watch(self) -> None:
        """Tell of windows from now on, and of all that there are at once."""
        if not self._is_watching:
            self._is_watching = True
            self._loop.start(self)
        self._loop.ask(self._begin)

    def stop(self) -> None:
        """Tell no more."""
        self._loop.stop()

    def handle(self, event: Event) -> None:
        """Look again where this event, or one of those that wait behind it, may have changed a window."""
        mattering = [each for each in (event, *self._connection.events()) if self._matters(each)]
        if mattering:
            self._read()

    def beat(self) -> None:
        """Do nothing: everything here follows events."""

    def _begin(self) -> None:
        events = EventMask.SubstructureNotify | EventMask.StructureNotify | EventMask.PropertyChange
        self._connection.core.ChangeWindowAttributes(self._connection.root, CW.EventMask, [events])
        self._posted = None
        self._read()

    def _matters(self, event: Event) -> bool:
        """Say whether the event may have changed what there is to tell."""
        if not isinstance(event, STACKING) or event.window in self._stack.ours:
            return False
        if not isinstance(event, xcffib.xproto.PropertyNotifyEvent):
            return True
        if event.window == self._connection.root:
            return event.atom in {self._connection.atom(name) for name in ROOT_PROPERTIES}
        if is_new := self._names.is_about_names(event.atom):
            self._names.forget(event.window)
        return is_new

    def _read(self) -> None:
        stack = self._stack.read()
        self._names.keep(window.client for window in stack.windows)
        windows = tuple(self._windows(stack))
        if windows != self._posted:
            self._posted = windows
            self._post(WindowsSeen(at=datetime.now(UTC), windows=windows))

    def _windows(self, stack: Stack) -> Iterator[ShownWindow]:
        """Yield what can be seen of every window of other programs."""
        strangers = [window for window in stack.windows if window.pid != os.getpid()]
        named = {window.client: self._names.of(window.client, window.pid) for window in strangers}
        managed, focused = self._managed()
        for window in strangers:
            if visible := stack.visible(window.rect, window.client):
                yield ShownWindow(
                    application=named[window.client].program.name,
                    place=place_of(window.client, named),
                    rect=window.rect,
                    visible=visible,
                    has_focus=has_focus(window.client, focused, managed, named),
                )

    def _managed(self) -> tuple[frozenset[int], int]:
        """Return the windows that the window manager keeps, and which of them has the focus, 0 for none."""
        asked = [ask_words(self._connection, self._connection.root, name) for name in ROOT_PROPERTIES]
        with x_errors("asking for the focus"):
            clients, active = (words(cookie.reply()) for cookie in asked)
        return frozenset(clients), next(iter(active), 0)

"""Keyboard and pointer held for one window, by one shield at a time."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

import xcffib
import xcffib.xfixes
import xcffib.xproto
from xcffib.xfixes import SelectionEventMask
from xcffib.xproto import EventMask, GrabMode, GrabStatus

from workstation.desktop.x11.connection import Connection

HOLDER = "_DESKWARDEN_HOLDER"
ARROW = 68  # XC_left_ptr of the server's cursor font


class InputGrabs:
    """Active grabs for `window`. Who holds the keyboard owns a selection, so that the twin hears of its end at once.

    `is_twin` says whether a window belongs to a shield that may hold the input in our stead.
    """

    def __init__(self, connection: Connection, window: int, is_twin: Callable[[int], bool]) -> None:
        self._connection = connection
        self._core = connection.core
        self._window = window
        self._is_twin = is_twin
        self._selection = connection.atom(HOLDER)
        self._cursor = self._arrow()
        self._fixes = connection.extension(xcffib.xfixes.key, "XFIXES")
        self._fixes.QueryVersion(2, 0).reply()
        self._fixes.SelectSelectionInput(
            window,
            self._selection,
            SelectionEventMask.SetSelectionOwner
            | SelectionEventMask.SelectionWindowDestroy
            | SelectionEventMask.SelectionClientClose,
        )
        self.keyboard = False
        self.pointer = False

    def take(self) -> None:
        """Take what is not held yet; the pointer goes with the keyboard. `keyboard` and `pointer` say what is held."""
        if not self.keyboard:
            self.keyboard = self._take_keyboard()
            if self.keyboard and self._owner() != self._window:
                self._core.SetSelectionOwner(self._window, self._selection, xcffib.CurrentTime)
        if self.keyboard or not self.held_by_twin():
            self.pointer = self.pointer or self._take_pointer()
        else:
            self._free_pointer()

    def verify(self) -> None:
        """Have the server confirm what is held, and take what was lost."""
        self.keyboard = self.pointer = False
        self.take()

    def free(self) -> None:
        """Let go."""
        self._core.UngrabKeyboard(xcffib.CurrentTime)
        self._free_pointer()
        if self.keyboard:
            self._core.SetSelectionOwner(xcffib.NONE, self._selection, xcffib.CurrentTime)
        self.keyboard = False

    def held_by_twin(self) -> bool:
        """Say whether the twin told that it holds the keyboard."""
        owner = self._owner()
        return owner not in (xcffib.NONE, self._window) and self._is_twin(owner)

    def _owner(self) -> int:
        return int(self._core.GetSelectionOwner(self._selection).reply().owner)

    def _take_keyboard(self) -> bool:
        answer = self._core.GrabKeyboard(
            owner_events=False,
            grab_window=self._window,
            time=xcffib.CurrentTime,
            pointer_mode=GrabMode.Async,
            keyboard_mode=GrabMode.Async,
        ).reply()
        return bool(answer.status == GrabStatus.Success)

    def _take_pointer(self) -> bool:
        answer = self._core.GrabPointer(
            owner_events=False,
            grab_window=self._window,
            event_mask=EventMask.ButtonPress,
            pointer_mode=GrabMode.Async,
            keyboard_mode=GrabMode.Async,
            confine_to=xcffib.NONE,
            cursor=self._cursor,
            time=xcffib.CurrentTime,
        ).reply()
        return bool(answer.status == GrabStatus.Success)

    def _free_pointer(self) -> None:
        self._core.UngrabPointer(xcffib.CurrentTime)
        self.pointer = False

    def _arrow(self) -> int:
        font, cursor = int(self._connection.raw.generate_id()), int(self._connection.raw.generate_id())
        self._core.OpenFont(font, len("cursor"), "cursor")
        dark, light = (0, 0, 0), (0xFFFF, 0xFFFF, 0xFFFF)
        self._core.CreateGlyphCursor(cursor, font, font, ARROW, ARROW + 1, *dark, *light)
        return cursor

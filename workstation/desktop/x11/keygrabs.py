"""Grabs of keys and buttons on the root window: the server gives what is pressed to us and to no other program."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Sequence

import xcffib
import xcffib.xinput
import xcffib.xproto
from xcffib.xinput import Device, EventMode, GrabMode22, GrabType, XIEventMask

from workstation.desktop.x11.chords import ANY_MODIFIER
from workstation.desktop.x11.connection import Connection, Cookie, Event
from workstation.errors import DesktopError

CORE_ANY_MODIFIER = 1 << 15
FIXED_POINT = 16

Key = tuple[int, tuple[int, ...]]
"""A keycode and the modifier masks under which it is held."""


class KeyGrabs:
    """Passive grabs of one connection, of the input extension (XI2) where it can.

    The server looks for a grab from the newest to the oldest and an XI2 grab does not collide with a core one, so ours
    win over bindings that a window manager made before. Where another client holds the same XI2 grab, a core grab
    is made instead.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._root = connection.root
        self._xi = connection.extension(xcffib.xinput.key, "XInputExtension")
        self._xi.XIQueryVersion(2, 2).reply()
        self._by_core: set[tuple[int, int]] = set()

    def hold_keys(self, keys: Iterable[Key]) -> None:
        """Grab `keys`, before all grabs made so far; raise DesktopError where one is taken in every way there is."""
        asked = [
            (keycode, self._ask(GrabType.Keycode, keycode, XIEventMask.KeyPress, GrabMode22.Async, masks))
            for keycode, masks in keys
        ]
        for keycode, cookie in asked:
            for refused in cookie.reply().modifiers:
                self._hold_by_core(keycode, refused.modifiers)

    def free_keys(self, keys: Iterable[Key]) -> None:
        """Let `keys` go."""
        for keycode, masks in keys:
            self._xi.XIPassiveUngrabDevice(self._root, keycode, Device.AllMaster, len(masks), GrabType.Keycode, masks)
            for held in {(keycode, mask) for mask in masks} & self._by_core:
                self._by_core.remove(held)
                self._connection.core.UngrabKey(keycode, self._root, _core_mask(held[1]))

    def hold_button(self, button: int, masks: Sequence[int] = (ANY_MODIFIER,)) -> None:
        """Grab `button` so that each press waits for `swallow` or `replay`; raise DesktopError where it is taken."""
        asked = self._ask(GrabType.Button, button, XIEventMask.ButtonPress, GrabMode22.Sync, masks)
        if len(asked.reply().modifiers):
            raise DesktopError(f"another program holds mouse button {button}")

    def free_button(self, button: int, masks: Sequence[int] = (ANY_MODIFIER,)) -> None:
        """Let `button` go."""
        self._xi.XIPassiveUngrabDevice(self._root, button, Device.AllMaster, len(masks), GrabType.Button, masks)

    def swallow(self, press: Event) -> None:
        """Keep a waiting press from every program."""
        self._allow(press, EventMode.AsyncDevice)

    def replay(self, press: Event) -> None:
        """Give a waiting press to the program that it was meant for."""
        self._allow(press, EventMode.ReplayDevice)

    def _allow(self, press: Event, mode: int) -> None:
        self._xi.XIAllowEvents(press.time, press.deviceid, mode, 0, self._root)
        self._connection.flush()

    def _ask(self, kind: int, detail: int, events: int, mode: int, masks: Sequence[int]) -> Cookie:
        return self._xi.XIPassiveGrabDevice(
            xcffib.CurrentTime,
            self._root,
            xcffib.NONE,
            detail,
            Device.AllMaster,
            len(masks),
            1,
            kind,
            mode,
            GrabMode22.Async,
            xcffib.xinput.GrabOwner.NoOwner,
            [events],
            masks,
        )

    def _hold_by_core(self, keycode: int, mask: int) -> None:
        grab = self._connection.core.GrabKey(
            owner_events=False,
            grab_window=self._root,
            modifiers=_core_mask(mask),
            key=keycode,
            pointer_mode=xcffib.xproto.GrabMode.Async,
            keyboard_mode=xcffib.xproto.GrabMode.Async,
            is_checked=True,
        )
        try:
            grab.check()
        except xcffib.xproto.AccessError as error:
            raise DesktopError(f"other programs hold key {keycode} in every way there is") from error
        self._by_core.add((keycode, mask))


def _core_mask(mask: int) -> int:
    return CORE_ANY_MODIFIER if mask == ANY_MODIFIER else mask

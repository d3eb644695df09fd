"""Whether another program holds the keyboard: every key is its own then, and no chord of ours is grabbed before it."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import suppress

import xcffib
import xcffib.xinput
from xcffib.xinput import Device, DeviceType, GrabMode22
from xcffib.xproto import GrabStatus, MapState, WindowClass

from workstation.desktop.x11.connection import Connection

LASTING = 10.0
"""Seconds: a launcher holds the keyboard as well, while somebody types into it."""
AGAIN = 60.0


class ForeignGrab:
    """Asks by a grab that cannot be had, of a window that is never shown: the server looks at other grabs first.

    So nothing is taken from anybody, and no program hears of it. XI2 grabs of `connection` itself are none.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._core = connection.core
        self._xi = connection.extension(xcffib.xinput.key, "XInputExtension")
        self._xi.XIQueryVersion(2, 2).reply()
        self._window = int(connection.raw.generate_id())
        self._core.CreateWindow(0, self._window, connection.root, -1, -1, 1, 1, 0, WindowClass.InputOnly, 0, 0, [])
        self._due: float | None = None

    def lasts(self, now: float) -> bool:
        """Say, after LASTING seconds and every minute from then on, that others hold the keyboard; `now` is monotonic.

        A program that shows a popup, a list to choose from say, holds it for that.
        """
        if not self.is_held() or self._has_popup():
            self.forget()
            return False
        if self._due is None:
            self._due = now + LASTING
        if now < self._due:
            return False
        self._due = now + AGAIN
        return True

    def forget(self) -> None:
        """Begin anew with the next look."""
        self._due = None

    def is_held(self) -> bool:
        """Say whether another client holds a keyboard at this moment."""
        masters = self._xi.XIQueryDevice(Device.AllMaster).reply().infos
        keyboards = [each.deviceid for each in masters if each.type == DeviceType.MasterKeyboard]
        return any([self._is_held(each) for each in keyboards])  # noqa: C419 - one that is gone hides no other

    def _is_held(self, keyboard: int) -> bool:
        asked = self._xi.XIGrabDevice(
            self._window,
            xcffib.CurrentTime,
            xcffib.NONE,
            keyboard,
            GrabMode22.Async,
            GrabMode22.Async,
            False,  # noqa: FBT003 - owner events
            0,
            [],
        )
        with suppress(xcffib.xinput.DeviceError):  # it was taken away
            return bool(asked.reply().status == GrabStatus.AlreadyGrabbed)
        return False

    def _has_popup(self) -> bool:
        """Say whether the program that has the keyboard's focus shows a window of its own making above the others."""
        focus = int(self._core.GetInputFocus().reply().focus)
        mask = self._connection.raw.get_setup().resource_id_mask
        windows = self._core.QueryTree(self._connection.root).reply().children
        own = [each for each in windows if each != focus and each & ~mask == focus & ~mask]
        return any(map(self._is_popup, own))

    def _is_popup(self, window: int) -> bool:
        with suppress(xcffib.xproto.WindowError):  # it was closed
            told = self._core.GetWindowAttributes(window).reply()
            return bool(told.override_redirect and told.map_state == MapState.Viewable)
        return False

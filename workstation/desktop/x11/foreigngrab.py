"""Whether another program holds the keyboard: every key is its own then, and no chord of ours is grabbed before it."""

# SPDX-License-Identifier: Apache-2.0

import xcffib
import xcffib.xinput
from xcffib.xinput import Device, DeviceType, GrabMode22
from xcffib.xproto import GrabStatus, WindowClass

from workstation.desktop.x11.connection import Connection

LASTING = 3.0
"""Seconds: an open menu holds the keyboard as well, for a moment."""


class ForeignGrab:
    """Asks by a grab that cannot be had, of a window that is never shown: the server looks at other grabs first.

    So nothing is taken from anybody, and no program hears of it. Grabs of `connection` itself are none.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._xi = connection.extension(xcffib.xinput.key, "XInputExtension")
        self._xi.XIQueryVersion(2, 2).reply()
        self._window = int(connection.raw.generate_id())
        connection.core.CreateWindow(0, self._window, connection.root, -1, -1, 1, 1, 0, WindowClass.InputOnly, 0, 0, [])
        masters = self._xi.XIQueryDevice(Device.AllMaster).reply().infos
        self._keyboards = [each.deviceid for each in masters if each.type == DeviceType.MasterKeyboard]
        self._since: float | None = None
        self._is_told = False

    def lasts(self, now: float) -> bool:
        """Say, once a time, that others have held the keyboard for LASTING seconds; `now` is a monotonic time."""
        if not self.is_held():
            self.forget()
            return False
        if self._since is None:
            self._since = now
        if self._is_told or now - self._since < LASTING:
            return False
        self._is_told = True
        return True

    def forget(self) -> None:
        """Begin anew with the next look."""
        self._since, self._is_told = None, False

    def is_held(self) -> bool:
        """Say whether another client holds a keyboard at this moment."""
        asked = [
            self._xi.XIGrabDevice(
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
            for keyboard in self._keyboards
        ]
        return any([each.reply().status == GrabStatus.AlreadyGrabbed for each in asked])  # noqa: C419 - every answer

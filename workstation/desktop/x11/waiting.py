"""Chords that wait: pressed while the focus may be on its way, they go nowhere until it is known where it went."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Sequence
from time import monotonic

from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.delays import Delays
from workstation.desktop.x11.keygrabs import Key
from workstation.desktop.x11.moving import Moving
from workstation.desktop.x11.thaw import Thaw


class Waiting:
    """What waits now, and until when; lives in the loop's thread."""

    def __init__(self, connection: Connection, wake_at: Callable[[float], None], thaw: Thaw) -> None:
        self._delays = Delays(connection)
        self._wake_at = wake_at
        self._thaw = thaw
        self._moving = Moving()
        self._presses: list[Event] = []

    def begin(self) -> None:
        """Take note that the focus may move from now on."""
        self._moving.begin(monotonic())
        self.sleep()

    def come(self) -> None:
        """Take note that a program told of the focus, and that it is being looked at."""
        self._moving.come(monotonic())
        self.sleep()

    def told(self, *, is_sensitive: bool) -> None:
        """Take note that a program told of the focus."""
        if self.is_moving():
            self._moving.tell(monotonic(), is_sensitive=is_sensitive)
            self.sleep()

    def is_moving(self) -> bool:
        """Say whether the focus may be on its way."""
        return not self._moving.is_over(monotonic())

    def sleep(self) -> None:
        """Have the loop wake up when it is over, as far as is known."""
        self._wake_at(self._moving.due())

    def delay(self, keys: Sequence[Key]) -> None:
        """Have `keys` wait from now on, where they would arrive."""
        self._delays.grab(keys)

    def free(self) -> None:
        """Have no more keys wait."""
        self._delays.free()

    def wait(self, press: Event) -> None:
        """Have `press` wait for `decide`."""
        if not self._presses:
            self._thaw.begin()
        self._presses.append(press)
        self._moving.wait(monotonic())
        self.sleep()

    def decide(self, on: Callable[[Event], None]) -> None:
        """Have each press that waits decided `on`."""
        presses, self._presses = self._presses, []
        for press in presses:
            on(press)
        self._thaw.end()
        self._moving.decided()
        if self.is_moving():
            self.sleep()

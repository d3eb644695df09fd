"""Holding keys and buttons: what would copy, paste, print, save or take a picture reaches no program."""

# SPDX-License-Identifier: Apache-2.0

from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.holding import Holding
from workstation.desktop.x11.loop import Loop
from workstation.desktop.x11.thaw import Thaw
from workstation.facts.observations import Paper
from workstation.facts.place import Field, Rect
from workstation.seat.ports import Post

REARM_EVERY = 1.0


class Keys:
    """The hand on keyboard and mouse. `hold_copying` returns once the server holds every chord.

    Grabs are made anew every second, so that a program that grabs the same keys after us does not stay before us.
    """

    def __init__(self, post: Post) -> None:
        connection = Connection()
        self._thaw = Thaw(connection)
        self._loop = Loop("keys", connection, post, every=REARM_EVERY)
        self._holding = Holding(connection, post, self._loop.wake_at, self._thaw)

    def start(self) -> None:
        """Begin to serve."""
        self._thaw.start()
        self._loop.start(self._holding)

    def stop(self) -> None:
        """Let everything go."""
        self._thaw.stop()
        self._loop.stop()

    def await_focus(self, *, is_wanted: bool = True) -> None:
        """Have copying chords wait from a gesture that may move the focus until `focus_told`, 0.9 s at most, or not.

        Then they are swallowed where they are held by that time, and reach their program where they are not.
        """
        self._loop.ask(lambda: self._holding.await_focus(is_wanted=is_wanted))

    def shown(self, *, is_sensitive: bool) -> None:
        """Take note whether the screen shows something sensitive; returns at once, from any thread.

        While it does, copying chords are held before anything moves the focus, since no gesture is quicker than that;
        where nothing moves they go on at once.
        """
        self._loop.tell(lambda: self._holding.shown(is_sensitive=is_sensitive))

    def focus_coming(self) -> None:
        """Take note that a program told of the focus, which is being looked at; returns at once, from any thread."""
        self._loop.tell(self._holding.focus_coming)

    def focus_told(self, field: Field | None) -> None:
        """Take note that a program told of the focus; returns at once, from any thread."""
        is_sensitive = field is not None and field.data_class is not None
        self._loop.tell(lambda: self._holding.focus_told(is_sensitive=is_sensitive))

    def hold_copying(self, field: Rect) -> None:
        """Hold the copying chords everywhere and the middle and right button inside `field`."""
        self._loop.ask(lambda: self._holding.hold_copying(field))

    def free_copying(self) -> None:
        """Let chords and buttons go."""
        self._loop.ask(self._holding.free_copying)

    def hold_capture_keys(self) -> None:
        """Hold the Print family, whoever had bound it before."""
        self._loop.ask(self._holding.hold_capture_keys)

    def free_capture_keys(self) -> None:
        """Let the Print family go."""
        self._loop.ask(self._holding.free_capture_keys)

    def hold_printing(self, chords: tuple[Paper, ...]) -> None:
        """Hold exactly the chords that do one of these."""
        self._loop.ask(lambda: self._holding.hold_printing(chords))

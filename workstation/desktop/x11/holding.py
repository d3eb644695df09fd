"""What is held of keys and buttons, and what becomes of each press."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

import xcffib.xinput
import xcffib.xproto

from workstation.desktop.x11.chords import CAPTURE, COPYING, PRINTING
from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.foreigngrab import ForeignGrab
from workstation.desktop.x11.heldchords import HeldChords
from workstation.desktop.x11.keygrabs import FIXED_POINT, KeyGrabs
from workstation.desktop.x11.stirs import Stirs
from workstation.desktop.x11.thaw import Thaw
from workstation.desktop.x11.waiting import Waiting
from workstation.facts.observations import ChordSwallowed, KeyboardTaken, Paper, Purpose
from workstation.facts.place import Rect
from workstation.seat.ports import Post

KEY_REPEAT = 1 << 16
FINDS_BACK = 1.0
BUTTONS: dict[int, tuple[str, Purpose]] = {2: ("middle button", "paste"), 3: ("right button", "menu")}


class Holding:
    """Holds, delays and lets go; lives in the thread that owns `connection`, which `wake_at` wakes."""

    def __init__(self, connection: Connection, post: Post, wake_at: Callable[[float], None], thaw: Thaw) -> None:
        self._connection = connection
        self._post = post
        self._grabs = KeyGrabs(connection)
        self._chords = HeldChords(connection, self._grabs)
        self._stirs = Stirs(connection)
        self._foreign = ForeignGrab(connection)
        self._waiting = Waiting(connection, wake_at, thaw)
        self._delayed = self._chords.keys_of(COPYING)
        self._field: Rect | None = None
        self._is_awaiting = False
        self._is_shown = False
        self._is_freeing = False
        self._disturbed_until = 0.0

    def hold_copying(self, field: Rect) -> None:
        """Hold the copying chords, and the buttons inside `field`."""
        already = self._field is not None
        self._field, self._is_freeing = field, False
        if not already:
            self._chords.hold(COPYING)
            self._hold_buttons()
            self._decide()

    def free_copying(self) -> None:
        """Let chords and buttons go; a while later where a swallowed chord may be why another focus is told.

        A key that is grabbed on the root window takes the focus from the program while it is down, and LibreOffice does
        not find back to where it was: that is found out half a second later.
        """
        if self._field is None:
            return
        self._is_freeing = self._is_awaiting and monotonic() < self._disturbed_until
        if self._is_freeing:
            return
        self._field = None
        self._foreign.forget()
        self._chords.free(COPYING)
        for button in BUTTONS:
            self._grabs.free_button(button)
        self._delay()

    def await_focus(self, *, is_wanted: bool) -> None:
        """Have copying chords wait for the focus, or wait no more."""
        if is_wanted == self._is_awaiting:
            return
        self._is_awaiting = is_wanted
        if is_wanted:
            self._stirs.listen(self._chords.keymap)
        else:
            self._stirs.ignore()
        self._delay()

    def shown(self, *, is_sensitive: bool) -> None:
        """Have them wait ahead while the screen shows something sensitive."""
        self._is_shown = is_sensitive
        self._delay()

    def focus_coming(self) -> None:
        """Have them wait while it is looked at where the focus is."""
        if self._is_awaiting:
            self._waiting.come()
            self._delay()

    def focus_told(self, *, is_sensitive: bool) -> None:
        """Let them go on once no more is told."""
        self._waiting.told(is_sensitive=is_sensitive)

    def hold_capture_keys(self) -> None:
        """Hold the Print family."""
        self._chords.hold(CAPTURE)

    def free_capture_keys(self) -> None:
        """Let the Print family go."""
        self._chords.free(CAPTURE)
        self._connection.flush()

    def hold_printing(self, chords: tuple[Paper, ...]) -> None:
        """Hold the chords of these purposes, let the other one's go."""
        self._chords.hold([each for each in PRINTING if each.purpose in chords and each not in self._chords])
        self._chords.free([each for each in PRINTING if each.purpose not in chords and each in self._chords])
        self._connection.flush()

    def handle(self, event: Event) -> None:
        """Say what was swallowed, decide on what waits, follow a changed keyboard."""
        match event:
            case _ if self._stirs.may_move(event):
                self._stirred()
            case xcffib.xinput.KeyPressEvent() if event.event != self._connection.root:
                self._waiting.wait(event)
                if self._field is not None or not self._waiting.is_moving():
                    self._decide()
            case xcffib.xinput.KeyPressEvent():
                self._disturbed(is_repeat=bool(event.flags & KEY_REPEAT))
                self._swallowed(event)
            case xcffib.xproto.KeyPressEvent():
                self._disturbed()
                self._tell(event.detail, event.state)
            case xcffib.xinput.ButtonPressEvent():
                self._clicked(event)
            case xcffib.xproto.MappingNotifyEvent() if event.request == xcffib.xproto.Mapping.Keyboard:
                self._follow_keyboard()

    def beat(self) -> None:
        """Put our grabs before those that others made meanwhile; let go what waited long enough."""
        self._chords.rearm()
        if self._field is not None:
            self._hold_buttons()
            if self._foreign.lasts(monotonic()):
                self._post(KeyboardTaken(at=datetime.now(UTC)))
        if self._is_freeing:
            self.free_copying()
        if self._waiting.is_moving():
            self._waiting.sleep()
        else:
            self._decide()

    def _hold_buttons(self) -> None:
        for button in BUTTONS:
            self._grabs.hold_button(button)

    def _disturbed(self, *, is_repeat: bool = False) -> None:
        """Take note of a swallowed chord; what is being let go of already is not held for longer by it."""
        if not (is_repeat or self._is_freeing):
            self._disturbed_until = monotonic() + FINDS_BACK

    def _stirred(self) -> None:
        self._waiting.begin()
        self._disturbed_until = 0.0
        if self._is_freeing:
            self.free_copying()
        self._delay()

    def _delay(self) -> None:
        """Have the chords wait while the focus moves, and ahead of that, unless they are held."""
        is_wanted = self._is_awaiting and (self._waiting.is_moving() or self._is_shown)
        if self._field is None and is_wanted:
            self._waiting.delay(self._delayed)
        else:
            self._waiting.free()

    def _decide(self) -> None:
        """Swallow what waits where the chords are held, replay it where not."""
        self._waiting.decide(self._swallow if self._field is not None else self._grabs.replay)
        self._delay()

    def _swallow(self, press: Event) -> None:
        self._grabs.swallow(press)
        self._swallowed(press)

    def _swallowed(self, press: Event) -> None:
        if not press.flags & KEY_REPEAT:
            self._tell(press.detail, press.mods.effective)

    def _tell(self, keycode: int, state: int) -> None:
        if chord := self._chords.pressed(keycode, state):
            self._post(ChordSwallowed(at=datetime.now(UTC), chord=chord.name, purpose=chord.purpose))

    def _follow_keyboard(self) -> None:
        self._chords.follow_keyboard()
        self._delayed = self._chords.keys_of(COPYING)
        self._stirs.follow(self._chords.keymap)
        self._delay()

    def _clicked(self, press: Event) -> None:
        inside = self._field is not None and self._field.contains(
            press.root_x >> FIXED_POINT, press.root_y >> FIXED_POINT
        )
        if not inside:
            self._grabs.replay(press)
            return
        self._grabs.swallow(press)
        chord, purpose = BUTTONS[press.detail]
        self._post(ChordSwallowed(at=datetime.now(UTC), chord=chord, purpose=purpose))

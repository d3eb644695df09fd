"""Holding keys and buttons: what would copy, paste or take a picture reaches no program."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from datetime import UTC, datetime

import xcffib.xinput
import xcffib.xproto

from workstation.desktop.x11.chords import CAPTURE, COPYING, Chord, Purpose
from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.keygrabs import FIXED_POINT, Key, KeyGrabs
from workstation.desktop.x11.keymap import Keymap
from workstation.desktop.x11.loop import Loop
from workstation.facts.observations import ChordSwallowed
from workstation.facts.place import Rect
from workstation.seat.ports import Post

KEY_REPEAT = 1 << 16
REARM_EVERY = 1.0
BUTTONS: dict[int, tuple[str, Purpose]] = {2: ("middle button", "paste"), 3: ("right button", "menu")}


class Keys:
    """The hand on keyboard and mouse. `hold_copying` returns once the server holds every chord.

    Grabs are made anew every second, so that a program that grabs the same keys after us does not stay before us.
    """

    def __init__(self, post: Post) -> None:
        connection = Connection()
        self._holding = Holding(connection, post)
        self._loop = Loop("keys", connection, post, every=REARM_EVERY)

    def start(self) -> None:
        """Begin to serve."""
        self._loop.start(self._holding)

    def stop(self) -> None:
        """Let everything go."""
        self._loop.stop()

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


class Holding:
    """What is held now; lives in the loop's thread."""

    def __init__(self, connection: Connection, post: Post) -> None:
        self._connection = connection
        self._post = post
        self._grabs = KeyGrabs(connection)
        self._keymap = Keymap(connection)
        self._held: tuple[Chord, ...] = ()
        self._field: Rect | None = None

    def hold_copying(self, field: Rect) -> None:
        """Hold the copying chords, and the buttons inside `field`."""
        already = self._field is not None
        self._field = field
        if not already:
            self._hold(COPYING)
            self._hold_buttons()

    def free_copying(self) -> None:
        """Let chords and buttons go."""
        if self._field is None:
            return
        self._field = None
        self._free(COPYING)
        for button in BUTTONS:
            self._grabs.free_button(button)
        self._connection.flush()

    def hold_capture_keys(self) -> None:
        """Hold the Print family."""
        self._hold(CAPTURE)

    def free_capture_keys(self) -> None:
        """Let the Print family go."""
        self._free(CAPTURE)
        self._connection.flush()

    def handle(self, event: Event) -> None:
        """Say what was swallowed, decide on waiting clicks, follow a changed keyboard."""
        match event:
            case xcffib.xinput.KeyPressEvent():
                if not event.flags & KEY_REPEAT:
                    self._swallowed(event.detail, event.mods.effective)
            case xcffib.xproto.KeyPressEvent():
                self._swallowed(event.detail, event.state)
            case xcffib.xinput.ButtonPressEvent():
                self._clicked(event)
            case xcffib.xproto.MappingNotifyEvent() if event.request == xcffib.xproto.Mapping.Keyboard:
                self._follow_keyboard()

    def beat(self) -> None:
        """Put our grabs before those that others made meanwhile."""
        self._hold(self._held)
        if self._field is not None:
            self._hold_buttons()

    def _hold(self, chords: Sequence[Chord]) -> None:
        self._grabs.hold_keys(self._keys_of(chords))
        self._held += tuple(chord for chord in chords if chord not in self._held)

    def _free(self, chords: Sequence[Chord]) -> None:
        self._held = tuple(chord for chord in self._held if chord not in chords)
        self._grabs.free_keys(self._keys_of(chords))

    def _keys_of(self, chords: Sequence[Chord]) -> list[Key]:
        return [(keycode, chord.masks()) for chord in chords for keycode in chord.keycodes(self._keymap)]

    def _hold_buttons(self) -> None:
        for button in BUTTONS:
            self._grabs.hold_button(button)

    def _follow_keyboard(self) -> None:
        held = self._held
        self._free(held)
        self._keymap = Keymap(self._connection)
        self._hold(held)

    def _swallowed(self, keycode: int, state: int) -> None:
        for chord in self._held:
            if keycode in chord.keycodes(self._keymap) and chord.matches(state):
                self._post(ChordSwallowed(at=datetime.now(UTC), chord=chord.name, purpose=chord.purpose))
                return

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

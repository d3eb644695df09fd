"""Which chords are held on the root window, and which keys those are under the keyboard's mapping."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

from workstation.desktop.x11.chords import Chord
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.keygrabs import Key, KeyGrabs
from workstation.desktop.x11.keymap import Keymap


class HeldChords:
    """Grabs of chords that follow the keyboard; lives in one thread, with its connection."""

    def __init__(self, connection: Connection, grabs: KeyGrabs) -> None:
        self._connection = connection
        self._grabs = grabs
        self._held: tuple[Chord, ...] = ()
        self.keymap = Keymap(connection)

    def __contains__(self, chord: Chord) -> bool:
        return chord in self._held

    def hold(self, chords: Sequence[Chord]) -> None:
        """Hold `chords` as well."""
        self._grabs.hold_keys(self._keys_of(chords))
        self._held += tuple(chord for chord in chords if chord not in self._held)

    def free(self, chords: Sequence[Chord]) -> None:
        """Let `chords` go."""
        self._held = tuple(chord for chord in self._held if chord not in chords)
        self._grabs.free_keys(self._keys_of(chords))

    def rearm(self) -> None:
        """Put our grabs before those that others made meanwhile."""
        self.hold(self._held)

    def follow_keyboard(self) -> None:
        """Hold the same chords under the mapping as it is now."""
        held = self._held
        self.free(held)
        self.keymap = Keymap(self._connection)
        self.hold(held)

    def pressed(self, keycode: int, state: int) -> Chord | None:
        """Return the held chord that a press is; None where it is none of them."""
        for chord in self._held:
            if keycode in chord.keycodes(self.keymap) and chord.matches(state):
                return chord
        return None

    def keys_of(self, chords: Sequence[Chord]) -> tuple[Key, ...]:
        """Return the keys of `chords`, each one once."""
        merged: dict[int, tuple[int, ...]] = {}
        for keycode, masks in self._keys_of(chords):
            merged[keycode] = (*merged.get(keycode, ()), *masks)
        return tuple(merged.items())

    def _keys_of(self, chords: Sequence[Chord]) -> list[Key]:
        return [(keycode, chord.masks()) for chord in chords for keycode in chord.keycodes(self.keymap)]

"""Which key means what: the server's keyboard mapping, read both ways."""

# SPDX-License-Identifier: Apache-2.0

from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.keysyms import capital, is_letter_key

SHIFT, LOCK, CONTROL, ALT, SUPER = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 6
GROUP_SHIFT, GROUP_MASK = 13, 0b11
NUM_LOCK, LEVEL_THREE = 0xFF7F, 0xFE03
KEYPAD = range(0xFF80, 0xFFBE)
GROUPS = 2


class Keymap:
    """The mapping as it was when it was read; read a new one after MappingNotify."""

    def __init__(self, connection: Connection) -> None:
        setup = connection.raw.setup
        self._first = setup.min_keycode
        with x_errors("reading the keyboard"):
            answer = connection.core.GetKeyboardMapping(self._first, setup.max_keycode - self._first + 1).reply()
            modifiers = connection.core.GetModifierMapping().reply()
        self._columns = answer.keysyms_per_keycode
        self._keysyms = list(answer.keysyms)
        per_modifier = modifiers.keycodes_per_modifier
        self._modifiers = {code: 1 << (index // per_modifier) for index, code in enumerate(modifiers.keycodes) if code}
        self._keycodes = self._by_keysym()
        self._num_lock = self._mask_of(NUM_LOCK)
        self._level_three = self._mask_of(LEVEL_THREE)

    def keycodes(self, keysym: int) -> tuple[int, ...]:
        """Return every keycode that yields `keysym` in any group or level."""
        return self._keycodes.get(keysym, ())

    def keysym(self, keycode: int, state: int) -> int:
        """Return what a press of `keycode` means with the modifiers and the group in `state`; 0 where nothing."""
        plain, shifted = self._levels(keycode, state)
        if self._num_lock & state and shifted in KEYPAD:
            return plain if state & SHIFT else shifted
        is_shifted, is_locked = bool(state & SHIFT), bool(state & LOCK)
        if is_locked and is_letter_key(plain, shifted):
            return plain if is_shifted else shifted
        chosen = shifted if is_shifted else plain
        return capital(chosen) if is_locked else chosen

    def _levels(self, keycode: int, state: int) -> tuple[int, int]:
        """Return the two levels that Shift chooses from; a third layout reads as the second (the core mapping's limit).

        The core mapping lists two levels of group 1, two of group 2, then the third and fourth levels of both.
        """
        group = min(state >> GROUP_SHIFT & GROUP_MASK, GROUPS - 1)
        row = (keycode - self._first) * self._columns
        column = 2 * (group + GROUPS if state & self._level_three else group)
        if column + 1 >= self._columns:
            return self._levels(keycode, SHIFT & state)
        plain, shifted = self._keysyms[row + column : row + column + 2]
        return plain, shifted or plain

    def _by_keysym(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, set[int]] = {}
        for index, keysym in enumerate(self._keysyms):
            found.setdefault(keysym, set()).add(self._first + index // self._columns)
        return {keysym: tuple(sorted(codes)) for keysym, codes in found.items() if keysym}

    def _mask_of(self, keysym: int) -> int:
        mask = 0
        for code in self.keycodes(keysym):
            mask |= self._modifiers.get(code, 0)
        return mask

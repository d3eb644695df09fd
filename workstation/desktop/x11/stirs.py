"""What may move the focus: clicks and keys, told by the server without being held, and another active window."""

# SPDX-License-Identifier: Apache-2.0

import xcffib.xinput
import xcffib.xproto
from xcffib.xinput import Device, XIEventMask
from xcffib.xproto import CW, EventMask

from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.keymap import Keymap

ACTIVE_WINDOW = "_NET_ACTIVE_WINDOW"
BUTTONS = (1, 2, 3)
# Tab, Return, Escape, the arrows, Page Up and Down, Enter of the keypad, F6; Alt, which a letter or Tab follows. The
# keypad's arrows are digits to most people, who type numbers with them.
KEYSYMS = (
    0xFF09,
    0xFE20,
    0xFF0D,
    0xFF1B,
    *range(0xFF51, 0xFF57),
    0xFF8D,
    0xFFC3,
    0xFFE9,
    0xFFEA,
)


class Stirs:
    """Listens on one connection. Of keys it is known which ones were pressed, and nothing is kept of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._active_window = connection.atom(ACTIVE_WINDOW)
        self._keycodes: frozenset[int] = frozenset()

    def listen(self, keymap: Keymap) -> None:
        """Have the server tell of clicks, keys and the active window, of keys as `keymap` has them."""
        self.follow(keymap)
        self._select(XIEventMask.RawKeyPress | XIEventMask.RawButtonPress, EventMask.PropertyChange)

    def ignore(self) -> None:
        """Have it tell of nothing."""
        self._select(0, EventMask.NoEvent)

    def follow(self, keymap: Keymap) -> None:
        """Go by another mapping of the keyboard."""
        self._keycodes = frozenset(code for keysym in KEYSYMS for code in keymap.keycodes(keysym))

    def _select(self, raw: int, of_root: int) -> None:
        masks = [xcffib.xinput.EventMask.synthetic(Device.AllMaster, 1, [raw])]
        self._connection.raw(xcffib.xinput.key).XISelectEvents(self._connection.root, len(masks), masks)
        self._connection.core.ChangeWindowAttributes(self._connection.root, CW.EventMask, [of_root])
        self._connection.flush()

    def may_move(self, event: Event) -> bool:
        """Say whether the focus may go elsewhere by what `event` tells of."""
        match event:
            case xcffib.xinput.RawKeyPressEvent():
                return event.detail in self._keycodes
            case xcffib.xinput.RawButtonPressEvent():
                return event.detail in BUTTONS
            case xcffib.xproto.PropertyNotifyEvent():
                return bool(event.atom == self._active_window)
            case _:
                return False

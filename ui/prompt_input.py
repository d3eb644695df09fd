"""What the shield passes on: keys and clicks as lines of JSON, strictly parsed, and the Qt keys that they mean."""

# SPDX-License-Identifier: Apache-2.0

from typing import TypeVar

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from workstation.record.malformed import MALFORMED

SHIFT, CONTROL, ALT = 1, 4, 8
NAMED = {
    0xFF08: Qt.Key.Key_Backspace,
    0xFF09: Qt.Key.Key_Tab,
    0xFE20: Qt.Key.Key_Backtab,
    0xFF0D: Qt.Key.Key_Return,
    0xFF8D: Qt.Key.Key_Enter,
    0xFF1B: Qt.Key.Key_Escape,
    0xFF50: Qt.Key.Key_Home,
    0xFF51: Qt.Key.Key_Left,
    0xFF52: Qt.Key.Key_Up,
    0xFF53: Qt.Key.Key_Right,
    0xFF54: Qt.Key.Key_Down,
    0xFF57: Qt.Key.Key_End,
    0xFFFF: Qt.Key.Key_Delete,
}
KEYPAD = dict(zip(range(0xFFB0, 0xFFBA), "0123456789", strict=True))
KEYPAD_WITHOUT_NUMLOCK = dict(
    zip(
        (0xFF9E, 0xFF9C, 0xFF99, 0xFF9B, 0xFF96, 0xFF9D, 0xFF98, 0xFF95, 0xFF97, 0xFF9A),
        "0123456789",
        strict=True,
    )
)
CHARSETS = {0x01: "iso8859-2", 0x02: "iso8859-3", 0x03: "iso8859-4", 0x06: "koi8-r"}
UNICODE = 0x01000000


class KeyPressed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key as the X server names it: keysym and the modifiers held."""

    keysym: int
    state: int


class Clicked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The main button was pressed here, in pixels of the root window."""

    x: int
    y: int


Line = TypeVar("Line", KeyPressed, Clicked)


def parse_line(untrusted: bytes) -> KeyPressed | Clicked | None:
    """Return what one line says, None where it is neither a key nor a click."""
    return _parsed(untrusted, KeyPressed) or _parsed(untrusted, Clicked)


def key_press(pressed: KeyPressed) -> QKeyEvent | None:
    """Return the Qt key; None for chords, modifiers and keys that mean nothing in a prompt."""
    if pressed.state & (CONTROL | ALT):
        return None
    named = NAMED.get(pressed.keysym)
    if named is Qt.Key.Key_Tab and pressed.state & SHIFT:
        named = Qt.Key.Key_Backtab
    if named is not None:
        return QKeyEvent(QEvent.Type.KeyPress, named, Qt.KeyboardModifier.NoModifier)
    text = _text(pressed.keysym)
    if not text.isprintable() or not text:
        return None
    return QKeyEvent(QEvent.Type.KeyPress, _key(text), Qt.KeyboardModifier.NoModifier, text)


def _parsed(untrusted: bytes, kind: type[Line]) -> Line | None:
    try:
        return msgspec.json.decode(untrusted, type=kind)
    except MALFORMED:
        return None


def _key(text: str) -> Qt.Key:
    return Qt.Key.Key_Space if text == " " else Qt.Key.Key_unknown


def _text(keysym: int) -> str:
    """Return the character of a keysym, "" where it has none. Latin-1 and Unicode keysyms carry it themselves."""
    digit = KEYPAD.get(keysym) or KEYPAD_WITHOUT_NUMLOCK.get(keysym)
    if digit is not None:
        return digit
    if 0x20 <= keysym <= 0xFF:  # noqa: PLR2004 - Latin-1
        return chr(keysym)
    if UNICODE < keysym <= UNICODE + 0x10FFFF:
        return chr(keysym - UNICODE)
    charset = CHARSETS.get(keysym >> 8)
    return bytes([keysym & 0xFF]).decode(charset, "ignore") if charset else ""

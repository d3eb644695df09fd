"""What the shield passes on: keys and clicks as lines of JSON, strictly parsed, and the Qt keys that they mean."""

# SPDX-License-Identifier: Apache-2.0

import unicodedata
from typing import TypeVar

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from workstation.desktop.x11.keysyms import character
from workstation.record.malformed import MALFORMED

SHIFT, LOCK, CONTROL, ALT = 1, 2, 4, 8
CAPS_LOCK = 0xFFE5
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
    0xFFBE: Qt.Key.Key_F1,
    0xFFBF: Qt.Key.Key_F2,
    0xFFC0: Qt.Key.Key_F3,
}


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
    text = _plain(character(pressed.keysym))
    return typed(text) if text and text.isprintable() else None


def typed(text: str) -> QKeyEvent:
    """Return the key that types one character."""
    return QKeyEvent(QEvent.Type.KeyPress, _key(text), Qt.KeyboardModifier.NoModifier, text)


def is_caps_lock(pressed: KeyPressed) -> bool:
    """Say whether Caps Lock is on once this key is pressed; its own key turns it over."""
    return bool(pressed.state & LOCK) is not (pressed.keysym == CAPS_LOCK)


def _parsed(untrusted: bytes, kind: type[Line]) -> Line | None:
    try:
        return msgspec.json.decode(untrusted, type=kind)
    except MALFORMED:
        return None


def _plain(text: str) -> str:
    """Return one space for every kind of space: layouts have no-break ones beside it, which nobody means."""
    return " " if text and unicodedata.category(text) == "Zs" else text


def _key(text: str) -> Qt.Key:
    return Qt.Key.Key_Space if text == " " else Qt.Key.Key_unknown

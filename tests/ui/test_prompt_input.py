"""What the shield passes on becomes keys, and nothing else does."""

# SPDX-License-Identifier: Apache-2.0

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from ui.prompt_input import ALT, CONTROL, SHIFT, Clicked, KeyPressed, key_press, parse_line

KEYSYMS = st.integers(min_value=-1, max_value=0x02000000)


@pytest.mark.parametrize(
    ("keysym", "text"),
    [
        (ord("a"), "a"),
        (ord("7"), "7"),
        (0xFFB7, "7"),
        (0xFF95, "7"),
        (0xFFB0, "0"),
        (0xE9, "é"),
        (0x1B3, "ł"),
        (0x6C1, "а"),  # noqa: RUF001 - Cyrillic on purpose
        (0x01000133, "ĳ"),
    ],
)
def test_a_keysym_types_its_character(keysym: int, text: str) -> None:
    event = key_press(KeyPressed(keysym=keysym, state=0))
    assert event is not None
    assert event.text() == text


@pytest.mark.parametrize(
    ("keysym", "state", "key"),
    [
        (0xFF08, 0, Qt.Key.Key_Backspace),
        (0xFF8D, 0, Qt.Key.Key_Enter),
        (0xFF09, 0, Qt.Key.Key_Tab),
        (0xFF09, SHIFT, Qt.Key.Key_Backtab),
        (0xFE20, SHIFT, Qt.Key.Key_Backtab),
        (ord(" "), 0, Qt.Key.Key_Space),
    ],
)
def test_a_named_key_is_that_key(keysym: int, state: int, key: Qt.Key) -> None:
    event = key_press(KeyPressed(keysym=keysym, state=state))
    assert event is not None
    assert event.key() == key


@pytest.mark.parametrize("held", [CONTROL, ALT, CONTROL | SHIFT])
def test_a_chord_reaches_no_field(held: int) -> None:
    assert key_press(KeyPressed(keysym=ord("v"), state=held)) is None


@pytest.mark.parametrize("keysym", [0xFFE1, 0xFFE5, 0xFFBE, 0x1008FF13, 0])
def test_modifiers_and_media_keys_mean_nothing(keysym: int) -> None:
    assert key_press(KeyPressed(keysym=keysym, state=0)) is None


@given(keysym=KEYSYMS, state=st.integers())
def test_no_keysym_breaks_the_prompt(keysym: int, state: int) -> None:
    event = key_press(KeyPressed(keysym=keysym, state=state))
    assert event is None or len(event.text()) <= 1


@given(untrusted=st.binary())
def test_no_line_breaks_the_prompt(untrusted: bytes) -> None:
    assert parse_line(untrusted) is None or b"{" in untrusted


@given(x=st.integers(0, 10_000), y=st.integers(0, 10_000))
def test_a_click_is_read_as_it_was_written(x: int, y: int) -> None:
    assert parse_line(json.dumps({"x": x, "y": y}).encode()) == Clicked(x=x, y=y)


def test_a_line_with_anything_more_is_refused() -> None:
    assert parse_line(b'{"keysym": 97, "state": 0}') == KeyPressed(keysym=97, state=0)
    assert parse_line(b'{"keysym": 97, "state": 0, "text": "a"}') is None
    assert parse_line(b'{"keysym": "97", "state": 0}') is None

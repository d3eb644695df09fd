"""What the shield passes on becomes keys, and nothing else does."""

# SPDX-License-Identifier: Apache-2.0

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from ui.prompt_deadkeys import DEAD, DeadKeys
from ui.prompt_input import (
    ALT,
    CAPS_LOCK,
    CONTROL,
    LOCK,
    SHIFT,
    Clicked,
    KeyPressed,
    is_caps_lock,
    key_press,
    parse_line,
)

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
        (ord("A"), "A"),
        (ord("#"), "#"),
        (ord("\\"), "\\"),
        (0x20AC, "€"),
        (0x13BD, "œ"),
        (0x7F2, "\N{GREEK SMALL LETTER SIGMA}"),
        (0x7F3, "\N{GREEK SMALL LETTER FINAL SIGMA}"),
        (0xCE0, "א"),
        (0xDA1, "ก"),
        (0xA0, " "),
        (0x0100202F, " "),
        (0xFF80, " "),
        (0xFFAA, "*"),
        (0xFFAB, "+"),
        (0xFFAC, ","),
        (0xFFAD, "-"),
        (0xFFAE, "."),
        (0xFFAF, "/"),
        (0x6A6, "\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}"),
        (0x6BD, "\N{CYRILLIC CAPITAL LETTER GHE WITH UPTURN}"),
        (0x7B1, "\N{GREEK SMALL LETTER ALPHA WITH TONOS}"),
        (0x7D2, "\N{GREEK CAPITAL LETTER SIGMA}"),
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
        (0xA0, 0, Qt.Key.Key_Space),
    ],
)
def test_a_named_key_is_that_key(keysym: int, state: int, key: Qt.Key) -> None:
    event = key_press(KeyPressed(keysym=keysym, state=state))
    assert event is not None
    assert event.key() == key


@pytest.mark.parametrize("held", [CONTROL, ALT, CONTROL | SHIFT])
def test_a_chord_reaches_no_field(held: int) -> None:
    assert key_press(KeyPressed(keysym=ord("v"), state=held)) is None


@pytest.mark.parametrize("keysym", [0xFFE1, 0xFFE5, 0xFFC1, 0x1008FF13, 0])
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


GRAVE, ACUTE, TILDE, SHIFT_KEY, BACKSPACE, TAB = 0xFE50, 0xFE51, 0xFE53, 0xFFE1, 0xFF08, 0xFF09
BELOW_DOT, HOOK, STROKE = 0xFE60, 0xFE61, 0xFE63


def typed_by(*keysyms: int) -> str:
    """Return what these keys type, one after the other; a key without a text by its number."""
    keys = DeadKeys()
    events = [event for keysym in keysyms for event in keys.keys(KeyPressed(keysym=keysym, state=0))]
    return "".join(event.text() or f"<{Qt.Key(event.key()).name}>" for event in events)


@pytest.mark.parametrize(
    ("keysyms", "text"),
    [
        ((ACUTE, ord("e")), "é"),
        ((TILDE, ord("n")), "ñ"),
        ((TILDE, SHIFT_KEY, ord("N")), "Ñ"),
        ((0xFE57, ord("u"), ord("e")), "üe"),
        ((0xFE5B, ord("c")), "ç"),
        ((ACUTE, ord(" ")), "'"),
        ((GRAVE, ord(" "), ord("a")), "`a"),
        ((TILDE, TILDE, ord("a")), "~a"),
        ((ACUTE, ACUTE), "\N{ACUTE ACCENT}"),
        ((0xFE57, 0xFE57), "\N{DIAERESIS}"),
        ((0xFE57, ord(" ")), '"'),
        ((ACUTE, 0xA0), "'"),
        ((BELOW_DOT, ord("a")), "ạ"),
        ((HOOK, ord("o")), "ỏ"),
        ((STROKE, ord("l")), "ł"),
        ((STROKE, ord("D")), "Đ"),
        ((STROKE, ord("k")), "/k"),
        ((STROKE, STROKE), "/"),
        ((ACUTE, TILDE), "'~"),
        ((ACUTE, ord("t")), "'t"),
        ((ACUTE, BACKSPACE, ord("e")), "e"),
        ((ACUTE, TAB, ord("e")), "<Key_Tab>e"),
        ((ord("a"), BACKSPACE), "a<Key_Backspace>"),
    ],
)
def test_a_dead_key_waits_for_its_letter(keysyms: tuple[int, ...], text: str) -> None:
    assert typed_by(*keysyms) == text


@given(st.lists(st.sampled_from([*DEAD, ord("a"), ord("7"), ord(" "), SHIFT_KEY]), max_size=12))
def test_no_order_of_dead_keys_breaks_the_prompt_or_loses_a_digit(keysyms: list[int]) -> None:
    assert typed_by(*keysyms).count("7") == keysyms.count(ord("7"))


@pytest.mark.parametrize(
    ("keysym", "state", "is_on"),
    [
        (ord("a"), 0, False),
        (ord("A"), LOCK, True),
        (ord("A"), SHIFT, False),
        (CAPS_LOCK, 0, True),
        (CAPS_LOCK, LOCK, False),
    ],
)
def test_caps_lock_is_known_from_every_key(keysym: int, state: int, *, is_on: bool) -> None:
    assert is_caps_lock(KeyPressed(keysym=keysym, state=state)) is is_on

"""What Caps Lock makes of a key, for every key there is."""

# SPDX-License-Identifier: Apache-2.0

from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop.x11.keysyms import UNICODE, capital, character

KEYSYMS = st.integers(0, 0xFFFF) | st.integers(UNICODE, UNICODE + 0x10FFFF)


@given(KEYSYMS)
def test_caps_lock_makes_a_capital_or_leaves_the_key_alone(keysym: int) -> None:
    made = capital(keysym)
    assert made == keysym or character(made) == character(keysym).upper()
    assert capital(made) == made


@given(st.characters(categories=["Ll"]).filter(lambda letter: letter.upper().lower() == letter))
def test_every_letter_that_has_a_capital_gets_it(letter: str) -> None:
    large = letter.upper()
    assert character(capital(UNICODE + ord(letter))) == (large if len(large) == 1 else letter)

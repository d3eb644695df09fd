"""Recovery codes: how they look, and how they may be typed."""

# SPDX-License-Identifier: Apache-2.0

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.credentials.crockford import DIGITS, LETTERS
from workstation.credentials.recovery import new_recovery_code, recovery_symbols

CODES = st.builds(
    str.__add__, st.sampled_from(LETTERS), st.text(st.sampled_from(DIGITS + LETTERS), min_size=11, max_size=11)
)


def test_a_code_has_three_groups_of_four_begins_with_a_letter_and_is_hard_to_guess() -> None:
    codes = {new_recovery_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch("[A-Z][0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}", code) for code in codes)
    assert not set("ILOU").intersection("".join(codes))
    assert len(LETTERS) * len(DIGITS + LETTERS) ** 11 > 2**59


@given(code=CODES, dashes=st.lists(st.integers(0, 12), max_size=4), is_small=st.booleans())
def test_dashes_and_case_do_not_matter(code: str, dashes: list[int], *, is_small: bool) -> None:
    typed = code.lower() if is_small else code
    for at in sorted(dashes, reverse=True):
        typed = f"{typed[:at]}-{typed[at:]}"
    assert recovery_symbols(typed) == code


def test_a_letter_that_looks_like_a_digit_is_taken_for_it() -> None:
    assert recovery_symbols("ABCD-OIL0-1111") == "ABCD01101111"


@pytest.mark.parametrize(
    "typed", ["", "123456", "ABCD-2345-EFG", "ABCD-2345-EFGH-J", "ABCD-2345-EFG!", "1BCD-2345-EFGH", "ÅBCD2345EFGH"]
)
def test_what_is_no_recovery_code_has_no_symbols(typed: str) -> None:
    assert recovery_symbols(typed) == ""


@given(st.text(max_size=20))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    assert len(recovery_symbols(typed)) in (0, 12)

"""Passwords as RFC 9106 keeps them, and as people type them."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.credentials.password import hash_password, is_password, prepared
from workstation.errors import CredentialError

# "password" under the salt "somesalt", from the tests of the reference implementation (P-H-C/phc-winner-argon2).
REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
KEPT = hash_password("four brown envelopes")


def test_the_function_is_that_of_the_standard() -> None:
    of_rfc_9106 = Argon2id(
        salt=bytes([2] * 16),
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        secret=bytes([3] * 8),
        ad=bytes([4] * 12),
    )
    tag = of_rfc_9106.derive(bytes([1] * 32))
    assert tag.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_a_hash_that_another_program_made_with_other_parameters_is_understood() -> None:
    assert is_password("password", REFERENCE)
    assert not is_password("passwore", REFERENCE)


def test_what_is_kept_names_the_second_recommended_parameters_and_no_two_are_the_same() -> None:
    assert KEPT.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert hash_password("four brown envelopes") != KEPT
    assert is_password("four brown envelopes", KEPT)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=300))
def test_only_the_password_itself_is_accepted(guess: str) -> None:
    assert is_password(guess, KEPT) == (prepared(guess) == "four brown envelopes")


@pytest.mark.parametrize("longer", ["four brown envelopes ", "four brown envelopes\0", "four brown envelopes" * 20])
def test_nothing_is_cut_off(longer: str) -> None:
    assert not is_password(longer, KEPT)


def test_one_password_typed_at_two_keyboards_is_the_same() -> None:
    assert is_password("four\N{NO-BREAK SPACE}brown envelopes", KEPT)
    assert is_password("cafe\N{COMBINING ACUTE ACCENT} of the port", hash_password("café of the port"))


@given(st.text())
def test_preparing_twice_changes_nothing(text: str) -> None:
    assert prepared(prepared(text)) == prepared(text)


@pytest.mark.parametrize("guess", ["", "four brown envelopes", "\0"])
def test_who_has_no_password_is_never_right(guess: str) -> None:
    assert not is_password(guess, "")


@pytest.mark.parametrize("damaged", ["rubbish", "$2b$12$abcdefghijklmnopqrstuv"])
def test_what_is_no_hash_is_an_error_and_not_a_wrong_password(damaged: str) -> None:
    with pytest.raises(CredentialError, match="damaged"):
        is_password("four brown envelopes", damaged)

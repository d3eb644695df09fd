"""Sealed secrets open only as what they were sealed as."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.credentials.sealing import new_sealing_key, seal, unseal
from workstation.errors import CredentialError

KEY = new_sealing_key()


@given(about=st.text(max_size=20), secret=st.binary(max_size=64))
def test_a_sealed_secret_opens_again(about: str, secret: bytes) -> None:
    assert unseal(KEY, about, seal(KEY, about, secret)) == secret


@given(at=st.integers(0, 12 + 6 + 16 - 1), flip=st.integers(1, 255))
def test_any_changed_byte_keeps_it_shut(at: int, flip: int) -> None:
    sealed = bytearray(seal(KEY, "agent", b"secret"))
    sealed[at] ^= flip
    with pytest.raises(CredentialError):
        unseal(KEY, "agent", bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"short"])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CredentialError):
        unseal(KEY, "agent", sealed)


def test_another_subject_or_key_does_not_open_it() -> None:
    sealed = seal(KEY, "agent", b"secret")
    with pytest.raises(CredentialError):
        unseal(KEY, "another", sealed)
    with pytest.raises(CredentialError):
        unseal(new_sealing_key(), "agent", sealed)


def test_the_same_secret_looks_different_each_time() -> None:
    assert seal(KEY, "agent", b"secret") != seal(KEY, "agent", b"secret")

"""Receipts and enrolment tokens: what crosses between people and machines, and is checked on arrival."""

# SPDX-License-Identifier: Apache-2.0

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import receipt_body
from workstation.errors import StoreError
from workstation.record.enrolmenttoken import EnrolmentToken, parse_enrolment_token
from workstation.record.receipt import Receipt, sign_receipt, verify_receipt

KEY = Ed25519PrivateKey.generate()
BODY = receipt_body("seat", 7, bytes(32))
RECEIPT = sign_receipt(KEY, BODY)


def test_a_receipt_says_what_was_signed() -> None:
    assert verify_receipt(KEY.public_key(), RECEIPT) == BODY


@given(at=st.integers(0, len(RECEIPT.body) - 1), flip=st.integers(1, 255))
def test_a_receipt_with_any_changed_byte_is_refused(at: int, flip: int) -> None:
    changed = bytearray(RECEIPT.body)
    changed[at] ^= flip
    with pytest.raises(StoreError):
        verify_receipt(KEY.public_key(), Receipt(body=bytes(changed), signature=RECEIPT.signature))


def test_a_receipt_of_another_store_is_refused() -> None:
    with pytest.raises(StoreError, match="not signed by the enrolled store"):
        verify_receipt(Ed25519PrivateKey.generate().public_key(), RECEIPT)


def test_a_signature_over_something_else_is_no_receipt() -> None:
    bare = msgspec.msgpack.encode(BODY)
    with pytest.raises(StoreError):
        verify_receipt(KEY.public_key(), Receipt(body=bare, signature=KEY.sign(bare)))


def test_signed_nonsense_is_refused() -> None:
    nonsense = sign_receipt(KEY, {"no": "receipt"})  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="not valid"):
        verify_receipt(KEY.public_key(), nonsense)


@given(st.binary(min_size=32, max_size=32))
def test_an_enrolment_token_survives_being_copied_as_text(pin: bytes) -> None:
    token = EnrolmentToken(secret="a-Secret_1", pin=pin)
    assert parse_enrolment_token(f" {token}\n") == token


@given(st.text())
def test_text_that_is_no_token_is_refused(untrusted: str) -> None:
    with pytest.raises(StoreError, match="not an enrolment token"):
        parse_enrolment_token(untrusted)


def test_a_token_cut_short_is_refused() -> None:
    text = str(EnrolmentToken(secret="secret", pin=bytes(32)))
    with pytest.raises(StoreError, match="not an enrolment token"):
        parse_enrolment_token(text[:-4])


def test_a_token_does_not_show_its_secret_in_a_trace() -> None:
    assert "secret-text" not in repr(EnrolmentToken(secret="secret-text", pin=bytes(32)))

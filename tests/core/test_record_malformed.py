"""Bytes from outside that nobody can read: one kind of trouble, however they are made."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.record.malformed import MALFORMED

DEEP = 100_000


class Lenient(msgspec.Struct, frozen=True):
    """A message that passes over what it does not know."""

    known: str = ""


@pytest.mark.parametrize(
    ("decode", "untrusted"),
    [
        (msgspec.msgpack.decode, b"\x91" * DEEP + b"\xc0"),
        (msgspec.msgpack.decode, b"\x81\xa1x" * DEEP + b"\xc0"),
        (msgspec.json.decode, b"[" * DEEP + b"]" * DEEP),
        (msgspec.json.decode, b'{"x":' * DEEP + b"0" + b"}" * DEEP),
    ],
)
def test_what_is_nested_without_end_is_malformed(decode: Callable[..., object], untrusted: bytes) -> None:
    with pytest.raises(MALFORMED):
        decode(untrusted)


def test_what_is_passed_over_may_not_be_nested_without_end_either() -> None:
    with pytest.raises(MALFORMED):
        msgspec.json.decode(b'{"unknown":' + b"[" * DEEP + b"]" * DEEP + b"}", type=Lenient)
    with pytest.raises(MALFORMED):
        msgspec.msgpack.decode(b"\x81\xa1x" + b"\x91" * DEEP + b"\xc0", type=Lenient)


@pytest.mark.parametrize("decode", [msgspec.msgpack.decode, msgspec.json.decode])
def test_text_that_is_not_utf8_is_malformed(decode: Callable[..., object]) -> None:
    untrusted = b'"\xe4"' if decode is msgspec.json.decode else b"\xa1\xe4"
    with pytest.raises(MALFORMED):
        decode(untrusted)


@given(untrusted=st.binary(max_size=200), decode=st.sampled_from((msgspec.msgpack.decode, msgspec.json.decode)))
def test_any_bytes_are_a_message_or_malformed(untrusted: bytes, decode: Callable[..., object]) -> None:
    try:
        decode(untrusted)
    except MALFORMED:
        return

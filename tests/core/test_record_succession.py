"""A device's keys: which of them may sign what, and what a line of them must be to be believed."""

# SPDX-License-Identifier: Apache-2.0

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import NOON
from workstation.errors import ChainBrokenError, CredentialError
from workstation.record.chain import Head
from workstation.record.checkpoint import sign_checkpoint
from workstation.record.keyline import KeyLine, verified_line
from workstation.record.succession import End, SignedSuccession, Succession, sign_succession, verify_succession

DEVICE = "00000000-0000-4000-8000-000000000001"
SEAT, OTHER = f"{DEVICE}/1", f"{DEVICE}/2"
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(4)]
CHAIN = bytes(range(32))


def succession(number: int, end: int, device: str = DEVICE) -> SignedSuccession:
    """Return how key `number` follows the one before, which ended at that entry of SEAT."""
    old, new = KEYS[number - 1 : number + 1]
    ends = (End(SEAT, end, CHAIN),) if end else ()
    said = Succession(device=device, number=number, key=new.public_key().public_bytes_raw(), ends=ends, at=NOON)
    return sign_succession(old, new, said)


FIRST, SECOND = succession(1, 10), succession(2, 20)
LINE = verified_line(KEYS[0].public_key(), [FIRST, SECOND])


def signs(line: KeyLine, key: int, seat_id: str, seq: int) -> bool:
    head = Head(seat_id, seq, CHAIN)
    try:
        line.verify_head(head, sign_checkpoint(KEYS[key], head))
    except ChainBrokenError:
        return False
    return True


@given(key=st.integers(0, 3), seq=st.integers(1, 30))
def test_a_key_signs_nothing_after_its_end_and_a_later_one_vouches_for_what_was_before(key: int, seq: int) -> None:
    earliest = 0 if seq <= 10 else 1 if seq <= 20 else 2
    assert signs(LINE, key, SEAT, seq) == (earliest <= key <= 2)


def test_a_chain_that_began_after_a_key_ended_is_the_next_ones() -> None:
    assert [signs(LINE, key, OTHER, 1) for key in range(4)] == [False, False, True, False]


def test_a_line_without_successions_is_its_first_key() -> None:
    line = KeyLine(KEYS[0].public_key())
    assert line.newest == KEYS[0].public_key()
    assert [signs(line, key, SEAT, 99) for key in range(2)] == [True, False]


def test_the_newest_key_is_that_of_the_last_succession() -> None:
    assert LINE.newest.public_bytes_raw() == KEYS[2].public_key().public_bytes_raw()


@given(at=st.integers(0, len(FIRST.body) - 1), flip=st.integers(1, 255))
def test_a_succession_with_any_changed_byte_is_refused(at: int, flip: int) -> None:
    changed = bytearray(FIRST.body)
    changed[at] ^= flip
    with pytest.raises(CredentialError):
        verify_succession(KEYS[0].public_key(), msgspec.structs.replace(FIRST, body=bytes(changed)))


@pytest.mark.parametrize("signature", ["by_old", "by_new"])
def test_both_keys_must_have_signed(signature: str) -> None:
    stranger = succession(3, 10)
    forged = msgspec.structs.replace(FIRST, **{signature: getattr(stranger, signature)})
    with pytest.raises(CredentialError, match="both keys did not sign"):
        verify_succession(KEYS[0].public_key(), forged)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param([SECOND], id="one is left out"),
        pytest.param([SECOND, FIRST], id="exchanged"),
        pytest.param([FIRST, FIRST], id="twice"),
        pytest.param([FIRST, succession(2, 20, device="another")], id="of another device"),
    ],
)
def test_a_line_with_a_broken_link_is_refused(line: list[SignedSuccession]) -> None:
    with pytest.raises(CredentialError):
        verified_line(KEYS[0].public_key(), line)


def test_a_line_of_another_device_than_the_one_asked_for_is_refused() -> None:
    assert verified_line(KEYS[0].public_key(), [FIRST], DEVICE).successions
    with pytest.raises(CredentialError, match="another device"):
        verified_line(KEYS[0].public_key(), [FIRST], "another")


def test_a_chain_that_differs_where_a_key_ended_is_another_chain() -> None:
    LINE.check_ends(Head(SEAT, 10, CHAIN))
    LINE.check_ends(Head(SEAT, 11, bytes(32)))
    with pytest.raises(ChainBrokenError, match="ended at another entry"):
        LINE.check_ends(Head(SEAT, 10, bytes(32)))

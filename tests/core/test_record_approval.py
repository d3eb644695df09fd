"""Approvals: what a person signed, to the byte, or nothing."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import NOON
from workstation.errors import CredentialError
from workstation.record.approval import Approval, RemoteSupport, SignedApproval, sign_approval, verify_approval

KEY = Ed25519PrivateKey.generate()
APPROVAL = Approval(
    act=RemoteSupport(support="it-help", program="/usr/bin/x11vnc"),
    seat_id="00000000-0000-4000-8000-000000000001/1",
    agent="maria",
    issued=NOON,
    expires=NOON + timedelta(minutes=30),
    nonce=bytes(range(16)),
    reason="The softphone hangs.",
    approver="Kim",
)
SIGNED = sign_approval(KEY, APPROVAL)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - UTC is added
APPROVALS = st.builds(
    Approval,
    version=st.just(1),
    act=st.builds(RemoteSupport, support=st.text(max_size=64), program=st.text(max_size=300)),
    seat_id=st.just(APPROVAL.seat_id),
    agent=st.text(max_size=128),
    issued=MOMENTS,
    expires=MOMENTS,
    nonce=st.binary(min_size=16, max_size=16),
    reason=st.text(min_size=1, max_size=200),
    approver=st.text(min_size=1, max_size=64),
)


def refused(body: bytes, signature: bytes = SIGNED.signature) -> str:
    with pytest.raises(CredentialError) as trouble:
        verify_approval(KEY.public_key(), SignedApproval(body=body, signature=signature))
    return str(trouble.value)


@given(approval=APPROVALS)
def test_an_approval_says_what_was_signed(approval: Approval) -> None:
    assert verify_approval(KEY.public_key(), sign_approval(KEY, approval)) == approval


@given(at=st.integers(0, len(SIGNED.body) - 1), flip=st.integers(1, 255))
def test_an_approval_with_any_changed_byte_is_refused(at: int, flip: int) -> None:
    changed = bytearray(SIGNED.body)
    changed[at] ^= flip
    assert refused(bytes(changed)) == "the approval is not signed by this approver"


@given(at=st.integers(0, len(SIGNED.signature) - 1), flip=st.integers(1, 255))
def test_an_approval_with_any_changed_byte_of_its_signature_is_refused(at: int, flip: int) -> None:
    changed = bytearray(SIGNED.signature)
    changed[at] ^= flip
    refused(SIGNED.body, bytes(changed))


@given(cut=st.integers(0, len(SIGNED.body) - 1), more=st.binary(max_size=4))
def test_an_approval_cut_short_or_with_something_behind_it_is_refused(cut: int, more: bytes) -> None:
    refused(SIGNED.body[:cut] + more)
    refused(SIGNED.body + b"\0" + more)


def test_an_approval_of_somebody_else_is_refused() -> None:
    with pytest.raises(CredentialError, match="not signed by this approver"):
        verify_approval(Ed25519PrivateKey.generate().public_key(), SIGNED)


def test_a_signature_made_for_something_else_is_no_approval() -> None:
    refused(SIGNED.body, KEY.sign(SIGNED.body))
    refused(SIGNED.body, KEY.sign(b"deskwarden receipt v1\0" + SIGNED.body))


@pytest.mark.parametrize(
    "nonsense",
    [
        {"no": "approval"},
        msgspec.structs.replace(APPROVAL, version=2),
        msgspec.structs.replace(APPROVAL, nonce=b"short"),
        msgspec.structs.replace(APPROVAL, reason=""),
        msgspec.structs.replace(APPROVAL, seat_id="elsewhere"),
        msgspec.structs.replace(APPROVAL, issued=datetime(2026, 1, 1)),  # noqa: DTZ001 - the fault is the point
    ],
)
def test_signed_nonsense_is_refused(nonsense: object) -> None:
    signed = sign_approval(KEY, nonsense)  # type: ignore[arg-type]
    assert "not valid" in refused(signed.body, signed.signature)


def test_what_could_be_written_in_two_ways_is_refused_in_the_other_one() -> None:
    body = SIGNED.body.replace(b"\xa5maria", b"\xd9\x05maria")
    assert body != SIGNED.body
    signature = KEY.sign(b"deskwarden approval v1\0" + body)
    assert refused(body, signature) == "the approval is not in canonical form"

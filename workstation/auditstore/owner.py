"""Whose a seat is, and whether its device signed what it sent."""

# SPDX-License-Identifier: Apache-2.0

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import devices
from workstation.errors import ChainBrokenError
from workstation.record.chain import Head
from workstation.record.checkpoint import verify_checkpoint


def check_owner(device: str, seat_id: str) -> None:
    """Raise RefusedError where the seat is not one of the device's."""
    if seat_id.partition("/")[0] != device:
        raise RefusedError(403, "the seat is not one of this device")


def check_signature(db: Connection, device: str, head: Head, signature: bytes) -> None:
    """Raise RefusedError where the device did not sign this head."""
    key = db.scalar(select(devices.c.public_key).where(devices.c.device == device))
    if key is None:
        raise RefusedError(403, "the device is not enrolled")
    try:
        verify_checkpoint(Ed25519PublicKey.from_public_bytes(key), head, signature)
    except ChainBrokenError as error:
        raise RefusedError(400, f"the device did not sign entry {head.seq} of seat {head.seat_id}") from error

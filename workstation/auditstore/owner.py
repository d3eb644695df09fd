"""Whose a seat is, and whether its device signed what it sent."""

# SPDX-License-Identifier: Apache-2.0

from sqlalchemy import Connection

from workstation.auditstore.keylines import line_of
from workstation.auditstore.refusal import RefusedError
from workstation.errors import ChainBrokenError
from workstation.record.chain import Head


def check_owner(device: str, seat_id: str) -> None:
    """Raise RefusedError where the seat is not one of the device's."""
    if seat_id.partition("/")[0] != device:
        raise RefusedError(403, "the seat is not one of this device")


def check_signature(db: Connection, device: str, head: Head, signature: bytes) -> None:
    """Raise RefusedError where the device did not sign this head."""
    line = line_of(db, device)
    if line is None:
        raise RefusedError(403, "the device is not enrolled")
    try:
        line.verify_head(head, signature)
    except ChainBrokenError as error:
        raise RefusedError(400, f"the device did not sign entry {head.seq} of seat {head.seat_id}") from error

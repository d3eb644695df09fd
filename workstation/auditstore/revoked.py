"""Devices that the store knows no more."""

# SPDX-License-Identifier: Apache-2.0

from sqlalchemy import Connection, select

from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.schema import devices
from workstation.record.exchange import DEVICE_REVOKED


def is_revoked(db: Connection, device: str) -> bool:
    """Say whether the device was revoked."""
    return db.scalar(select(devices.c.closed).where(devices.c.device == device)) == "revoked"


def refuse_revoked(db: Connection, device: str) -> None:
    """Raise RefusedError where the device was revoked; who has not shown that they are the device is not told."""
    if is_revoked(db, device):
        raise RefusedError(401, "this device is revoked", DEVICE_REVOKED)

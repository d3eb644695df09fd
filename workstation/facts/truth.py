"""What a seat is: the truths that only the keeper decides."""

# SPDX-License-Identifier: Apache-2.0

from enum import StrEnum


class Truth(StrEnum):
    """Only `ACTIVE` and `WARNED` are uncovered; the seat itself is told of both as `ACTIVE`, for it is it that warns.

    No code opens what is `SUSPENDED` or `REVOKED`.
    """

    SIGNED_OUT = "signed_out"
    ACTIVE = "active"
    WARNED = "warned"
    LOCKED = "locked"
    REAUTH_DUE = "reauth_due"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


OPEN = frozenset({Truth.ACTIVE, Truth.WARNED})
ENDED = frozenset({Truth.SUSPENDED, Truth.REVOKED})

"""What a seat is: the four truths that only the keeper decides."""

# SPDX-License-Identifier: Apache-2.0

from enum import StrEnum


class Truth(StrEnum):
    """Only `ACTIVE` is uncovered."""

    SIGNED_OUT = "signed_out"
    ACTIVE = "active"
    LOCKED = "locked"
    REAUTH_DUE = "reauth_due"

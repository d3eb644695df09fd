"""The capability record: what this session can prevent, only detect, or neither."""

# SPDX-License-Identifier: Apache-2.0

from enum import StrEnum
from typing import Annotated

import msgspec

from workstation.facts.body import DetailName


class Strength(StrEnum):
    """How far a promise is kept here."""

    PREVENTED = "prevented"
    DETECTED = "detected"
    NOT_HERE = "not_here"


class Capability(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One promise of this session, and why it is not kept fully where it is not."""

    promise: DetailName
    strength: Strength
    why: Annotated[str, msgspec.Meta(max_length=300)] = ""

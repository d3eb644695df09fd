"""The end of a shift that is near, as the keeper tells it."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from workstation.facts.body import ShortName

AtEnd = Literal["lock", "sign_out"]


class ShiftEnd(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """At `at` the seat locks, or its agent is signed out, because `rule` says so."""

    rule: ShortName
    at: Annotated[datetime, Meta(tz=True)]
    then: AtEnd = "lock"

"""What a keeper was charged with."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from typing import Literal

from workstation.link.door import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Whose seat it keeps, and at which door it listens."""

    seat_id: str
    door: Door
    team: str
    assurance: Literal["trial", "installed"] = "trial"

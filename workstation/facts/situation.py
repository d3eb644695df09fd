"""The circumstances of a seat that rules ask for."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Whose seat, in which network, on a call or not, and how far local time is ahead of UTC.

    None is what nobody can tell; `addresses` are the seat's own. Without a word about calls the agent is on one.
    """

    team: str | None = None
    addresses: tuple[str, ...] | None = None
    on_call: bool = True
    utc_offset: timedelta | None = None

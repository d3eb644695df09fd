"""Whose access has ended: who was revoked, and who has not signed in for so long that nobody misses them. Pure."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime, timedelta

from workstation.auditstore.instants import from_us

INACTIVE_AFTER = timedelta(days=90)


def has_ended(*, revoked_us: int | None, active_us: int, at: datetime, inactive_after: timedelta) -> bool:
    """Say whether an agent's codes count no more; `active_us` is when they signed in last, were added or restored."""
    return revoked_us is not None or at - from_us(active_us) > inactive_after

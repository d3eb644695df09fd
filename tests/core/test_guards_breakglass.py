"""What an agent is told whose seat a break-glass code opened."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from tests.core.seats import at, seat
from workstation.facts.actions import Notify
from workstation.facts.observations import ClockTicked, GlassBroken
from workstation.guards.breakglass import BreakGlassGuard


def test_for_how_long_it_is_open_is_told_once() -> None:
    guard = BreakGlassGuard()
    ruling = guard.judge(seat(), GlassBroken(at=at(1), until=at(1) + timedelta(minutes=15)))
    assert ruling is not None
    (notice,) = ruling.actions
    assert isinstance(notice, Notify)
    assert (notice.event, notice.what) == ("glass_broken", "15")
    assert guard.judge(seat(), ClockTicked(at=at(2))) is None

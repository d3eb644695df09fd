"""What an agent is told who came in by a recovery code."""

# SPDX-License-Identifier: Apache-2.0

from tests.core.seats import at, seat
from workstation.facts.actions import Notify
from workstation.facts.observations import ClockTicked, RecoveryCodeUsed
from workstation.guards.recovery import RecoveryGuard


def test_how_many_codes_are_left_is_told_once() -> None:
    guard = RecoveryGuard()
    ruling = guard.judge(seat(), RecoveryCodeUsed(at=at(1), left=4))
    assert ruling is not None
    (notice,) = ruling.actions
    assert isinstance(notice, Notify)
    assert (notice.event, notice.what) == ("recovery_code_used", "4")
    assert guard.judge(seat(), ClockTicked(at=at(2))) is None

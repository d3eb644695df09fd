"""A rule that cannot see or hold what it needs closes the seat."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.core.seats import actions, at, bodies, kinds, notices, seat, told
from workstation.facts.actions import LockSeat
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import ClockTicked, SensorFailed
from workstation.facts.truth import Truth
from workstation.guards.sensors import SensorGuard
from workstation.policy.rules import MaskingRule

GUARD = SensorGuard(MaskingRule(id="masking"), frozenset({"accessibility", "masks"}))


def failed(sensor: str) -> SensorFailed:
    return SensorFailed(at=at(1), sensor=sensor, reason="a reason that could hold anything")


@pytest.mark.parametrize("truth", list(Truth))
def test_a_failed_sensor_locks_the_seat_before_it_is_written_down(truth: Truth) -> None:
    did = actions(GUARD, seat(truth=truth), failed("masks"))
    assert kinds(did) == ["LockSeat", "WriteEntry", "Notify"]
    assert did[0] == LockSeat(reason="control_failed")
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.CONTROL_FAILED, Severity.FAILURE, Outcome.FAILED)
    assert (body.rule, body.details) == ("masking", {"sensor": "masks"})
    assert notices(did) == ["control_failed"]


def test_the_sensors_of_other_rules_are_left_to_them() -> None:
    assert GUARD.judge(seat(), failed("idle")) is None


def test_a_sensor_that_nobody_knows_closes_the_seat_too() -> None:
    assert LockSeat(reason="control_failed") in actions(GUARD, seat(), failed("new one"))


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(), ClockTicked(at=at(1))) is None
    assert GUARD.judge(seat(failed("masks")), told(Truth.LOCKED, 2)) is None

"""Sensors: a rule that can no longer see or hold what it needs closes the seat."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import LockSeat, Notify, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import Observation, SensorFailed
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling
from workstation.policy.rules import Rule

SENSORS = frozenset(
    {
        "accessibility",
        "browsers",
        "clipboard",
        "folders",
        "idle",
        "keys",
        "masks",
        "media",
        "programs",
        "readers",
        "reveals",
        "surroundings",
        "windows",
    }
)


class SensorGuard:
    """Closes the seat when a sensor of the rule fails; the seat then ends, and is started afresh.

    A failed sensor that nobody knows is taken for one of this rule's: what cannot be judged is closed.
    """

    def __init__(self, rule: Rule, needs: frozenset[str]) -> None:
        self._rule = rule
        self._others = SENSORS - needs

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: ARG002 - the same in any session
        """Lock first, then record and notify."""
        match observation:
            case SensorFailed(sensor=sensor) if sensor not in self._others:
                return Ruling(rule=self._rule.id, actions=(_LOCK, self._failure(sensor), self._notice()))
            case _:
                return None

    def _failure(self, sensor: str) -> WriteEntry:
        return WriteEntry(
            body=Body(
                kind=Kind.CONTROL_FAILED,
                severity=Severity.FAILURE,
                outcome=Outcome.FAILED,
                rule=self._rule.id,
                details={"sensor": sensor},
            )
        )

    def _notice(self) -> Notify:
        return Notify(
            event="control_failed", rule=self._rule.id, what="", reason=self._rule.reason, instead=self._rule.instead
        )


_LOCK = LockSeat(reason="control_failed")

"""A seat's record as it grows: violations of a rule by an agent of a team, shipped by whom the test says."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime

from tests.samples import NOON, entry_after
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.chain import Head
from workstation.record.entry import Entry


def violation(rule: str, outcome: Outcome = Outcome.BLOCKED, kind: Kind = Kind.COPY_BLOCKED) -> Body:
    return Body(kind=kind, severity=Severity.VIOLATION, outcome=outcome, rule=rule)


class SeatRecord:
    """Ships each entry as soon as it is written."""

    def __init__(self, seat_id: str, team: str, policy: str, ship: Callable[[tuple[Entry, ...]], object]) -> None:
        self._head = Head(seat_id)
        self._team = team
        self._policy = policy
        self._ship = ship

    def write(self, body: Body, agent: str = "Ana", at: datetime = NOON) -> None:
        entry = entry_after(self._head, body, at=at, agent=agent, team=self._team, policy=self._policy)
        self._head = Head(self._head.seat_id, self._head.seq + 1, entry.chain)
        self._ship((entry,))

"""Programs that start are looked at, entries that waited for a digest written down, under every policy."""

# SPDX-License-Identifier: Apache-2.0

from tests.core.seats import actions, at, seat
from workstation.facts.actions import LookAtPrograms, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import Observation, ProgramsStarted, ToolIdentified
from workstation.guards.roster import build_guards
from workstation.policy.rules import IdleRule, Policy

GUARDS = build_guards(Policy(name="x", format=1, rule=(IdleRule(id="i", after_seconds=60),)))
BODY = Body(kind=Kind.PIXELS_READ, severity=Severity.VIOLATION, outcome=Outcome.DETECTED, rule="r")


def done(observation: Observation) -> list[object]:
    return [action for guard in GUARDS for action in actions(guard, seat(), observation)]


def test_what_starts_is_looked_at_once() -> None:
    assert done(ProgramsStarted(at=at(1), pids=(7, 8))) == [LookAtPrograms(pids=(7, 8))]


def test_what_was_identified_is_written_down_once_as_it_is() -> None:
    assert done(ToolIdentified(at=at(1), body=BODY)) == [WriteEntry(body=BODY)]

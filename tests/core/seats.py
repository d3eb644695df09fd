"""Seats, fields and programs for the tests of judges and session."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from workstation.facts.actions import Action, Notify, WriteEntry
from workstation.facts.body import Body
from workstation.facts.observations import FieldFocused, Observation, TruthChanged
from workstation.facts.place import Field, Mark, Program, Rect
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Guard
from workstation.policy.precedence import Rules
from workstation.policy.rules import AnyRule, GrantedException, Policy
from workstation.policy.scope import Site

_Rule = TypeVar("_Rule", bound=AnyRule)

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BROWSER = Program(name="chromium", path="/usr/bin/chromium", pid=400)
NOTES = Program(name="mousepad", path="/usr/bin/mousepad", pid=401)
SCROT = Program(name="scrot", path="/usr/bin/scrot", pid=402)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def field(data_class: str | None, *, application: str = "chromium", x: int = 0) -> Field:
    return Field(application=application, role="entry", data_class=data_class, rect=Rect(x, 0, 100, 20))


def mark(data_class: str, *, application: str = "chromium", x: int = 0) -> Mark:
    return Mark(application=application, data_class=data_class, hidden=(Rect(x, 0, 50, 20),))


def told(truth: Truth, seconds: float = 0) -> TruthChanged:
    return TruthChanged(at=at(seconds), truth=truth, agent="maria", reason="")


def seat(*observations: Observation, truth: Truth = Truth.ACTIVE) -> Session:
    """Return a seat in `truth` to which `observations` happened."""
    session = Session(now=START, policy="0123456789ab").after(told(truth))
    for observation in observations:
        session = session.after(observation)
    return session


def focused(data_class: str | None, seconds: float = 0, *, application: str = "chromium") -> FieldFocused:
    return FieldFocused(at=at(seconds), field=field(data_class, application=application))


def actions(guard: Guard, session: Session, observation: Observation) -> tuple[Action, ...]:
    ruling = guard.judge(session, observation)
    return ruling.actions if ruling else ()


def bodies(did: Sequence[Action]) -> list[Body]:
    return [action.body for action in did if isinstance(action, WriteEntry)]


def notices(did: Sequence[Action]) -> list[str]:
    return [action.event for action in did if isinstance(action, Notify)]


def kinds(did: Sequence[Action]) -> list[str]:
    """Return the names of the actions, in their order."""
    return [type(action).__name__ for action in did]


def rules(*given: _Rule, exceptions: Sequence[GrantedException] = (), sites: Sequence[Site] = ()) -> Rules[_Rule]:
    """Return the rules of a policy that has these, all of one kind."""
    policy = Policy(name="test", format=1, rule=given, exception=tuple(exceptions), site=tuple(sites))
    return Rules(policy, type(given[0]))

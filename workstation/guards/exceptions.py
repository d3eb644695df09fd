"""Granted exceptions: each is on the record before it loosens anything."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

from workstation.facts.actions import WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import Circumstance, Observation, PolicyChanged
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Exemption


class ExceptionGuard:
    """Writes down every exception that begins to hold at an open seat; it loosens once the keeper has the entry."""

    def __init__(self, exemptions: Sequence[Exemption]) -> None:
        self._exemptions = tuple(exemptions)

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Write what holds when the seat opens or the policy changes, and what begins to hold while it is open."""
        if not isinstance(observation, Circumstance | PolicyChanged):
            return None
        now, is_new = session.after(observation), isinstance(observation, PolicyChanged)
        begun = [each.id for each in self._exemptions if _holds(each, now) and (is_new or not _holds(each, session))]
        return Ruling(rule=begun[0], actions=tuple(map(_use, begun))) if begun else None


def _holds(exemption: Exemption, session: Session) -> bool:
    return session.truth is Truth.ACTIVE and exemption.at_seat(session)


def _use(exception: str) -> WriteEntry:
    return WriteEntry(
        body=Body(kind=Kind.EXCEPTION_USED, severity=Severity.CUSTODY, outcome=Outcome.DONE, rule=exception)
    )

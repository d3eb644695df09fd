"""Remote support that is open at a seat."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.support import Supported
from workstation.keeper.ports import Subject
from workstation.record.approval import SignedApproval


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSupport:
    """What the seat was told, for whom, by which approval, and when it ends in seconds that nobody can set."""

    told: Supported
    subject: Subject
    signed: SignedApproval
    ends: float


def closed(rule: str, program: str, why: str) -> Body:
    """Return what is written where remote support is over."""
    return Body(
        kind=Kind.SUPPORT_CLOSED,
        severity=Severity.CUSTODY,
        outcome=Outcome.DONE,
        rule=rule,
        application=program,
        details={"reason": why},
    )

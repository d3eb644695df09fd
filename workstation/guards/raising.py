"""What a violation raises: its entry, then its notice."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping

from workstation.facts.actions import NoticeEvent, Notify, WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.place import Program
from workstation.policy.rules import Rule


def raised(
    rule: Rule,
    event: NoticeEvent,
    kind: Kind,
    outcome: Outcome,
    *,
    what: str = "",
    application: str = "",
    data_classes: Mapping[str, int] | None = None,
    details: Mapping[str, str | int] | None = None,
    tool: Program | None = None,
) -> tuple[WriteEntry, Notify]:
    """Return the entry and the notice of one violation of `rule`, by `tool` where it was one.

    `what` is the data class or program for the agent.
    """
    body = Body(
        kind=kind,
        severity=Severity.VIOLATION,
        outcome=outcome,
        rule=rule.id,
        weight=rule.severity,
        application=application,
        data_classes=dict(data_classes or {}),
        details=dict(details or {}),
    )
    notice = Notify(event=event, rule=rule.id, what=what, reason=rule.reason, instead=rule.instead)
    return WriteEntry(body=body, tool=tool), notice

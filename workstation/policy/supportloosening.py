"""Whether another policy lets more people open more, for longer."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

from workstation.policy.rules import Policy
from workstation.policy.support import Approver, Support
from workstation.policy.width import holds_all, reaches_as_far


def support_loosened(before: Policy, now: Policy, same_sites: bool) -> Iterator[str]:
    """Yield, in words, every approver and every remote support that may open what none did."""
    known = {approver.name: approver for approver in before.approver}
    for approver in now.approver:
        if approver.name not in known:
            yield f'"{approver.name}" is a new approver'
        elif not _may_no_more(approver, known[approver.name]):
            yield f'the approver "{approver.name}" is changed: another key, or more teams'
    supports = {support.id: support for support in before.support}
    for support in now.support:
        if support.id not in supports:
            yield f'the remote support "{support.id}" is new'
        else:
            for what in _widened(support, supports[support.id], same_sites):
                yield f'the remote support "{support.id}" {what}'


def _may_no_more(now: Approver, before: Approver) -> bool:
    teams_hold = not before.teams or (bool(now.teams) and holds_all(before.teams, now.teams))
    return now.key == before.key and teams_hold


def _widened(now: Support, before: Support, same_sites: bool) -> Iterator[str]:
    if now.minutes > before.minutes:
        yield "may last longer"
    if not holds_all(before.programs, now.programs):
        yield "is for more programs"
    if before.approvers and not (now.approvers and holds_all(before.approvers, now.approvers)):
        yield "may be approved by more people"
    if not reaches_as_far(before.scope, now.scope, same_sites):
        yield "may be approved for more seats, or at more times"

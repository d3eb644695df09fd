"""What an agent confirms at sign-in: the sentences of every desk rule that may hold at this seat."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime

from workstation.facts.situation import Situation
from workstation.policy.reach import Reach
from workstation.policy.rules import AnyRule, DeskRule, Policy
from workstation.policy.scope import Scope

_WHENEVER = datetime.min.replace(tzinfo=UTC)


def checklist_of(policy: Policy, team: str) -> tuple[str, ...]:
    """Return each sentence once; a sign-in is for all hours, networks and calls: only other teams' rules fall out."""
    rules = (rule for rule in policy.rule if isinstance(rule, DeskRule) and may_concern(rule, team))
    return tuple(dict.fromkeys(sentence for rule in rules for sentence in rule.checklist))


def may_concern(rule: AnyRule, team: str) -> bool:
    """Say whether a rule may hold at a seat of `team` at some time and place."""
    of_teams = Reach(Scope(teams=rule.scope.teams), {})
    return of_teams.seat(Situation(team=team or None), _WHENEVER) is not False

"""Whether a rule held at a moment of the past, as far as entries tell: yes, no, or nobody can tell and why."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from workstation.facts.place import UNKNOWN
from workstation.facts.situation import Situation
from workstation.policy.reach import Reach, Sites, Told, every
from workstation.policy.rules import AnyRule, GrantedException, Policy
from workstation.policy.scope import Scope
from workstation.policy.strictness import sites_of

NO_PATH = "the entry keeps no path of the program"
_NO_PLACE = "entries keep no path, window, page or field"
_NO_NETWORK = "entries keep no networks of the seat"
_NO_CLOCK = "entries keep no local time of the seat; give --zone"
_NO_TEAM = "nobody was signed in, so no team is known"
_Rule = TypeVar("_Rule", bound=AnyRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When and where something happened, as far as the record tells."""

    at: datetime
    situation: Situation


@dataclass(frozen=True, slots=True)
class _Scoped:
    scope: Scope
    reach: Reach

    def told(self, moment: Moment) -> Told:
        """Say whether it reached the moment; in which place, no entry tells."""
        return every((self.reach.seat(moment.situation, moment.at), self.reach.place(UNKNOWN)))

    def lacking(self, moment: Moment) -> str:
        """Return what is not known that it asks for."""
        if self.scope.teams and moment.situation.team is None:
            return _NO_TEAM
        if self.scope.sites or self.scope.away_from or self.scope.networks:
            return _NO_NETWORK
        if self.scope.hours and moment.situation.utc_offset is None:
            return _NO_CLOCK
        return _NO_PLACE


@dataclass(frozen=True, slots=True)
class Standing(Generic[_Rule]):
    """One rule with all that may lift it."""

    rule: _Rule
    _scoped: _Scoped
    _lifting: tuple[tuple[GrantedException, _Scoped], ...]

    def held(self, moment: Moment, data_class: str | None) -> tuple[Told, str]:
        """Return whether it held for `data_class`, and what is not known where nobody can tell.

        An exception counts as on the record.
        """
        told = self._scoped.told(moment)
        if told is False:
            return False, ""
        why = self._scoped.lacking(moment) if told is None else ""
        for granted, scoped in self._lifting:
            if not _concerns(granted, moment, data_class):
                continue
            lifted = scoped.told(moment)
            if lifted:
                return False, ""
            if lifted is None:
                told, why = None, why or scoped.lacking(moment)
        return told, why


def standings(policy: Policy, kind: type[_Rule]) -> tuple[Standing[_Rule], ...]:
    """Return the rules of one kind, in the policy's order."""
    sites = sites_of(policy)
    return tuple(
        Standing(rule, _scoped(rule.scope, sites), tuple(_lifting(policy, rule.id, sites)))
        for rule in policy.rule
        if isinstance(rule, kind)
    )


def _lifting(policy: Policy, rule: str, sites: Sites) -> Iterator[tuple[GrantedException, _Scoped]]:
    return ((granted, _scoped(granted.scope, sites)) for granted in policy.exception if rule in granted.rules)


def _scoped(scope: Scope, sites: Sites) -> _Scoped:
    return _Scoped(scope, Reach(scope, sites))


def _concerns(granted: GrantedException, moment: Moment, data_class: str | None) -> bool:
    in_time = moment.at.astimezone(UTC).date() <= granted.expires
    return in_time and (granted.classes is None or data_class in granted.classes)

"""Which rules hold: all whose scope is not surely elsewhere, but for those that a granted exception lifts."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from workstation.facts.place import UNKNOWN, Place
from workstation.facts.session import Session
from workstation.policy.reach import Reach, Sites
from workstation.policy.rules import AnyRule, GrantedException, Policy

PLACES_AT_MOST = 256
_Rule = TypeVar("_Rule", bound=AnyRule)


class Exemption:
    """A granted exception, made ready to be asked often."""

    def __init__(self, granted: GrantedException, sites: Sites) -> None:
        self.id = granted.id
        self._last_day = granted.expires
        self._classes = frozenset(granted.classes or ())
        self._reach = Reach(granted.scope, sites)

    def at_seat(self, session: Session) -> bool:
        """Say whether it holds at this seat now, until the end of its last day in UTC."""
        in_time = session.now.astimezone(UTC).date() <= self._last_day
        return in_time and self._reach.seat(session.situation, session.now) is True

    def at_place(self, place: Place) -> bool:
        """Say whether it surely is about `place`."""
        return self._reach.place(place) is True

    def covers(self, data_class: str | None) -> bool:
        """Say whether it is about `data_class`."""
        return not self._classes or data_class in self._classes


@dataclass(frozen=True, slots=True)
class _Scoped(Generic[_Rule]):
    rule: _Rule
    reach: Reach
    exemptions: tuple[Exemption, ...]


class Rules(Generic[_Rule]):
    """The rules of one kind; `all` are those that do not hold now, too. It belongs to one thread.

    The same session, place and class always get the same answer: what is kept was worked out from them alone.
    One rule more never loosens anything: every rule that applies is obeyed, so the strictest wins. An exception loosens
    only once it is on the record (`Session.granted`).
    """

    def __init__(self, policy: Policy, kind: type[_Rule]) -> None:
        sites = {site.name: site for site in policy.site}
        exemptions = [(granted.rules, Exemption(granted, sites)) for granted in policy.exception]
        self._scoped = tuple(
            _Scoped(
                rule,
                Reach(rule.scope, sites),
                tuple(exemption for ids, exemption in exemptions if rule.id in ids),
            )
            for rule in policy.rule
            if isinstance(rule, kind)
        )
        self.all = tuple(scoped.rule for scoped in self._scoped)
        self._held_for: object = None
        self._held: tuple[_Scoped[_Rule], ...] = ()
        self._at: dict[Place, tuple[_Scoped[_Rule], ...]] = {}

    def applying(self, session: Session, place: Place = UNKNOWN, data_class: str | None = None) -> Iterator[_Rule]:
        """Yield, in the policy's order, every rule that holds for `session`, at `place`, for `data_class`."""
        for scoped in self._at_place(session, place):
            if not any(exemption.covers(data_class) for exemption in scoped.exemptions):
                yield scoped.rule

    def _at_place(self, session: Session, place: Place) -> tuple[_Scoped[_Rule], ...]:
        """Return the rules that hold at `place`, with the exemptions that do; worked out once for every place."""
        self._follow(session)
        if place not in self._at:
            if len(self._at) >= PLACES_AT_MOST:
                self._at.clear()
            self._at[place] = tuple(
                _at(place, scoped) for scoped in self._held if scoped.reach.place(place) is not False
            )
        return self._at[place]

    def _follow(self, session: Session) -> None:
        """Work out which rules and exemptions hold at the seat, once a minute and situation."""
        held_for = (session.situation, session.granted, _minute(session.now))
        if held_for != self._held_for:
            self._held_for = held_for
            self._held = tuple(self._at_seat(session))
            self._at.clear()

    def _at_seat(self, session: Session) -> Iterator[_Scoped[_Rule]]:
        for scoped in self._scoped:
            if scoped.reach.seat(session.situation, session.now) is not False:
                held = (each for each in scoped.exemptions if each.id in session.granted and each.at_seat(session))
                yield _Scoped(scoped.rule, scoped.reach, tuple(held))


def _at(place: Place, scoped: _Scoped[_Rule]) -> _Scoped[_Rule]:
    return _Scoped(scoped.rule, scoped.reach, tuple(each for each in scoped.exemptions if each.at_place(place)))


def exemptions_of(policy: Policy) -> tuple[Exemption, ...]:
    """Return every granted exception of `policy`, ready to be asked."""
    sites = {site.name: site for site in policy.site}
    return tuple(Exemption(granted, sites) for granted in policy.exception)


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60

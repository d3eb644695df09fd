"""Reveals: which hold at a place, and whether another policy allows more of them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from functools import reduce

from msgspec.structs import replace

from workstation.facts.place import Place
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.policy.reach import Reach, Sites
from workstation.policy.rules import Reveal
from workstation.policy.width import holds_all, reaches_as_far


def allowed(reveals: Sequence[Reveal], sites: Sites, session: Session, place: Place, data_class: str) -> Reveal | None:
    """Return the strictest of all reveals that surely hold for `data_class` at an open seat; None allows none."""
    if session.truth is not Truth.ACTIVE:
        return None
    holding = [
        reveal
        for reveal in reveals
        if data_class in reveal.classes and _surely_reaches(Reach(reveal.scope, sites), session, place)
    ]
    strictest = reduce(_both, holding) if holding else None
    return strictest if strictest and strictest.reasons else None


def _both(one: Reveal, other: Reveal) -> Reveal:
    """Return the first with the limits of both, and the reasons that both know."""
    return replace(
        one,
        seconds=min(one.seconds, other.seconds),
        times_an_hour=min(one.times_an_hour, other.times_an_hour),
        reasons=tuple(reason for reason in one.reasons if reason in other.reasons),
    )


def reveals_loosened(before: Sequence[Reveal], now: Sequence[Reveal], same_sites: bool) -> Iterator[str]:
    """Yield, in words, every reveal that allows what none did, and every one gone whose limits held beside others."""
    known = {reveal.id for reveal in before}
    for reveal in now:
        if not any(_allows_as_much(old, reveal, same_sites) for old in before):
            yield f'the reveal "{reveal.id}" is {"changed, and may allow more" if reveal.id in known else "new"}'
    for old in before if now else ():
        if not any(_limits_as_much(reveal, old, same_sites) for reveal in now):
            yield f'the reveal "{old.id}" no longer limits others where it held'


def _surely_reaches(reach: Reach, session: Session, place: Place) -> bool:
    return reach.seat(session.situation, session.now) is True and reach.place(place) is True


def _allows_as_much(one: Reveal, other: Reveal, same_sites: bool) -> bool:
    """Say whether `one` allows all that `other` allows, for as long, as often and for the same reasons."""
    return _covers(one, other, same_sites) and _is_within(other, one)


def _limits_as_much(one: Reveal, other: Reveal, same_sites: bool) -> bool:
    """Say whether `one` holds wherever `other` does, and allows no more there."""
    return _covers(one, other, same_sites) and _is_within(one, other)


def _covers(one: Reveal, other: Reveal, same_sites: bool) -> bool:
    return holds_all(one.classes, other.classes) and reaches_as_far(one.scope, other.scope, same_sites)


def _is_within(one: Reveal, other: Reveal) -> bool:
    return (
        one.seconds <= other.seconds
        and one.times_an_hour <= other.times_an_hour
        and holds_all(other.reasons, one.reasons)
    )

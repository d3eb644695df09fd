"""Reveals: which hold at a place, how often, and whether another policy allows more of them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import reduce
from typing import Literal

from msgspec.structs import replace

from workstation.facts.place import Mark, Place
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.policy.reach import Reach, Sites
from workstation.policy.rules import MOST_A_SHIFT, Reveal
from workstation.policy.width import holds_all, reaches_as_far

HOUR = timedelta(hours=1)
Budget = Literal["left", "told", "spent"]


class Reveals:
    """The reveals of a policy, made ready to be asked often."""

    def __init__(self, reveals: Sequence[Reveal], sites: Sites) -> None:
        self._scoped = tuple((reveal, Reach(reveal.scope, sites)) for reveal in reveals)

    def __bool__(self) -> bool:
        return bool(self._scoped)

    def allowed(self, session: Session, place: Place, data_class: str) -> Reveal | None:
        """Return the strictest of all that surely hold for `data_class` at an open seat; None allows none."""
        if session.truth is not Truth.ACTIVE:
            return None
        holding = [
            reveal
            for reveal, reach in self._scoped
            if data_class in reveal.classes and _surely_reaches(reach, session, place)
        ]
        strictest = reduce(_both, holding) if holding else None
        has_reason = strictest is not None and (strictest.reasons or strictest.typed_reason)
        return strictest if has_reason else None

    def number_of(self, reason: str, reveal: str) -> int:
        """Return the place of `reason` among those of the reveal of that id, as its policy has them, from 1."""
        return next(each.reasons.index(reason) + 1 for each, _ in self._scoped if each.id == reveal)

    def lifted(self, session: Session) -> Mark | None:
        """Return the one mark that is uncovered now: on the record, and still allowed."""
        known = session.revealing
        if known is None or known.stage != "open":
            return None
        return known.mark if self.allowed(session, known.mark.place, known.mark.data_class) else None


NO_REVEALS = Reveals((), {})


def budget(reveal: Reveal, session: Session) -> Budget:
    """Say whether the agent may reveal once more: left, left but told to the supervisor, or spent for now."""
    in_the_hour = sum(1 for at in session.revealed if session.now - at < HOUR)
    is_past_shift = reveal.times_a_shift is not None and len(session.revealed) >= reveal.times_a_shift
    if in_the_hour >= reveal.times_an_hour or (is_past_shift and reveal.past_shift == "refuse"):
        return "spent"
    return "told" if is_past_shift else "left"


def allowed(reveals: Sequence[Reveal], sites: Sites, session: Session, place: Place, data_class: str) -> Reveal | None:
    """Return the strictest of all reveals that surely hold for `data_class` at an open seat; None allows none."""
    return Reveals(reveals, sites).allowed(session, place, data_class)


def _both(one: Reveal, other: Reveal) -> Reveal:
    """Return that whose proof counts for less time, with the limits of both, and the reasons that both know.

    The keeper holds a reveal to the minutes of the one that is named.
    """
    return replace(
        other if _proof_is_within(other, one) and not _proof_is_within(one, other) else one,
        seconds=min(one.seconds, other.seconds),
        times_an_hour=min(one.times_an_hour, other.times_an_hour),
        times_a_shift=_least(one.times_a_shift, other.times_a_shift),
        past_shift="refuse" if "refuse" in {one.past_shift, other.past_shift} else "tell",
        step_up_minutes=_least(one.step_up_minutes, other.step_up_minutes),
        reasons=tuple(reason for reason in one.reasons if reason in other.reasons),
        typed_reason=one.typed_reason and other.typed_reason,
    )


def _least(one: int | None, other: int | None) -> int | None:
    return min((each for each in (one, other) if each is not None), default=None)


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
        and _shift_is_within(one, other)
        and _proof_is_within(one, other)
        and holds_all(other.reasons, one.reasons)
        and one.typed_reason <= other.typed_reason
    )


def _proof_is_within(one: Reveal, other: Reveal) -> bool:
    """Say whether `one` asks for a proof as often as `other` does."""
    if other.step_up_minutes is None:
        return True
    return one.step_up_minutes is not None and one.step_up_minutes <= other.step_up_minutes


def _shift_is_within(one: Reveal, other: Reveal) -> bool:
    """Say whether `one` limits a shift as much as `other` does, whatever number comes from a third."""
    if one.past_shift == "tell" and other.past_shift == "refuse":
        return False
    return other.times_a_shift is None or (one.times_a_shift or MOST_A_SHIFT + 1) <= other.times_a_shift

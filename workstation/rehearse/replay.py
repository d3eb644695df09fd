"""A policy run over the recorded past: what it would have raised, counted by day, team and rule."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from workstation.facts.kinds import Kind, Severity
from workstation.facts.situation import Situation
from workstation.policy.rules import Policy
from workstation.record.entry import Header, Payload
from workstation.rehearse.hindsight import Hindsight, Judged
from workstation.rehearse.past import PastEntry
from workstation.rehearse.standing import Moment

UNREAD = "the entry cannot be understood"
_LOUD = frozenset({Severity.VIOLATION, Severity.FAILURE})


@dataclass(frozen=True, order=True, slots=True)
class Heap:
    """What is counted together; `day` is the seats' own where their zone was given, in UTC else."""

    day: str
    team: str
    rule: str


@dataclass(slots=True)
class Tally:
    """What was counted so far: violations, and what is for the record alone; `was` is how many of each there are."""

    entries: int = 0
    of_no_rule: int = 0
    not_raised: int = 0
    violations: Counter[Heap] = field(default_factory=Counter)
    quiet: Counter[Heap] = field(default_factory=Counter)
    unjudged: Counter[str] = field(default_factory=Counter)
    was: Counter[bool] = field(default_factory=Counter)

    @property
    def heaps(self) -> list[Heap]:
        """Every day, team and rule with something raised, in order."""
        return sorted({*self.violations, *self.quiet})


class Replay:
    """Counts entry by entry, seat by seat in number order; whether the agent was on a call is followed on the way."""

    def __init__(self, policy: Policy, zone: tzinfo | None) -> None:
        self.tally = Tally()
        self._hindsight = Hindsight(policy)
        self._zone = zone
        self._seat = ""
        self._on_call = True

    def run(self, past: Iterable[PastEntry]) -> Tally:
        """Count all of `past`."""
        for entry in past:
            self.count(entry)
        return self.tally

    def count(self, entry: PastEntry) -> None:
        """Count one entry."""
        self.tally.entries += 1
        if entry.seat_id != self._seat:
            self._seat, self._on_call = entry.seat_id, True
        if entry.content is None:
            self.tally.unjudged[UNREAD] += 1
            return
        header, payload = entry.content
        self._follow(payload.body.kind)
        judged = self._hindsight.judge(payload.body, self._moment(header, payload))
        if judged is None:
            self.tally.of_no_rule += 1
        else:
            self._add(judged, header, payload)

    def _follow(self, kind: Kind) -> None:
        if kind in {Kind.CALL_STARTED, Kind.SIGNED_OUT}:
            self._on_call = True
        elif kind is Kind.CALL_ENDED:
            self._on_call = False

    def _moment(self, header: Header, payload: Payload) -> Moment:
        offset = header.at.astimezone(self._zone).utcoffset() if self._zone else None
        situation = Situation(team=payload.team or None, on_call=self._on_call, utc_offset=offset)
        return Moment(at=header.at.astimezone(UTC), situation=situation)

    def _add(self, judged: Judged, header: Header, payload: Payload) -> None:
        is_loud = header.severity in _LOUD
        self.tally.was[is_loud] += 1
        if not judged.rules:
            if judged.why:
                self.tally.unjudged[judged.why] += 1
            else:
                self.tally.not_raised += 1
            return
        counter = self.tally.violations if is_loud else self.tally.quiet
        for rule in judged.rules:
            counter[Heap(self._day(header.at), payload.team, rule)] += 1

    def _day(self, at: datetime) -> str:
        return at.astimezone(self._zone or UTC).date().isoformat()

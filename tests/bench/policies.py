"""The figures of policy: what 200 rules cost, in time for each fact and in memory."""

# SPDX-License-Identifier: Apache-2.0

import time
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tests.bench.figure import Figure, judged
from workstation.facts.observations import (
    ClockTicked,
    FieldFocused,
    Observation,
    PixelsRead,
    ScreenRead,
    SelectionRead,
)
from workstation.facts.place import Field, Mark, Place, Program, Rect
from workstation.facts.session import Session
from workstation.facts.situation import Situation
from workstation.facts.truth import Truth
from workstation.guards.roster import build_guards
from workstation.guards.ruling import Guard
from workstation.policy.rules import AnyRule, CaptureRule, ClipboardRule, IdleRule, MaskingRule, Policy
from workstation.policy.scope import Application, Hours, PlaceScope, Scope

TRIES = 500
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AT = Rect(0, 0, 80, 20)
LAST_PAGE = Place(
    executable="/usr/bin/chromium",
    window_class="Chromium",
    title="Customer",
    url="https://app69.example.com/7",
    role="entry",
    label="Card",
)
PROGRAM = Program(name="xclip", path="/usr/bin/xclip", pid=1)
OBSERVATIONS: tuple[Observation, ...] = (
    ClockTicked(at=NOW),
    FieldFocused(
        at=NOW, field=Field(application="x", role="entry", data_class="card_number", rect=AT, place=LAST_PAGE)
    ),
    ScreenRead(at=NOW, marks=(Mark(application="x", data_class="card_number", hidden=(AT,), place=LAST_PAGE),)),
    SelectionRead(at=NOW, selection="PRIMARY", program=PROGRAM, data_classes={"card_number": 1}),
    PixelsRead(at=NOW, program=PROGRAM),
)


def figures() -> tuple[Figure, ...]:
    """Judge every kind of fact by 200 rules of which most hold elsewhere: the slowest kind is the figure."""
    tracemalloc.start()
    guards = build_guards(Policy(name="200 rules", format=1, rule=tuple(_rules())))
    session = Session(
        now=NOW,
        policy="",
        truth=Truth.ACTIVE,
        situation=Situation(team="cards", addresses=("10.4.1.1",), utc_offset=timedelta(hours=8)),
    )
    _judge(guards, session)
    taken = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    slowest = max(_microseconds(guards, session, observation) for observation in OBSERVATIONS)
    how = f"every guard judging one fact, the slowest of {len(OBSERVATIONS)} kinds"
    return (
        judged(Figure(id="policy.judge_us_200_rules", value=round(slowest, 1), unit="µs", how=how, target=50, n=TRIES)),
        judged(Figure(id="policy.rules_200_mb", value=round(taken, 2), unit="MB", how="tracemalloc", target=20)),
    )


def _rules() -> list[AnyRule]:
    rules: list[AnyRule] = []
    for number in range(70):
        teams = (f"team-{number}",) if number % 3 == 0 else ()
        scope = PlaceScope(teams=teams, applications=(Application(url=f"https://app{number}.example.com/*"),))
        rules += [MaskingRule(id=f"m{number}", scope=scope), ClipboardRule(id=f"c{number}", scope=scope)]
    day = Hours(start="08:00", end="18:00")
    for number in range(30):
        rules.append(CaptureRule(id=f"p{number}", scope=Scope(teams=(f"team-{number}",))))
        rules.append(IdleRule(id=f"i{number}", after_seconds=100 + number, scope=PlaceScope(hours=(day,))))
    return rules


def _judge(guards: Sequence[Guard], session: Session) -> None:
    for observation in OBSERVATIONS:
        for guard in guards:
            guard.judge(session, observation)


def _microseconds(guards: Sequence[Guard], session: Session, observation: Observation) -> float:
    began = time.perf_counter()
    for _ in range(TRIES):
        for guard in guards:
            guard.judge(session, observation)
    return (time.perf_counter() - began) / TRIES * 1e6

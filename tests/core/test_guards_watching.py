"""Readers of the screen are watched where any rule goes by them, by the names of the policy as well."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.core.seats import SCROT, at, seat
from workstation.facts.actions import IdentifyReader, WatchReaders
from workstation.facts.observations import (
    ClockTicked,
    Observation,
    PixelsRead,
    PolicyChanged,
    RecordersSeen,
    SeatStarted,
)
from workstation.facts.signature import Signature
from workstation.guards.roster import build_guards
from workstation.policy.rules import (
    AnyRule,
    CaptureRule,
    IdleRule,
    MaskingRule,
    Policy,
    RecorderTable,
    Reveal,
    WindowRule,
)
from workstation.policy.scope import Application, PlaceScope

WINDOWS = WindowRule(id="w", cover="always", scope=PlaceScope(applications=(Application(window_class="X"),)))
REVEAL = Reveal(id="r", classes=("us_ssn",), scope=PlaceScope(call="on"), seconds=9, times_an_hour=1, reasons=("x",))
TABLE = RecorderTable(program="ffmpeg", argument="--film")
FILMING = Signature("ffmpeg", "--film")
BEGINS = SeatStarted(at=at(0)), PolicyChanged(at=at(1), policy="p")


def watched(policy: Policy, observation: Observation) -> list[WatchReaders]:
    rulings = [guard.judge(seat(), observation) for guard in build_guards(policy)]
    return [each for ruling in rulings if ruling for each in ruling.actions if isinstance(each, WatchReaders)]


@pytest.mark.parametrize("observation", BEGINS)
@pytest.mark.parametrize("rule", [CaptureRule(id="c"), WINDOWS])
def test_they_are_watched_once_from_the_start_and_under_another_policy(rule: AnyRule, observation: Observation) -> None:
    policy = Policy(name="x", format=1, rule=(rule, MaskingRule(id="m")), reveal=(REVEAL,), recorders=("acme-*", TABLE))
    assert watched(policy, observation) == [WatchReaders(recorders=(Signature("acme-*"), FILMING))]
    assert watched(policy, ClockTicked(at=at(2))) == []


def test_a_reveal_alone_has_them_watched_and_nothing_else_does() -> None:
    rules = (MaskingRule(id="m"), IdleRule(id="i", after_seconds=60))
    assert watched(Policy(name="x", format=1, rule=rules, reveal=(REVEAL,)), BEGINS[0]) == [WatchReaders()]
    assert watched(Policy(name="x", format=1, rule=rules), BEGINS[0]) == []


def asked(policy: Policy, *told: Observation) -> list[IdentifyReader]:
    *before, now = told
    rulings = [guard.judge(seat(*before), now) for guard in build_guards(policy)]
    return [each for ruling in rulings if ruling for each in ruling.actions if isinstance(each, IdentifyReader)]


def test_who_reads_is_identified_each_time_where_a_rule_allows_by_digest() -> None:
    read, again, later = (PixelsRead(at=at(second), program=SCROT) for second in (1, 1.5, 9))
    seen = RecordersSeen(at=at(1), programs=(SCROT,))
    allowing = Policy(name="x", format=1, rule=(CaptureRule(id="c", allow=(f"sha256:{'5' * 64}",)),))
    assert asked(allowing, read) == asked(allowing, read, later) == [IdentifyReader(program=SCROT, seen="pixels_read")]
    assert asked(allowing, seen) == [IdentifyReader(program=SCROT, seen="recorder_runs")]
    assert asked(allowing, read, again) == asked(allowing, seen, seen) == []
    assert asked(allowing, seen, BEGINS[1]) == [IdentifyReader(program=SCROT, seen="before")]
    by_path = Policy(name="x", format=1, rule=(CaptureRule(id="c", allow=("/usr/bin/orca",)),))
    assert asked(by_path, read) == asked(by_path, seen) == asked(by_path, seen, BEGINS[1]) == []

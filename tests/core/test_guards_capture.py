"""Capture keys do nothing, and programs that read the screen are named."""

# SPDX-License-Identifier: Apache-2.0

from tests.core.seats import SCROT, actions, at, bodies, notices, rules, seat
from workstation.facts.actions import HoldCaptureKeys, Notify, WriteEntry
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import ChordSwallowed, ClockTicked, PixelsRead, RecordersSeen, SeatStarted
from workstation.facts.place import Program
from workstation.facts.truth import Truth
from workstation.guards.capture import CaptureGuard
from workstation.policy.rules import CaptureRule

REASON = CaptureRule(id="capture").reason
GUARD = CaptureGuard(
    rules(CaptureRule(id="capture", allow=("/usr/bin/orca", "/opt/quality/*"), instead="Describe it."))
)


def printed(seconds: float = 1) -> ChordSwallowed:
    return ChordSwallowed(at=at(seconds), chord="Print", purpose="capture")


def reads(program: Program = SCROT, seconds: float = 1) -> PixelsRead:
    return PixelsRead(at=at(seconds), program=program)


def test_keys_are_held_and_readers_watched_from_the_start() -> None:
    did = actions(GUARD, seat(truth=Truth.SIGNED_OUT), SeatStarted(at=at(0)))
    assert did == (HoldCaptureKeys(),)


def test_a_capture_key_is_written_and_told() -> None:
    did = actions(GUARD, seat(), printed())
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.CAPTURE_KEY_BLOCKED, Severity.VIOLATION, Outcome.BLOCKED)
    assert body.details == {"chord": "Print"}
    assert notices(did) == ["capture_key"]


def test_a_program_that_reads_pixels_is_named() -> None:
    did = actions(GUARD, seat(), reads())
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.PIXELS_READ, Severity.VIOLATION, Outcome.DETECTED)
    assert body.application == "scrot"
    assert [each.tool for each in did if isinstance(each, WriteEntry)] == [SCROT]
    assert did[-1] == Notify(event="pixels_read", rule="capture", what="scrot", reason=REASON, instead="Describe it.")


def test_a_program_whose_path_the_rule_allows_may_read() -> None:
    assert GUARD.judge(seat(), reads(Program(name="orca", path="/usr/bin/orca", pid=9))) is None
    assert GUARD.judge(seat(), reads(Program(name="rec", path="/opt/quality/rec", pid=9))) is None


def test_an_allowed_name_with_another_path_may_not() -> None:
    assert bodies(actions(GUARD, seat(), reads(Program(name="orca", path="/tmp/orca", pid=9))))  # noqa: S108 - a path
    assert bodies(actions(GUARD, seat(), reads(Program(name="orca", path="", pid=9))))


def test_a_recorder_is_named_once_while_it_runs_though_nobody_sees_it_read() -> None:
    obs, orca = Program(name="obs", path="/usr/bin/obs", pid=3), Program(name="orca", path="/usr/bin/orca", pid=4)
    seen = RecordersSeen(at=at(1), programs=(obs, orca))
    did = actions(GUARD, seat(), seen)
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.RECORDER_RUNS, Severity.VIOLATION, Outcome.DETECTED)
    assert (body.application, notices(did)) == ("obs", ["recorder_runs"])
    assert [each.tool for each in did if isinstance(each, WriteEntry)] == [obs]
    assert GUARD.judge(seat(seen), RecordersSeen(at=at(2), programs=(obs,))) is None
    assert GUARD.judge(seat(seen), RecordersSeen(at=at(2), programs=())) is None


def test_a_film_and_a_held_key_are_one_entry() -> None:
    assert GUARD.judge(seat(reads(seconds=1)), reads(seconds=1.04)) is None
    assert GUARD.judge(seat(printed(1)), printed(1.5)) is None
    assert bodies(actions(GUARD, seat(reads(seconds=1)), reads(seconds=3)))
    assert bodies(actions(GUARD, seat(reads(seconds=1)), reads(Program(name="xwd", path="", pid=9), seconds=1.04)))


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(), ClockTicked(at=at(1))) is None
    assert GUARD.judge(seat(), ChordSwallowed(at=at(1), chord="ctrl+c", purpose="copy")) is None

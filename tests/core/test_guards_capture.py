"""Capture keys do nothing, and programs that read the screen are named."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace

import pytest

from tests.core.seats import SCROT, actions, at, bodies, notices, rules, seat
from workstation.facts.actions import HoldCaptureKeys, Notify, WriteEntry
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    ChordSwallowed,
    ClockTicked,
    MoreRead,
    Observation,
    PixelsRead,
    ReaderIdentified,
    ReaderSeen,
    RecordersSeen,
    SeatEnding,
    SeatStarted,
)
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


DIGEST, OTHER = f"sha256:{'5' * 64}", f"sha256:{'6' * 64}"
QUALITY = Program(name="quality", path="/home/kim/quality", pid=9)


def known(digest: str, seen: ReaderSeen = "pixels_read", program: Program = QUALITY) -> ReaderIdentified:
    return ReaderIdentified(at=at(2), program=program, digest=digest, seen=seen)


def by_digest(*more: CaptureRule) -> CaptureGuard:
    return CaptureGuard(rules(CaptureRule(id="digest", allow=("/usr/bin/orca", DIGEST)), *more))


def test_a_program_that_the_rule_allows_by_its_digest_may_read_and_film_under_any_name() -> None:
    guard, running = by_digest(), RecordersSeen(at=at(1), programs=(QUALITY,))
    for seen in (reads(QUALITY), running):
        assert guard.judge(seat(), seen) is None
    assert guard.judge(seat(reads(QUALITY)), known(DIGEST)) is None
    assert guard.judge(seat(running), known(DIGEST, "recorder_runs")) is None


@pytest.mark.parametrize("digest", [OTHER, ""])
def test_what_executes_something_else_or_nobody_knows_what_is_named_once_it_is_looked_at(digest: str) -> None:
    (body,) = bodies(actions(by_digest(), seat(reads(QUALITY)), known(digest)))
    assert (body.kind, body.rule, body.application) == (Kind.PIXELS_READ, "digest", "quality")
    (body,) = bodies(actions(by_digest(), seat(), known(digest, "recorder_runs")))
    assert body.kind is Kind.RECORDER_RUNS
    assert by_digest().judge(seat(reads(QUALITY)), known(digest, "before")) is None


def test_a_rule_that_knows_no_digests_names_at_once_and_once() -> None:
    guard = by_digest(CaptureRule(id="strict"))
    (body,) = bodies(actions(guard, seat(), reads(QUALITY)))
    assert body.rule in {"strict", "digest"}
    for digest in (DIGEST, OTHER):
        assert guard.judge(seat(reads(QUALITY)), known(digest)) is None


def test_every_rule_that_holds_must_allow_the_digest() -> None:
    guard = by_digest(CaptureRule(id="other", allow=(OTHER,)))
    assert guard.judge(seat(), reads(QUALITY)) is None
    (body,) = bodies(actions(guard, seat(reads(QUALITY)), known(DIGEST)))
    assert body.rule == "other"


def test_what_is_allowed_by_its_path_is_not_waited_for() -> None:
    orca = Program(name="orca", path="/usr/bin/orca", pid=9)
    assert by_digest().judge(seat(reads(orca)), known(OTHER, program=orca)) is None


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


def counts(guard: CaptureGuard, *told: Observation) -> list[dict[str, str | int]]:
    *before, now = told
    return [body.details for body in bodies(actions(guard, seat(*before), now)) if body.kind is Kind.READING_ENDED]


def test_how_often_a_program_read_is_written_once_it_has_ended() -> None:
    more = MoreRead(at=at(1.2), program=SCROT, reads=3)
    film = (reads(seconds=1), replace(reads(seconds=2), reads=30), replace(reads(seconds=4), reads=45))
    once = {"pid": SCROT.pid, "reads": 4, "seconds": 0}
    assert counts(GUARD, reads(), more, ClockTicked(at=at(5))) == []
    assert counts(GUARD, reads(), more, ClockTicked(at=at(7))) == [once]
    assert counts(GUARD, reads(), more, SeatEnding(at=at(2))) == [once]
    assert counts(GUARD, *film, ClockTicked(at=at(65))) == [{"pid": SCROT.pid, "reads": 76, "seconds": 3}]
    assert counts(GUARD, *film, ClockTicked(at=at(65)), ClockTicked(at=at(66))) == []


def test_a_single_look_has_no_count_and_neither_has_what_is_allowed() -> None:
    assert counts(GUARD, reads(), ClockTicked(at=at(9))) == []
    orca = Program(name="orca", path="/usr/bin/orca", pid=9)
    assert counts(GUARD, replace(reads(orca), reads=9), ClockTicked(at=at(9))) == []
    quality = replace(reads(QUALITY), reads=9)
    assert counts(by_digest(), quality, known(DIGEST), ClockTicked(at=at(9))) == []
    assert len(counts(by_digest(), quality, known(OTHER), ClockTicked(at=at(9)))) == 1


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(), ClockTicked(at=at(1))) is None
    assert GUARD.judge(seat(), ChordSwallowed(at=at(1), chord="ctrl+c", purpose="copy")) is None

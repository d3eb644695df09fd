"""Remote support: what an approver let run runs and looks, for its time, and everything else stays as it was."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.core.seats import SCROT, actions, at, bodies, kinds, mark, notices, rules, seat, told
from workstation.facts.actions import EndProgram, Notify, WatchPrograms
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    ClockTicked,
    Observation,
    PixelsRead,
    PolicyChanged,
    ProgramSeen,
    RecordersSeen,
    RevealAsked,
    ScreenRead,
    SupportChanged,
)
from workstation.facts.place import Program
from workstation.facts.support import Supported
from workstation.facts.truth import Truth
from workstation.guards.capture import CaptureGuard
from workstation.guards.desk import DeskGuard
from workstation.guards.support import AFTERWARDS, MEANWHILE, REASON, SupportGuard
from workstation.policy.rules import CaptureRule, DeskRule

VNC = Program(name="x11vnc", path="/usr/bin/x11vnc", pid=500)
OWN = Program(name="x11vnc", path="/home/maria/x11vnc", pid=501)
HELP = Supported(rule="it-help", program="/usr/bin/x11vnc", approver="Kim", until=at(60))
BEGUN = SupportChanged(at=at(1), support=HELP)
OVER = SupportChanged(at=at(30), support=None)
DESK = DeskGuard(rules(DeskRule(id="desk", forbidden_names=("x11vnc",), folders=(), removable_media="allow")))
CAPTURE = CaptureGuard(rules(CaptureRule(id="capture")))
AGAIN = WatchPrograms(names=("x11vnc",), paths=())


def test_an_approved_program_runs_and_any_other_ends() -> None:
    session = seat(BEGUN)
    assert DESK.judge(session, ProgramSeen(at=at(2), program=VNC)) is None
    for other in (OWN, Program(name="x11vnc", path="", pid=502), SCROT):
        assert kinds(actions(DESK, session, ProgramSeen(at=at(2), program=other)))[0] == "EndProgram"


@pytest.mark.parametrize(
    "end",
    [
        OVER,
        ClockTicked(at=at(60)),
        told(Truth.LOCKED, 30),
        told(Truth.SIGNED_OUT, 30),
        SupportChanged(at=at(30), support=Supported(rule="it-help", program="/opt/x", approver="Kim", until=at(60))),
    ],
)
def test_at_its_end_what_runs_is_looked_for_again_and_ends(end: Observation) -> None:
    session = seat(BEGUN)
    assert AGAIN in actions(DESK, session, end)
    after = session.after(end)
    assert actions(DESK, after, ProgramSeen(at=end.at, program=VNC))[0] == EndProgram(program=VNC)


def test_past_its_time_it_ends_even_before_a_second_has_passed() -> None:
    assert actions(DESK, seat(BEGUN), ProgramSeen(at=at(60.1), program=VNC))[0] == EndProgram(program=VNC)


def test_while_it_lasts_nothing_is_looked_for_again() -> None:
    assert DESK.judge(seat(), BEGUN) is None
    assert DESK.judge(seat(BEGUN), ClockTicked(at=at(59))) is None


def test_its_looks_at_the_screen_are_accesses_of_which_nobody_is_notified() -> None:
    did = actions(CAPTURE, seat(BEGUN), PixelsRead(at=at(2), program=VNC))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.PIXELS_READ, Severity.ACCESS, Outcome.DETECTED)
    assert (body.rule, body.application) == ("capture", "x11vnc")
    assert body.details == {"support": "it-help", "pid": VNC.pid}
    assert notices(did) == []


@pytest.mark.parametrize(("program", "when"), [(OWN, 2.0), (SCROT, 2.0), (VNC, 60.0)])
def test_the_looks_of_others_and_after_its_time_are_violations(program: Program, when: float) -> None:
    (body,) = bodies(actions(CAPTURE, seat(BEGUN), PixelsRead(at=at(when), program=program)))
    assert body.severity is Severity.VIOLATION


@pytest.mark.parametrize("end", [SupportChanged(at=at(2.2), support=None), told(Truth.LOCKED, 2.2)])
def test_a_film_that_goes_on_after_its_end_is_a_violation_from_then_on(end: Observation) -> None:
    filming = seat(BEGUN, PixelsRead(at=at(2), program=VNC))
    assert CAPTURE.judge(filming, PixelsRead(at=at(2.1), program=VNC)) is None
    (body,) = bodies(actions(CAPTURE, filming.after(end), PixelsRead(at=at(2.3), program=VNC)))
    assert body.severity is Severity.VIOLATION


def test_nothing_is_supported_at_a_closed_seat() -> None:
    assert seat(BEGUN, truth=Truth.LOCKED).support is None
    assert seat(told(Truth.LOCKED, 1), BEGUN, told(Truth.ACTIVE, 3)).support is None


def test_what_came_too_late_is_not_supported() -> None:
    assert seat(SupportChanged(at=at(60), support=HELP)).support is None


def test_no_mask_is_lifted_while_it_watches() -> None:
    asked = mark("card_number")
    watched = seat(ScreenRead(at=at(0), marks=(asked,)), BEGUN, RecordersSeen(at=at(2), programs=(VNC,)))
    assert watched.watching() == (VNC,)
    assert watched.after(RevealAsked(at=at(3), mark=asked)).revealing is None


def test_the_agent_hears_that_it_begins_until_when_and_that_it_is_over() -> None:
    guard = SupportGuard()
    (begun,) = actions(guard, seat(), BEGUN)
    assert begun == Notify(
        event="support_allowed",
        rule="it-help",
        what="x11vnc",
        reason=REASON,
        instead=MEANWHILE,
        until=at(60),
        who="Kim",
    )
    assert guard.judge(seat(BEGUN), BEGUN) is None
    for end in (OVER, ClockTicked(at=at(60)), told(Truth.LOCKED, 30)):
        (over,) = actions(guard, seat(BEGUN), end)
        assert isinstance(over, Notify)
        assert (over.event, over.instead) == ("support_over", AFTERWARDS)
    assert guard.judge(seat(), ClockTicked(at=at(60))) is None
    assert guard.judge(seat(BEGUN), PolicyChanged(at=at(2), policy="x")) is None


@pytest.mark.parametrize(
    ("pattern", "name"),
    [("/usr/bin/x11vnc", "x11vnc"), ("/opt/help/*", "it-help"), ("/opt/*/anydesk", "anydesk"), ("/", "it-help")],
)
def test_it_is_called_as_its_program_where_that_has_a_name(pattern: str, name: str) -> None:
    assert Supported(rule="it-help", program=pattern, approver="Kim", until=at(60)).name == name

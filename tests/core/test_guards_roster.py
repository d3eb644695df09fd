"""What holds of all guards together."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.seats import START, actions, at, seat
from workstation.facts.actions import (
    CoverWindows,
    FreeCopying,
    HoldCopying,
    LockSeat,
    Notify,
    ShowMasks,
    SignOff,
    WriteEntry,
)
from workstation.facts.observations import (
    UNREADABLE,
    ChordSwallowed,
    ClockTicked,
    FieldFocused,
    FileScanned,
    InputFaked,
    InputIdled,
    InputResumed,
    LockWanted,
    MediaMounted,
    Observation,
    PixelsRead,
    ProgramSeen,
    ProgramsStarted,
    RecordersSeen,
    ScreenRead,
    ScreenTurnedOff,
    SeatStarted,
    SelectionOwned,
    SelectionRead,
    SensorFailed,
    SignOffWanted,
    TruthChanged,
    WindowsSeen,
)
from workstation.facts.place import Cover, Field, Mark, Place, Program, Rect, ShownWindow
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.roster import build_guards
from workstation.guards.sensors import SENSORS
from workstation.policy.rules import (
    USUAL_CLASSES,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    IdleRule,
    MaskingRule,
    NetworkRule,
    Policy,
    PrintingRule,
    ReauthRule,
    RecordingRule,
    Reveal,
    ShiftRule,
    WindowRule,
)
from workstation.policy.scope import Application, Hours, PlaceScope

POLICY = Policy(
    name="all",
    format=1,
    rule=(
        MaskingRule(id="masking"),
        WindowRule(
            id="window", cover="unfocused", scope=PlaceScope(applications=(Application(window_class="viewer"),))
        ),
        ClipboardRule(id="clipboard"),
        RecordingRule(id="recording"),
        PrintingRule(id="printing"),
        CaptureRule(id="capture"),
        IdleRule(id="idle", after_seconds=300),
        ReauthRule(id="reauth", after_seconds=3600),
        ShiftRule(id="shift", hours=(Hours(start="08:00", end="18:00"),)),
        DeskRule(id="desk", forbidden_names=("scrot",)),
        NetworkRule(id="network", networks=("0.0.0.0/0",)),
    ),
    reveal=(
        Reveal(
            id="reveal",
            classes=("us_ssn",),
            scope=PlaceScope(call="on"),
            seconds=30,
            times_an_hour=5,
            reasons=("The customer asks.",),
        ),
    ),
)
GUARDS = build_guards(POLICY)
CRM = Application(executable="/usr/bin/chromium")
TIGHTENING_IS_DONE = (WriteEntry, Notify)

TIMES = st.floats(-10, 10_000, allow_nan=False).map(at)
RECTS = st.builds(Rect, *[st.integers(0, 5)] * 4)
CLASSES = st.sampled_from([*USUAL_CLASSES, "iban"])
PROGRAMS = st.builds(Program, name=st.sampled_from(["scrot", ""]), path=st.just(""), pid=st.integers(1, 3))
MARKS = st.builds(
    Mark, application=st.sampled_from(["a", "b"]), data_class=CLASSES, hidden=st.lists(RECTS, max_size=2).map(tuple)
)
FIELDS = st.builds(
    Field, application=st.sampled_from(["a", "b"]), role=st.just(""), data_class=st.none() | CLASSES, rect=RECTS
)
WINDOWS = st.builds(
    ShownWindow,
    application=st.just("viewer"),
    place=st.sampled_from([Place(window_class="viewer"), Place(window_class="notes"), Place()]),
    rect=RECTS,
    visible=st.lists(RECTS, min_size=1, max_size=2).map(tuple),
    has_focus=st.booleans(),
)
SELECTIONS = st.sampled_from(["CLIPBOARD", "PRIMARY"])
COUNTS = st.dictionaries(CLASSES | st.just(UNREADABLE), st.integers(1, 9), max_size=3)
OBSERVATIONS: st.SearchStrategy[Observation] = st.one_of(
    st.builds(SeatStarted, at=TIMES),
    st.builds(ClockTicked, at=TIMES),
    st.builds(
        TruthChanged,
        at=TIMES,
        truth=st.sampled_from(Truth),
        agent=st.just("maria"),
        reason=st.sampled_from(["", "idle"]),
    ),
    st.builds(FieldFocused, at=TIMES, field=st.none() | FIELDS),
    st.builds(ScreenRead, at=TIMES, marks=st.lists(MARKS, max_size=4).map(tuple)),
    st.builds(WindowsSeen, at=TIMES, windows=st.lists(WINDOWS, max_size=3).map(tuple)),
    st.builds(SelectionOwned, at=TIMES, selection=SELECTIONS, program=PROGRAMS),
    st.builds(SelectionRead, at=TIMES, selection=SELECTIONS, program=PROGRAMS, data_classes=COUNTS),
    st.builds(
        ChordSwallowed,
        at=TIMES,
        chord=st.sampled_from(["ctrl+c", "Print"]),
        purpose=st.sampled_from(["copy", "paste", "menu", "capture", "print", "save"]),
    ),
    st.builds(PixelsRead, at=TIMES, program=PROGRAMS),
    st.builds(RecordersSeen, at=TIMES, programs=st.lists(PROGRAMS, max_size=1).map(tuple)),
    st.builds(ProgramSeen, at=TIMES, program=PROGRAMS),
    st.builds(ProgramsStarted, at=TIMES, pids=st.just((7,))),
    st.builds(FileScanned, at=TIMES, folder=st.just("Desktop"), data_classes=COUNTS),
    st.builds(MediaMounted, at=TIMES, mount_point=st.just("/media/x")),
    st.builds(
        InputFaked,
        at=TIMES,
        idle=st.integers(0, 1000).map(lambda s: timedelta(seconds=s)),
        by=st.sampled_from(["xtest", "uinput"]),
        ago=st.integers(0, 1000).map(lambda s: timedelta(seconds=s)),
    ),
    st.builds(InputIdled, at=TIMES, idle=st.integers(0, 1000).map(lambda s: timedelta(seconds=s))),
    st.builds(InputResumed, at=TIMES),
    st.builds(ScreenTurnedOff, at=TIMES),
    st.builds(SensorFailed, at=TIMES, sensor=st.sampled_from([*sorted(SENSORS), "other"]), reason=st.just("")),
    st.builds(LockWanted, at=TIMES),
    st.builds(SignOffWanted, at=TIMES),
)


@given(observations=st.lists(OBSERVATIONS, max_size=30))
def test_whatever_happens_a_covered_seat_is_never_loosened(observations: list[Observation]) -> None:
    session = Session(now=START, policy="0123456789ab")
    for observation in observations:
        following = session.after(observation)
        for guard in GUARDS:
            did = actions(guard, session, observation)
            assert following.truth is Truth.ACTIVE or FreeCopying() not in did
        session = following


@given(observations=st.lists(OBSERVATIONS, max_size=30))
def test_whatever_happens_what_tightens_comes_before_what_is_said_of_it(observations: list[Observation]) -> None:
    session = Session(now=START, policy="0123456789ab")
    for observation in observations:
        for guard in GUARDS:
            said = [isinstance(action, TIGHTENING_IS_DONE) for action in actions(guard, session, observation)]
            assert said == sorted(said)
        session = session.after(observation)


@given(observations=st.lists(OBSERVATIONS, max_size=30))
def test_whatever_happens_every_sensitive_value_on_the_screen_is_covered(observations: list[Observation]) -> None:
    session, covered = seat(), None
    for observation in observations:
        for action in (action for guard in GUARDS for action in actions(guard, session, observation)):
            if isinstance(action, ShowMasks):
                covered = action.marks
        session = session.after(observation)
    assert (covered or ()) == tuple(mark for mark in session.marks if mark.data_class in USUAL_CLASSES)


@given(observations=st.lists(OBSERVATIONS, max_size=30))
def test_whatever_happens_a_governed_window_without_the_focus_is_covered(observations: list[Observation]) -> None:
    session, covered = seat(), tuple[Cover, ...]()
    for observation in observations:
        for action in (action for guard in GUARDS for action in actions(guard, session, observation)):
            if isinstance(action, CoverWindows):
                covered = action.covers
        session = session.after(observation)
    wanted = [each for each in session.windows if each.place.window_class != "notes"]
    if not session.watching():
        wanted = [each for each in wanted if not each.has_focus]
    assert [cover.hidden for cover in covered] == [each.visible for each in wanted]


@given(observations=st.lists(OBSERVATIONS, max_size=30))
def test_whatever_happens_copying_is_held_in_a_sensitive_field(observations: list[Observation]) -> None:
    session, held = seat(), None
    for observation in observations:
        for action in (action for guard in GUARDS for action in actions(guard, session, observation)):
            match action:
                case HoldCopying(field=rect):
                    held = rect
                case FreeCopying():
                    held = None
        session = session.after(observation)
    if session.focus and session.focus.data_class in USUAL_CLASSES:
        assert held == session.focus.rect
    elif session.truth is Truth.ACTIVE:
        assert held is None


@pytest.mark.parametrize("sensor", sorted(SENSORS))
def test_every_sensor_is_needed_by_some_rule(sensor: str) -> None:
    failed = SensorFailed(at=at(1), sensor=sensor, reason="")
    assert any(LockSeat(reason="control_failed") in actions(guard, seat(), failed) for guard in GUARDS)


@pytest.mark.parametrize(("scope", "closes"), [(PlaceScope(), False), (PlaceScope(applications=(CRM,)), True)])
def test_an_idle_rule_of_a_program_cannot_be_judged_without_knowing_the_focus(
    scope: PlaceScope, *, closes: bool
) -> None:
    guards = build_guards(Policy(name="idle", format=1, rule=(IdleRule(id="idle", after_seconds=9, scope=scope),)))
    failed = SensorFailed(at=at(1), sensor="accessibility", reason="")
    assert any(isinstance(action, LockSeat) for guard in guards for action in actions(guard, seat(), failed)) is closes


def test_a_rule_that_the_policy_lacks_needs_no_sensor() -> None:
    (*guards,) = build_guards(Policy(name="idle", format=1, rule=(IdleRule(id="idle", after_seconds=9),)))
    failed = SensorFailed(at=at(1), sensor="masks", reason="")
    assert not any(actions(guard, seat(), failed) for guard in guards)


def test_a_screen_that_turns_off_locks_an_open_seat_under_every_policy() -> None:
    guards = build_guards(Policy(name="capture", format=1, rule=(CaptureRule(id="capture"),)))
    off = ScreenTurnedOff(at=at(1))
    assert [each for guard in guards for each in actions(guard, seat(), off)] == [LockSeat(reason="screen_off")]
    assert not [each for guard in guards for each in actions(guard, seat(truth=Truth.LOCKED), off)]


def test_the_agent_can_always_lock_the_seat_and_end_their_session() -> None:
    guards = build_guards(Policy(name="idle", format=1, rule=(IdleRule(id="idle", after_seconds=9),)))
    did = [action for guard in guards for action in actions(guard, seat(), LockWanted(at=at(1)))]
    assert did == [LockSeat(reason="agent")]
    did = [action for guard in guards for action in actions(guard, seat(), SignOffWanted(at=at(1)))]
    assert did == [SignOff()]

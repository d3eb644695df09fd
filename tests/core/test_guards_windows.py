"""Windows are covered as their rules say, whatever they show; that the focus uncovers one is on the record."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.seats import START, actions, at, bodies, kinds, rules, seat, told
from workstation.facts.actions import CoverWindows
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    ClockTicked,
    EntryWritten,
    Observation,
    PixelsRead,
    PolicyChanged,
    ReaderIdentified,
    RecordersSeen,
    SeatStarted,
    WindowsSeen,
)
from workstation.facts.place import Cover, CoverReason, Place, Program, Rect, ShownWindow
from workstation.facts.truth import Truth
from workstation.facts.watchers import is_recorder
from workstation.guards.roster import build_guards
from workstation.guards.windows import WindowGuard
from workstation.policy.region import Region
from workstation.policy.rules import GrantedException, IdleRule, Policy, WindowRule
from workstation.policy.scope import Application, PlaceScope

IN_VIEWER = PlaceScope(applications=(Application(window_class="Vncviewer"),))
PANEL = Region(name="Card panel", left=10, width=50, bottom=0, height=20)
RECORDER = Program(name="obs", path="/usr/bin/obs", pid=700)
BOX = Rect(100, 100, 400, 300)
PANEL_BOX = Rect(110, 380, 50, 20)

UNFOCUSED = WindowRule(id="viewer", cover="unfocused", while_watched=False, scope=IN_VIEWER)
REGIONS = WindowRule(id="panel", cover="regions", regions=(PANEL,), while_watched=False, scope=IN_VIEWER)
WATCHED = WindowRule(id="shared", cover="watched", scope=IN_VIEWER)


def window(
    *, window_class: str | None = "Vncviewer", focus: bool = False, visible: tuple[Rect, ...] = (BOX,)
) -> ShownWindow:
    return ShownWindow(
        application=(window_class or "").lower(),
        place=Place(window_class=window_class),
        rect=BOX,
        visible=visible,
        has_focus=focus,
    )


NOTES = window(window_class="Mousepad")


def sees(*windows: ShownWindow, seconds: float = 1) -> WindowsSeen:
    return WindowsSeen(at=at(seconds), windows=windows)


def reads(seconds: float, program: Program = RECORDER) -> PixelsRead:
    return PixelsRead(at=at(seconds), program=program)


def covers(guard: WindowGuard, *observations: Observation) -> tuple[Cover, ...]:
    """Return what is covered once all of this happened."""
    session, covered = seat(), tuple[Cover, ...]()
    for observation in observations:
        for action in actions(guard, session, observation):
            if isinstance(action, CoverWindows):
                covered = action.covers
        session = session.after(observation)
    return covered


def whole(why: CoverReason, *hidden: Rect) -> Cover:
    return Cover(name="", why=why, hidden=hidden or (BOX,))


def test_a_window_is_covered_while_it_lacks_the_focus() -> None:
    guard = WindowGuard(rules(UNFOCUSED))
    assert covers(guard, sees(window())) == (whole("unfocused"),)
    assert covers(guard, sees(window()), sees(window(focus=True))) == ()
    assert covers(guard, sees(window(focus=True)), sees(window(), NOTES)) == (whole("unfocused"),)


def test_a_region_is_covered_where_it_can_be_seen_also_while_the_agent_works_there() -> None:
    upper, left = Rect(100, 100, 400, 100), Rect(100, 200, 30, 200)
    guard = WindowGuard(rules(REGIONS))
    assert covers(guard, sees(window(focus=True))) == (Cover(name="Card panel", why="policy", hidden=(PANEL_BOX,)),)
    seen = covers(guard, sees(window(visible=(upper, left))))
    assert seen == (Cover(name="Card panel", why="policy", hidden=(Rect(110, 380, 20, 20),)),)
    assert covers(guard, sees(window(visible=(upper,)))) == ()


def test_other_windows_are_left_alone_and_what_nobody_can_tell_counts() -> None:
    guard = WindowGuard(rules(UNFOCUSED))
    assert covers(guard, sees(NOTES, window(window_class=""))) == ()
    assert covers(guard, sees(window(window_class=None))) == (whole("unfocused"),)


def test_a_window_is_covered_whole_while_a_program_reads_the_screen() -> None:
    guard = WindowGuard(rules(WATCHED))
    shown = sees(window(focus=True))
    assert covers(guard, shown) == ()
    assert covers(guard, shown, reads(2)) == (whole("watched"),)
    assert covers(guard, reads(1), shown) == (whole("watched"),)
    assert covers(guard, shown, reads(2), ClockTicked(at=at(6))) == (whole("watched"),)
    assert covers(guard, shown, reads(2), ClockTicked(at=at(7))) == ()


def test_a_film_goes_on_for_a_minute_after_its_last_look() -> None:
    guard = WindowGuard(rules(WATCHED))
    film = (sees(window(focus=True)), reads(2), reads(3), reads(4))
    assert covers(guard, *film, ClockTicked(at=at(63))) == (whole("watched"),)
    assert covers(guard, *film, ClockTicked(at=at(64))) == ()


def test_a_window_is_covered_while_a_program_that_is_made_for_filming_runs() -> None:
    guard, shown = WindowGuard(rules(WATCHED)), sees(window(focus=True))
    runs = RecordersSeen(at=at(2), programs=(RECORDER,))
    assert covers(guard, shown, runs, ClockTicked(at=at(900))) == (whole("watched"),)
    assert covers(guard, shown, runs, RecordersSeen(at=at(3), programs=())) == ()


@pytest.mark.parametrize(
    ("name", "path", "told"),
    [
        ("obs", "/usr/bin/obs", True),
        ("simplescreenrec", "/usr/bin/simplescreenrecorder", True),
        ("TeamViewer", "/opt/teamviewer/TeamViewer", True),
        ("kazam", "/usr/bin/python3.11", True),
        ("jobs", "/usr/bin/jobs", False),
        ("", "", False),
    ],
)
def test_a_recorder_is_known_by_its_own_name_or_its_files(name: str, path: str, *, told: bool) -> None:
    assert is_recorder(Program(name=name, path=path, pid=1)) is told


def test_a_reader_that_the_rule_allows_covers_nothing() -> None:
    allowing = WindowRule(id="shared", cover="watched", allow=("/usr/bin/o*",), scope=IN_VIEWER)
    guard, shown = WindowGuard(rules(allowing)), sees(window())
    assert covers(guard, shown, reads(2)) == ()
    assert covers(guard, shown, reads(2), reads(3, Program(name="x", path="/tmp/x", pid=1))) == (whole("watched"),)  # noqa: S108 - a program's path
    assert covers(WindowGuard(rules(allowing, WATCHED)), shown, reads(2)) == (whole("watched"),)


def test_a_reader_that_the_rule_allows_by_its_digest_covers_until_it_is_identified() -> None:
    digest = f"sha256:{'5' * 64}"
    allowing = WindowRule(id="shared", cover="watched", allow=(digest,), scope=IN_VIEWER)
    guard, shown, read = WindowGuard(rules(allowing)), sees(window()), reads(2)
    assert covers(guard, shown, read) == (whole("watched"),)
    for found, covered in ((digest, ()), (f"sha256:{'6' * 64}", (whole("watched"),)), ("", (whole("watched"),))):
        known = ReaderIdentified(at=at(3), program=read.program, digest=found, seen="pixels_read")
        assert covers(guard, shown, read, known) == covered
        assert covers(guard, shown, read, known, reads(4, Program(name="x", path="/opt/x", pid=1))) == (
            whole("watched"),
        )


def test_what_covers_all_leaves_no_region_to_cover() -> None:
    guard = WindowGuard(rules(REGIONS, WindowRule(id="all", cover="always", scope=IN_VIEWER)))
    assert covers(guard, sees(window(focus=True))) == (whole("policy"),)


def test_that_the_focus_uncovers_a_window_is_an_access() -> None:
    guard = WindowGuard(rules(UNFOCUSED))
    did = actions(guard, seat(sees(window())), sees(window(focus=True), seconds=2))
    assert kinds(did) == ["CoverWindows", "WriteEntry"]
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.WINDOW_UNCOVERED, Severity.ACCESS, Outcome.DONE)
    assert (body.rule, body.application, body.data_classes) == ("viewer", "vncviewer", {})


def test_who_comes_back_within_a_minute_is_written_down_once() -> None:
    guard = WindowGuard(rules(UNFOCUSED))
    left = seat(sees(window(focus=True)), sees(window(), seconds=10))
    assert not bodies(actions(guard, left, sees(window(focus=True), seconds=70)))
    assert bodies(actions(guard, left, sees(window(focus=True), seconds=71)))


def test_another_window_of_the_same_program_is_none_of_the_rules_business() -> None:
    guard = WindowGuard(rules(UNFOCUSED))
    notes = replace(NOTES, application="vncviewer", has_focus=True)
    left = seat(sees(window(focus=True)), sees(window(), notes, seconds=10))
    assert not bodies(actions(guard, left, sees(window(focus=True), seconds=20)))
    assert bodies(actions(guard, left, sees(window(focus=True), seconds=71)))


def test_covering_is_no_access_nor_is_a_window_that_is_covered_for_another_reason() -> None:
    guard = WindowGuard(rules(UNFOCUSED, WATCHED))
    assert not bodies(actions(guard, seat(sees(window(focus=True))), sees(window(), seconds=2)))
    watched = seat(sees(window()), reads(1))
    assert not bodies(actions(guard, watched, sees(window(focus=True), seconds=2)))


def test_on_a_covered_seat_windows_are_covered_and_count_once_the_agent_can_see_them() -> None:
    guard = WindowGuard(rules(UNFOCUSED))
    locked = seat(truth=Truth.LOCKED)
    assert kinds(actions(guard, locked, sees(window(focus=True), window()))) == ["CoverWindows"]
    assert bodies(actions(guard, locked.after(sees(window(focus=True))), told(Truth.ACTIVE, 2)))


def test_windows_and_readers_are_watched_from_the_start() -> None:
    guard = WindowGuard(rules(UNFOCUSED))
    assert kinds(actions(guard, seat(), SeatStarted(at=START))) == ["WatchWindows"]


def test_another_policy_covers_and_uncovers_what_is_there_already() -> None:
    changed = PolicyChanged(at=at(2), policy="b")
    did = actions(WindowGuard(rules(UNFOCUSED)), seat(sees(window())), changed)
    assert did[0] == CoverWindows(covers=(whole("unfocused"),))
    without = build_guards(Policy(name="x", format=1, rule=(IdleRule(id="i", after_seconds=9),)))
    assert CoverWindows(covers=()) in [action for guard in without for action in actions(guard, seat(), changed)]


def test_an_exception_uncovers_once_it_is_on_the_record() -> None:
    granted = GrantedException(
        id="x", rules=("viewer",), scope=IN_VIEWER, reason="…", granted_by="…", expires=date(2027, 1, 1)
    )
    guard = WindowGuard(rules(UNFOCUSED, exceptions=[granted]))
    used = Body(kind=Kind.EXCEPTION_USED, severity=Severity.CUSTODY, outcome=Outcome.DONE, rule="x")
    assert not actions(guard, seat(sees(window())), ClockTicked(at=at(2)))
    assert covers(guard, sees(window()), EntryWritten(at=at(2), body=used)) == ()


AREAS = st.builds(
    Region,
    name=st.sampled_from(["a", "b"]),
    left=st.integers(0, 90),
    width=st.integers(1, 90),
    top=st.integers(0, 90),
    height=st.integers(1, 90),
)
WINDOW_RULES = st.one_of(
    st.builds(
        WindowRule,
        id=st.uuids().map(str),
        cover=st.sampled_from(["unfocused", "watched", "always"]),
        while_watched=st.booleans(),
        allow=st.sampled_from([(), ("/usr/bin/obs",)]),
        scope=st.sampled_from([IN_VIEWER, PlaceScope(applications=IN_VIEWER.applications, call="off")]),
    ),
    st.builds(
        WindowRule,
        id=st.uuids().map(str),
        cover=st.just("regions"),
        regions=st.lists(AREAS, min_size=1, max_size=2).map(tuple),
        while_watched=st.booleans(),
        scope=st.just(IN_VIEWER),
    ),
)
MOMENTS = st.tuples(
    st.booleans(), st.sampled_from([(), (reads(2),), (RecordersSeen(at=at(2), programs=(RECORDER,)),)])
).map(lambda told: (sees(window(focus=told[0])), *told[1]))


def pixels(covered: tuple[Cover, ...]) -> set[tuple[int, int]]:
    """Return what is covered, as points of a grid that every rectangle here has in it if it is ten wide and high."""
    return {
        (x, y)
        for cover in covered
        for rect in cover.hidden
        for x in range(BOX.x, BOX.x + BOX.width, 5)
        for y in range(BOX.y, BOX.y + BOX.height, 5)
        if rect.contains(x, y)
    }


@given(given_rules=st.lists(WINDOW_RULES, min_size=1, max_size=3), more=WINDOW_RULES, moment=MOMENTS)
def test_one_window_rule_more_uncovers_nothing(
    given_rules: list[WindowRule], more: WindowRule, moment: tuple[Observation, ...]
) -> None:
    before, after = (covers(WindowGuard(rules(*each)), *moment) for each in (given_rules, [*given_rules, more]))
    assert pixels(before) <= pixels(after)

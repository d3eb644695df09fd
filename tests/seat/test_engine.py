"""The engine: from a fact to an act, and closed whenever something on that path breaks."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.desktop import FakeDesktop
from tests.fakes.witness import Witness
from tests.keeper.running import eventually
from workstation.detect.scanner import Scanner
from workstation.errors import DesktopError
from workstation.facts.body import Body
from workstation.facts.browsers import Browser
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import (
    CallChanged,
    ClockTicked,
    LockWanted,
    Observation,
    ProgramSeen,
    ScreenRead,
    SensorFailed,
    TruthChanged,
)
from workstation.facts.pagefacts import BrowsersSeen
from workstation.facts.place import Cover, Mark, Place, Program, Rect, ShownWindow
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.roster import build_guards
from workstation.guards.ruling import Guard, Ruling
from workstation.policy.load import parse_policy
from workstation.policy.looking import scan_of
from workstation.policy.ownclass import OwnClassTable
from workstation.policy.rules import ClipboardRule, DeskRule, Policy
from workstation.policy.scope import Scope
from workstation.seat.engine import Engine

AT = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = parse_policy(Path("policies/trial.toml").read_bytes(), "trial.toml")
BY_EXTENSION = "Pages in Chromium, by extension 1.2"
CARD = Mark(application="crm", data_class="card_number", hidden=(Rect(10, 10, 60, 20),))


def engine_of(desktop: FakeDesktop, witness: Witness, guards: tuple[Guard, ...] = build_guards(POLICY)) -> Engine:
    session = Session(now=AT, policy="p")
    return Engine(guards=guards, session=session, keeper=witness, desktop=desktop, display=witness)


@contextmanager
def running(engine: Engine) -> Iterator[Callable[[Observation], None]]:
    thread = threading.Thread(target=engine.run)
    thread.start()
    try:
        yield engine.post
    finally:
        engine.stop()
        thread.join()


def opened(post: Callable[[Observation], None]) -> None:
    post(TruthChanged(at=AT, truth=Truth.ACTIVE, agent="cruz", reason=""))


def test_the_seat_is_ready_once_every_watch_is_up() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    with running(engine_of(desktop, witness)):
        eventually(lambda: witness.is_ready)
    assert not witness.locks


def test_what_the_session_keeps_follows_the_extensions_of_its_browsers() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    chromium = Program(name="chromium", path="/usr/lib/chromium/chromium", pid=7)
    with running(engine_of(desktop, witness)) as post:
        eventually(lambda: witness.is_ready)
        keeps = witness.capabilities
        covered = Browser(program=chromium, extension="current", version="1.2")
        post(BrowsersSeen(at=AT, browsers=(covered,)))
        eventually(lambda: [each.promise for each in witness.capabilities[len(keeps) :]] == [BY_EXTENSION])
        post(BrowsersSeen(at=AT, browsers=()))
        eventually(lambda: witness.capabilities == keeps)


def test_a_window_of_another_machine_is_covered_until_the_agent_works_in_it() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    viewer = ShownWindow(
        application="viewer",
        place=Place(window_class="TigerVNC Viewer"),
        rect=Rect(0, 0, 90, 90),
        visible=(Rect(0, 0, 90, 90),),
        has_focus=False,
    )
    with running(engine_of(desktop, witness)) as post:
        opened(post)
        eventually(lambda: witness.is_ready)
        desktop.opens(viewer)
        eventually(lambda: desktop.covers == (Cover(name="", why="unfocused", hidden=viewer.visible),))
        desktop.closes(viewer)
        desktop.opens(replace(viewer, has_focus=True))
        eventually(lambda: desktop.covers == ())
        eventually(lambda: Kind.WINDOW_UNCOVERED in [body.kind for body in witness.reports])
        desktop.connects(Program(name="obs", path="/usr/bin/obs", pid=5))
        eventually(lambda: [cover.why for cover in desktop.covers] == ["watched"])


def test_what_is_shown_is_masked_and_recorded() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    with running(engine_of(desktop, witness)) as post:
        opened(post)
        post(ScreenRead(at=AT, marks=(CARD,)))
        eventually(lambda: desktop.marks == (CARD,))
        eventually(lambda: Kind.DATA_SHOWN in [body.kind for body in witness.reports])


def test_a_class_of_the_policys_own_is_kept_off_the_clipboard_and_recorded_by_its_id() -> None:
    own = OwnClassTable(id="member_number", called="member number", pattern="MB-[0-9]{7}")
    policy = Policy(name="x", format=1, own=(own,), rule=(ClipboardRule(id="c", classes=("member_number",)),))
    desktop, witness = FakeDesktop(scan_of(policy)), Witness()
    with running(engine_of(desktop, witness, build_guards(policy))) as post:
        opened(post)
        eventually(lambda: witness.is_ready)
        desktop.copies(Program(name="yad", path="/usr/bin/yad", pid=7), "CLIPBOARD", "mb-1234567")
        eventually(lambda: bool(witness.reports))
    assert [(body.kind, body.data_classes) for body in witness.reports] == [
        (Kind.SELECTION_CLEARED, {"member_number": 1})
    ]


def test_a_program_that_runs_already_ends_as_a_call_begins_where_the_rule_is_for_calls() -> None:
    rule = DeskRule(id="d", forbidden_names=("obs",), scope=Scope(call="on"))
    desktop, witness = FakeDesktop(Scanner()), Witness()
    with running(engine_of(desktop, witness, build_guards(Policy(name="x", format=1, rule=(rule,))))) as post:
        opened(post)
        post(CallChanged(at=AT, on_call=False))
        eventually(lambda: witness.is_ready)
        obs = Program(name="obs", path="/usr/bin/obs", pid=7)
        desktop.runs(obs)
        assert desktop.ended == []
        post(CallChanged(at=AT, on_call=True))
        eventually(lambda: desktop.ended == [obs])


def test_the_windows_are_shown_a_session_only_where_it_looks_different() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    with running(engine_of(desktop, witness)) as post:
        opened(post)
        post(ScreenRead(at=AT, marks=()))
        post(LockWanted(at=AT))
        eventually(lambda: witness.locks == ["agent"])
    assert [session.truth for session in witness.shown] == [Truth.ACTIVE]


def test_a_mask_that_the_desktop_refuses_locks_is_recorded_and_ends_the_seat() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    desktop.refuses.add("show_masks")
    engine = engine_of(desktop, witness)
    opened(engine.post)
    engine.post(ScreenRead(at=AT, marks=(CARD,)))
    with pytest.raises(DesktopError):
        engine.run()
    assert witness.locks == ["control_failed", "engine_failed"]
    told = [(body.kind, body.outcome) for body in witness.reports]
    assert told == [(Kind.CONTROL_FAILED, Outcome.FAILED), (Kind.DATA_SHOWN, Outcome.FAILED)]


def test_a_program_that_cannot_be_ended_is_told_so_and_the_seat_goes_on() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    desktop.refuses.add("end_program")
    with running(engine_of(desktop, witness)) as post:
        post(ProgramSeen(at=AT, program=Program(name="obs", path="/usr/bin/obs", pid=7)))
        eventually(lambda: len(witness.reports) == 2)
        post(LockWanted(at=AT))
        eventually(lambda: witness.locks == ["control_failed", "agent"])
    assert [(body.kind, body.outcome) for body in witness.reports] == [
        (Kind.CONTROL_FAILED, Outcome.FAILED),
        (Kind.PROGRAM_ENDED, Outcome.FAILED),
    ]
    assert not witness.notices


def test_a_sensor_that_ends_ends_the_seat() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    engine = engine_of(desktop, witness)
    engine.post(SensorFailed(at=AT, sensor="masks", reason="gone"))
    with pytest.raises(DesktopError):
        engine.run()
    assert "control_failed" in witness.locks


class Counting:
    """A guard that counts how often it is told that time passed."""

    def __init__(self) -> None:
        self.ticks = 0

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: ARG002
        self.ticks += isinstance(observation, ClockTicked)
        return None


def test_time_passes_while_facts_never_pause() -> None:
    desktop, witness, counting = FakeDesktop(Scanner()), Witness(), Counting()
    with running(engine_of(desktop, witness, (counting,))) as post:

        def ticked_twice() -> bool:
            post(ScreenRead(at=AT, marks=()))
            return counting.ticks > 1

        eventually(ticked_twice)


def test_a_desktop_that_does_not_start_never_becomes_ready() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    desktop.refuses.add("start")
    with pytest.raises(DesktopError):
        engine_of(desktop, witness).run()
    assert not witness.is_ready
    assert witness.locks == ["engine_failed"]


class Broken:
    """A guard with a mistake in it."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        raise ZeroDivisionError(f"{session.policy} {type(observation).__name__}")


def test_a_mistake_in_a_guard_locks_and_ends_the_engine() -> None:
    witness = Witness()
    with pytest.raises(ZeroDivisionError):
        engine_of(FakeDesktop(Scanner()), witness, (Broken(),)).run()
    assert witness.locks == ["engine_failed"]
    assert not witness.is_ready


class LateDesktop(FakeDesktop):
    """A desktop that identifies nothing before it stops."""

    def __init__(self) -> None:
        super().__init__(Scanner())
        self.waiting: list[tuple[Program, Body]] = []

    def identify(self, tool: Program, body: Body) -> None:
        self.waiting.append((tool, body))

    def stop(self) -> None:
        for tool, body in self.waiting:
            super().identify(tool, body)
        super().stop()


def test_what_was_said_of_a_program_is_written_down_though_the_seat_ends() -> None:
    desktop, witness = LateDesktop(), Witness()
    with running(engine_of(desktop, witness)) as post:
        opened(post)
        eventually(lambda: witness.is_ready)
        desktop.reads_pixels(Program(name="scrot", path="/usr/bin/scrot", pid=7))
        eventually(lambda: desktop.waiting)
    assert [body.application for body in witness.reports if body.kind is Kind.PIXELS_READ] == ["scrot"]

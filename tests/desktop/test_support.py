"""Remote support with a real server of the screen: ended without an approval, and with one it sees masks only."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.approvals import SUPPORTED
from tests.desktop.bed import eventually
from tests.desktop.eyes import INK, PAPER
from tests.desktop.realseat import RealSeat
from tests.desktop.shared import Launch
from tests.desktop.viewer import Viewer
from workstation.facts.kinds import Kind, Severity
from workstation.facts.observations import ClockTicked, SupportChanged
from workstation.facts.place import Rect
from workstation.facts.support import Supported
from workstation.policy.rules import CaptureRule

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]
POLICY = replace(SUPPORTED, rule=(*SUPPORTED.rule, CaptureRule(id="capture")))
Serve = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def seat() -> Iterator[RealSeat]:
    made = RealSeat(POLICY)
    made.open()
    yield made
    made.close()


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "vnc"


@pytest.fixture
def serve(launch: Launch, shared: Path) -> Serve:
    """Serve the bed's screen, as IT would to look at it."""
    quiet = ("-rfbport", "0", "-forever", "-shared", "-nopw", "-nocursor", "-noxdamage", "-repeat")
    return lambda: launch("x11vnc", "-unixsock", str(shared), *quiet)


def approved(seat: RealSeat) -> datetime:
    """Have the seat told that x11vnc is supported for half an hour, as its keeper tells it; return until when."""
    until = datetime.now(UTC) + timedelta(minutes=30)
    told = Supported(rule="it-help", program=os.path.realpath("/usr/bin/x11vnc"), approver="Kim", until=until)
    seat._engine.post(SupportChanged(at=datetime.now(UTC), support=told))
    eventually(lambda: seat.session.support == told, "the seat knows")
    return until


def connected(path: Path) -> Viewer:
    """Return a viewer once the screen is served."""
    found: list[Viewer] = []

    def connects() -> bool:
        with suppress(OSError):
            found.append(Viewer(path))
        return bool(found)

    eventually(connects, "the screen is served")
    return found[0]


def sees_masks(viewer: Viewer, seat: RealSeat) -> bool:
    """Say whether all that is marked is covered where it is now."""
    hidden = [rect for mark in seat.marks for rect in mark.hidden]
    return bool(hidden) and all(viewer.colours(rect) <= {INK, PAPER} for rect in hidden)


def is_ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


def told_of(seat: RealSeat, kind: Kind) -> list[tuple[str, Severity]]:
    return [(body.application, body.severity) for body in seat.bodies if body.kind is kind]


def test_without_an_approval_it_is_ended(seat: RealSeat, serve: Serve) -> None:
    process = serve()
    eventually(lambda: is_ended(process), "it is ended")
    eventually(lambda: told_of(seat, Kind.PROGRAM_ENDED), "it is written down")
    assert told_of(seat, Kind.PROGRAM_ENDED) == [("x11vnc", Severity.VIOLATION)]


def test_with_an_approval_it_sees_masks_only_until_its_time_is_over(
    seat: RealSeat, serve: Serve, launch: Launch, shared: Path
) -> None:
    until = approved(seat)
    launch("yad", "--form", "--title=Payment", "--field=Card number", "4539578763621486")
    seat.until_shown("card_number")
    process = serve()
    with closing(connected(shared)) as viewer:
        eventually(lambda: sees_masks(viewer, seat), "who helps sees the mask")
        assert viewer.colours(Rect(0, 0, 1280, 900)) - {INK, PAPER}, "who helps sees everything else"
        eventually(lambda: told_of(seat, Kind.PIXELS_READ), "its look is on the record")
    assert set(told_of(seat, Kind.PIXELS_READ)) == {("x11vnc", Severity.ACCESS)}
    assert {program.name for program in seat._engine._session.watching()} == {"x11vnc"}
    assert [notice.event for notice in seat.notices] == ["support_allowed"]
    assert not is_ended(process)
    assert told_of(seat, Kind.PROGRAM_ENDED) == []
    seat._engine.post(ClockTicked(at=until))
    eventually(lambda: is_ended(process), "it is ended with its time")
    eventually(lambda: told_of(seat, Kind.PROGRAM_ENDED), "that is written down")
    assert [notice.event for notice in seat.notices] == ["support_allowed", "support_over", "program_ended"]


def test_it_is_ended_when_the_keeper_says_that_it_is_over(seat: RealSeat, serve: Serve, shared: Path) -> None:
    approved(seat)
    process = serve()
    connected(shared).close()
    seat._engine.post(SupportChanged(at=datetime.now(UTC), support=None))
    eventually(lambda: is_ended(process), "it is ended")

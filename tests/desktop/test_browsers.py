"""Browsers under a whole seat: what goes on the record, what the agent hears, what the session says that it keeps."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import Browser
from tests.desktop.realseat import REVEALING, RealSeat
from tests.desktop.test_revealing import EXTENDED
from workstation.browser.extensions import Extensions
from workstation.browser.meeting import meeting_place
from workstation.browser.nativehost import unpacked_id, write_host
from workstation.browser.package import EXTENSION, own_version
from workstation.browser.presence import Patience
from workstation.facts.capability import Capability, Strength
from workstation.facts.kinds import Kind

QUICK = Patience(starts=8.0, returns=1.0)


@contextmanager
def open_seat(*, is_set_up: bool = True) -> Iterator[RealSeat]:
    seat = RealSeat(REVEALING, Extensions(meeting_place(), lambda: is_set_up, QUICK))
    seat.open()
    try:
        yield seat
    finally:
        seat.close()


@contextmanager
def browsing(bed: Bed, folder: Path, *flags: str) -> Iterator[None]:
    folder.mkdir()
    write_host(folder / "profile" / "NativeMessagingHosts", unpacked_id(EXTENSION))
    browser = Browser(bed, folder, *flags)
    try:
        yield
    finally:
        bed.end(browser.process)


def raised(seat: RealSeat) -> list[Kind]:
    return [body.kind for body in seat.bodies if body.kind.startswith("data.extension")]


def of_pages(seat: RealSeat) -> list[Capability]:
    return [each for each in seat.capabilities if each.promise.startswith("Pages in Chromium")]


def test_a_browser_without_the_extension_is_recorded_told_and_said_of_the_session(bed: Bed, tmp_path: Path) -> None:
    with open_seat() as seat, browsing(bed, tmp_path / "without"):
        eventually(lambda: raised(seat), "it is on the record", 30)
        assert raised(seat) == [Kind.EXTENSION_MISSING]
        assert [notice.event for notice in seat.notices] == ["extension_missing"]
        eventually(lambda: [each.strength for each in of_pages(seat)] == [Strength.NOT_HERE], "the session says so")


def test_a_browser_with_the_extension_is_said_of_the_session_alone(bed: Bed, tmp_path: Path) -> None:
    with open_seat() as seat, browsing(bed, tmp_path / "with", *EXTENDED):
        eventually(lambda: of_pages(seat), "the session says what it keeps", 30)
        (kept,) = of_pages(seat)
        assert (kept.promise, kept.strength) == (f"Pages in Chromium, by extension {own_version()}", Strength.PREVENTED)
        assert not raised(seat)


def test_a_trial_in_which_no_extension_was_ever_set_up_says_so_once(bed: Bed, tmp_path: Path) -> None:
    with open_seat(is_set_up=False) as seat:
        with browsing(bed, tmp_path / "first"):
            eventually(lambda: raised(seat), "it is on the record", 30)
        eventually(lambda: not of_pages(seat), "it has ended")
        with browsing(bed, tmp_path / "second"):
            eventually(lambda: of_pages(seat), "the second one is known", 30)
        assert raised(seat) == [Kind.EXTENSION_MISSING]
        assert [notice.event for notice in seat.notices] == ["extension_never_set_up"]

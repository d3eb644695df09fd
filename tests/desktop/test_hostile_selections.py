"""Programs that mean no good on a selection: bounded memory and time, and whoever is honest is read afterwards."""

# SPDX-License-Identifier: Apache-2.0

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psutil
import pytest
import xcffib
from xcffib.xproto import Atom, WindowClass

from tests.desktop.owner import Owner, PiecewiseOwner
from tests.desktop.reports import Reports
from workstation.desktop.x11.clipboard import Clipboard
from workstation.desktop.x11.connection import Connection, Event
from workstation.detect.scanner import Scanner
from workstation.facts.observations import UNREADABLE, SelectionOwned, SelectionRead

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

CARD = b"4111 1111 1111 1111"
ONE_CARD = {"card_number": 1}
MEGABYTE = 1 << 20


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def clipboard(reports: Reports) -> Iterator[Clipboard]:
    made = Clipboard(Scanner(), reports.post)
    made.start()
    made.watch(pictures="read")
    yield made
    made.stop()


class LargeOwner(PiecewiseOwner):
    """Gives a hundred megabytes in large pieces, and counts them."""

    given = 0

    def pieces(self, content: bytes) -> Callable[[], bytes]:
        """Make every piece out of the same bytes."""

        def piece() -> bytes:
            self.given += len(content)
            return content if self.given <= 100 * MEGABYTE else b""

        return piece


class ListingOwner(Owner):
    """Lists many more targets than there can be, most of them made up."""

    def serve(self, request: Event) -> None:
        """Lie about the targets alone."""
        if request.target == self.connection.atom("TARGETS"):
            made_up = [0x1FFFFFFF - number for number in range(50_000)]
            self.put(request.requestor, request.property, Atom.ATOM, 32, made_up)
            self.answer(request, request.property)
        else:
            super().serve(request)


class MisfitOwner(Owner):
    """Answers with properties of another format and type than it says."""

    def serve(self, request: Event) -> None:
        """Give numbers for texts, a text for the targets."""
        text = request.target == self.connection.atom("TARGETS")
        self.put(request.requestor, request.property, Atom.STRING, 8 if text else 32, b"x" * 7 if text else [1, 2])
        self.answer(request, request.property)


def read_afterwards(reports: Reports) -> None:
    with closing(Owner("CLIPBOARD", CARD)):
        reports.first(SelectionRead, where=lambda read: read.data_classes == ONE_CARD)


@contextmanager
def within(megabytes: int) -> Iterator[None]:
    """Fail where this process is that much larger afterwards."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    yield
    gc.collect()
    grown = (psutil.Process().memory_info().rss - before) / MEGABYTE
    assert grown < megabytes


@pytest.mark.parametrize("target", ["UTF8_STRING", "image/png"])
def test_a_hundred_megabytes_are_not_taken(clipboard: Clipboard, reports: Reports, target: str) -> None:
    with within(48):
        owner = LargeOwner("CLIPBOARD", b"\x89PNG\r\n\x1a\n" + b"x" * MEGABYTE)
        owner.targets = [owner.connection.atom(target)]
        with closing(owner):
            read = reports.first(SelectionRead)
            assert UNREADABLE in (*read.data_classes, *read.pictured)
            assert owner.given < 20 * MEGABYTE
    read_afterwards(reports)
    assert clipboard is not None


@pytest.mark.usefixtures("clipboard")
def test_targets_that_lie_are_seen_through(reports: Reports) -> None:
    with within(48):
        with closing(ListingOwner("CLIPBOARD", CARD)):
            assert reports.first(SelectionRead).data_classes == ONE_CARD
        with closing(MisfitOwner("CLIPBOARD", b"")):  # past what the one before did not answer as it went
            reports.first(SelectionRead, where=lambda read: not read.data_classes)
    read_afterwards(reports)


@pytest.mark.usefixtures("clipboard")
def test_a_selection_that_changes_hands_without_end_is_told_as_unreadable_and_nothing_piles_up(
    reports: Reports,
) -> None:
    changes = 0
    over = threading.Event()

    def take_turns() -> None:
        nonlocal changes
        with closing(Connection()) as program:
            atom = program.atom("CLIPBOARD")
            windows = [int(program.raw.generate_id()) for _ in range(2)]
            for window in windows:
                program.core.CreateWindow(0, window, program.root, -1, -1, 1, 1, 0, WindowClass.InputOnly, 0, 0, [])
            while not over.is_set():
                program.core.SetSelectionOwner(windows[changes % 2], atom, xcffib.CurrentTime)
                program.core.GetInputFocus().reply()
                changes += 1

    thread = threading.Thread(target=take_turns)
    with within(48):
        thread.start()
        try:
            told = reports.first(SelectionRead, where=lambda read: UNREADABLE in read.data_classes)
        finally:
            over.set()
            thread.join()
    assert told.selection == "CLIPBOARD"
    assert changes > 1000
    assert len([fact for fact in reports.drained() if isinstance(fact, SelectionOwned)]) <= changes
    read_afterwards(reports)

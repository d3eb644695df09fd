"""Hearing of what the agent executes: the seat is told at once, and a warden that is gone is asked again."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import queue
from pathlib import Path

import pytest

from tests.fakes.warden import FakeWarden
from tests.keeper.running import RunningKeeper, hear
from workstation.errors import WardenError
from workstation.keeper import noticing as module
from workstation.keeper.noticing import Noticing
from workstation.keeper.ports import Executions
from workstation.link.messages import EXECUTED_LIMIT, Executed

WITHIN = 10.0


class Line:
    """What a warden notices, as a test plays it: processes, or None for a line that breaks."""

    def __init__(self) -> None:
        self.said: queue.Queue[tuple[int, ...] | None] = queue.Queue()
        self.is_closed = False

    def next(self, within: float) -> tuple[int, ...]:
        try:
            said = self.said.get(timeout=min(within, 0.01))
        except queue.Empty:
            return ()
        if said is None:
            raise WardenError("the warden notices no executions any more")
        return said

    def close(self) -> None:
        self.is_closed = True


class NoticingWarden(FakeWarden):
    """A warden that notices, once it was refused once."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: queue.Queue[Line] = queue.Queue()
        self.is_refused = True

    def notice(self, slot: int) -> Executions:
        if self.is_refused:
            self.is_refused = False
            return super().notice(slot)
        line = Line()
        self.lines.put(line)
        return line


def test_what_is_executed_is_told_whatever_becomes_of_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN_AFTER", 0.01)
    warden, told = NoticingWarden(), queue.Queue[tuple[int, ...]]()
    noticing = Noticing(warden, 1, told.put)
    noticing.start()
    try:
        first = warden.lines.get(timeout=WITHIN)
        first.said.put((7, 8))
        assert told.get(timeout=WITHIN) == (7, 8)
        first.said.put(None)
        second = warden.lines.get(timeout=WITHIN)
        second.said.put((9,))
        assert told.get(timeout=WITHIN) == (9,)
        assert first.is_closed
    finally:
        noticing.stop()
    assert second.is_closed


def test_the_seat_hears_of_every_process_however_many_there_are(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)

    def executed(pids: tuple[int, ...]) -> None:
        asyncio.run_coroutine_threadsafe(keeper.service.executed(pids), keeper._loop).result(WITHIN)

    executed((1,))  # without a seat there is nobody to tell
    seat, _, _ = keeper.open_seat()
    many = tuple(range(EXECUTED_LIMIT + 3))
    executed(many)
    assert hear(seat, Executed).pids + hear(seat, Executed).pids == many
    keeper.stop()

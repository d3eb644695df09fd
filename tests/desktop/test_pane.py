"""What a window shows stays known, in whatever order its program answers."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.pane import Pane
from workstation.desktop.x11.shown import Frame, Reading, Shown, View
from workstation.desktop.x11.windows import Stack, Window
from workstation.facts.place import UNKNOWN, Rect

if TYPE_CHECKING:
    from workstation.desktop.x11.screenreading import ScreenReader

PLACE = Rect(0, 0, 500, 500)
WINDOW = Window(1, 1, PLACE, PLACE, ())
STACK = Stack(PLACE, (WINDOW,))
FRAME = Frame(Node(":1.1", "frame"), "calc", "gtk", 1)
INPUT, CELL, SHEET = (Node(":1.1", name) for name in ("input", "cell", "sheet"))
CARD = Shown(data_class="card_number", block=CELL, spans=(), document=None, in_field=False)
PLAIN = Reading(
    nodes=frozenset({INPUT, CELL}),
    values={},
    captions={},
    homes={},
    documents={},
    place=PLACE,
    views={SHEET: View(PLACE, 7)},
)


class Slow:
    """A sheet's program, which answers each question when it is let, and shows a card from its second reading on."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[tuple[str, asyncio.Event]] = asyncio.Queue()
        self._now = PLAIN

    async def read(self, _frame: Frame, _before: Reading, *, is_fresh: bool) -> Reading:
        assert is_fresh
        await self._until_let("read")
        shown, self._now = self._now, replace(PLAIN, values={CELL: (CARD,)})
        return shown

    async def reread(self, _frame: Frame, reading: Reading, _node: Node) -> Reading:
        await self._until_let("reread")
        return replace(reading)

    async def follow(self, _frame: Frame, reading: Reading) -> Reading:
        await self._until_let("follow")
        return replace(reading)

    async def glance(self, reading: Reading) -> Reading:
        return reading

    async def _until_let(self, question: str) -> None:
        let = asyncio.Event()
        self.asked.put_nowait((question, let))
        await let.wait()


class Desk:
    """One pane, and what it asks."""

    def __init__(self) -> None:
        self.slow = Slow()
        self.failed: UnansweredError | None = None
        self._looked = asyncio.Event()
        self.pane = Pane(
            FRAME,
            (WINDOW,),
            cast("ScreenReader", self.slow),
            program=UNKNOWN,
            changed=lambda _: self._looked.set(),
            failed=self._fail,
        )

    def _fail(self, _frame: Frame, error: UnansweredError) -> None:
        self.failed = error

    async def asks(self, question: str) -> asyncio.Event:
        """Return what lets the next question be answered, which is this one."""
        asked, let = await self.slow.asked.get()
        assert asked == question
        return let

    async def let(self, question: asyncio.Event) -> None:
        """Have a question answered, and return once the pane took the answer."""
        self._looked.clear()
        question.set()
        await self._looked.wait()

    async def is_looked_at(self) -> None:
        """Return once the pane says that it has another word on its window."""
        await self._looked.wait()


def _touched(pane: Pane) -> None:
    pane.touch(INPUT)


def _painted(pane: Pane) -> None:
    pane.paint(PLACE)


async def on_a_desk(story: Callable[[Desk], Awaitable[None]]) -> None:
    desk = Desk()
    async with asyncio.timeout(20):
        running = asyncio.create_task(desk.pane.run())
        await story(desk)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize(("change", "question"), [(_touched, "reread"), (_painted, "follow")])
def test_what_a_reading_finds_is_not_forgotten_for_a_smaller_question(
    change: Callable[[Pane], None], question: str
) -> None:
    async def story(desk: Desk) -> None:
        await desk.let(await desk.asks("read"))
        desk.pane.outdate()
        reading = await desk.asks("read")
        change(desk.pane)
        smaller = await desk.asks(question)
        await desk.let(reading)
        assert list(desk.pane.reading.values) == [CELL]
        smaller.set()
        await desk.let(await desk.asks(question))
        assert list(desk.pane.reading.values) == [CELL]

    asyncio.run(on_a_desk(story))


def test_a_window_that_is_not_read_in_time_is_covered_until_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workstation.desktop.x11.pane.FIRST_WITHIN", 0.0)

    async def story(desk: Desk) -> None:
        reading = await desk.asks("read")
        await desk.is_looked_at()
        assert desk.failed is not None
        assert desk.failed.hangs
        assert [mark.hidden for mark in desk.pane.marks(STACK)] == [(PLACE,)]
        await desk.let(reading)
        assert list(desk.pane.marks(STACK)) == []

    asyncio.run(on_a_desk(story))

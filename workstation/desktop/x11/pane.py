"""One window of one accessible program: what it was last seen to show, and when to look again."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.motion import Motion
from workstation.desktop.x11.screenreading import ScreenReader, UnknownBlockError
from workstation.desktop.x11.shown import NOTHING, Frame, Reading
from workstation.desktop.x11.windows import Stack, Window
from workstation.facts.place import Mark, Rect

FRAME_TIME, SLOW_FRAME_TIME = 1 / 60, 1 / 25
SETTLING = 0.1
CALM_AT_FIRST, CALM_AT_MOST = 0.04, 0.25
SMALL = 32
LAZILY = 10.0
UNTOLD = 0.5
BEYOND_AFTER = 0.3
PATIENCE, GONE_FOR = 2.0, 0.25
NEVER = float("inf")


class Pane:
    """Keeps one reading true. `run` is its task; everything else only says what happened, and returns at once.

    Asked for in this order: blocks whose text changed; places while something moves; the whole window, which costs
    more and waits as long again as it took, and longer while painting goes on without any change to what is read;
    what its documents hold out of view.
    """

    def __init__(
        self,
        frame: Frame,
        window: Window,
        reader: ScreenReader,
        changed: Callable[[Frame], None],
        failed: Callable[[Frame, UnansweredError], None],
    ) -> None:
        self.frame = frame
        self.window = window
        self.reading = NOTHING
        self._reader = reader
        self._changed = changed
        self._failed = failed
        self._motion = Motion()
        self._now = asyncio.get_running_loop().time
        self._bell = asyncio.Event()
        self._touched: dict[Node, None] = {}
        self._leaves: set[Node] = set()
        self._read_due = self._read_from = self._now()
        self._calm = 0.0
        self._beyond_due = self._now() + BEYOND_AFTER
        self._follow_due = NEVER
        self._moving_until = 0.0

    def knows(self, node: Node) -> bool:
        """Say whether `node` is known to be part of this window."""
        return node in self.reading.nodes or node in self._leaves

    def touch(self, node: Node) -> None:
        """Note that the text of `node` changed."""
        self._touched[node] = None
        self._bell.set()

    def outdate(self) -> None:
        """Note that anything may have changed."""
        self._calm = 0.0
        self._read_by(self._now())
        self._beyond_due = self._now() + BEYOND_AFTER

    def paint(self, box: Rect) -> None:
        """Note that the program painted `box`, in pixels of its window."""
        if box.width <= SMALL and box.height <= SMALL:  # a caret, a spinner
            self._read_by(self._now() + LAZILY)
            return
        self._motion.paint(box, self.reading, self._now())
        if self._motion.is_sweeping():
            self._changed(self.frame)
        self._unsettle()
        is_told = bool(self.reading.documents) and not self._motion.is_sweeping()  # a page tells of its changes itself
        self._read_by(self._now() + (UNTOLD if is_told else max(self._calm, CALM_AT_FIRST)))

    def move(self, window: Window) -> None:
        """Note where the window is now, after windows of the screen changed."""
        self._motion.expose(self._now())
        if window.rect != self.window.rect:
            self._unsettle()
        self.window = window

    def marks(self, stack: Stack) -> Iterator[Mark]:
        """Yield what must be hidden now, as far as no window above hides it already."""
        for shown in self.reading.shown():
            rects = self._motion.hidden(shown, self.reading, self.window.rect)
            hidden = tuple(part for rect in rects for part in stack.visible(rect, self.window.client))
            if hidden:
                yield Mark(application=self.frame.application, data_class=shown.data_class, hidden=hidden)

    async def run(self) -> None:
        """Look whenever something is due, until cancelled; raise BusLostError."""
        while True:
            await self._until_due()
            try:
                await self._look()
            except UnknownBlockError:
                self.outdate()
            except UnansweredError as error:
                self._failed(self.frame, error)
                await asyncio.sleep(PATIENCE if error.hangs else GONE_FOR)
                self.outdate()

    async def _look(self) -> None:
        if self._touched:
            node = next(iter(self._touched))
            del self._touched[node]
            self._take(await self._reader.reread(self.frame, self.reading, node))
            self._leaves.add(node)
        elif self._follow_due <= self._now():
            await self._follow()
        elif self._read_due <= self._now():
            await self._read()
        else:
            self._beyond_due = NEVER
            self._take(await self._reader.read_beyond(self.frame, self.reading))

    async def _follow(self) -> None:
        self._follow_due = NEVER
        before = self.reading
        reading = await self._reader.follow(self.frame, before)
        self._motion.follow(before, reading, self._now())
        if self._now() < self._moving_until or self._motion.is_sweeping():
            self._follow_due = self._now() + (FRAME_TIME if self._motion.is_moving() else SLOW_FRAME_TIME)
        else:
            self._motion.anchor(self.window.rect, reading.place)
        self._take(reading)

    async def _read(self) -> None:
        started = self._now()
        self._read_due = NEVER
        before = self.reading
        reading = await self._reader.read(self.frame, before)
        if before is NOTHING:
            self._motion.anchor(self.window.rect, reading.place)
        self._calm = min(max(2 * self._calm, CALM_AT_FIRST), CALM_AT_MOST) if reading == before else 0.0
        self._read_from = 2 * self._now() - started
        self._motion.follow(before, reading, self._now())
        self._leaves.clear()
        self._take(reading)

    def _take(self, reading: Reading) -> None:
        self.reading = reading
        self._changed(self.frame)

    def _unsettle(self) -> None:
        self._moving_until = self._now() + SETTLING
        self._follow_due = min(self._follow_due, self._now())
        self._bell.set()

    def _read_by(self, at: float) -> None:
        self._read_due = min(self._read_due, max(at, self._read_from))
        self._bell.set()

    async def _until_due(self) -> None:
        while not self._touched and (due := min(self._follow_due, self._read_due, self._beyond_due)) > self._now():
            self._bell.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(None if due == NEVER else due):
                    await self._bell.wait()

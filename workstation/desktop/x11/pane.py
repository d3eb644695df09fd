"""One window of one accessible program: what it was last seen to show, and when to look again."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from workstation.desktop.x11.atspi import BusLostError, Method, Node, UnansweredError
from workstation.desktop.x11.motion import Motion
from workstation.desktop.x11.screenreading import ScreenReader, UnknownBlockError
from workstation.desktop.x11.shown import NOTHING, Frame, Reading, Shown
from workstation.desktop.x11.unread import covering
from workstation.desktop.x11.windows import Stack, Window
from workstation.facts.place import Mark, Place, Rect

FRAME_TIME, SLOW_FRAME_TIME = 1 / 60, 1 / 25
SETTLING = 0.1
CALM_AT_FIRST, CALM_AT_MOST = 0.04, 0.25
SMALL = 32
LAZILY = 10.0
UNTOLD = 0.5
BEYOND_AFTER = 0.3
PATIENCE, GONE_FOR = 0.5, 0.25
FIRST_WITHIN = 5.0
NEVER = float("inf")
_FIRST = Method("", "GetChildren")
NOBODY = Node("", "")


class Pane:
    """Keeps one reading true. `run` is its task; everything else only says what happened, and returns at once.

    Asked for in this order: blocks whose text changed; places while something moves; the whole window, which costs
    more and waits as long again as it took, and longer while painting goes on without any change to what is read;
    what its documents hold out of view. While its program hangs, what was read stays true, and all is hidden from the
    moment on at which the window may show something else. A window that is not read at all FIRST_WITHIN seconds counts
    as one of a program that hangs.
    """

    def __init__(
        self,
        frame: Frame,
        windows: Sequence[Window],
        reader: ScreenReader,
        *,
        program: Place,
        changed: Callable[[Frame], None],
        failed: Callable[[Frame, UnansweredError], None],
    ) -> None:
        self.frame = frame
        self.reading = NOTHING
        self.is_hanging = False
        self._windows = tuple(windows)
        self._popups: tuple[int, ...] = ()
        self._program = program
        self._reader = reader
        self._changed = changed
        self._failed = failed
        self._motion = Motion()
        self._is_fresh_wanted = True
        self._glancing: asyncio.Task[None] | None = None
        self._now = asyncio.get_running_loop().time
        self._bell = asyncio.Event()
        self._touched: dict[Node, None] = {}
        self._touched_meanwhile: dict[Node, None] = {}
        self._aside: asyncio.Task[None] | None = None
        self._leaves: set[Node] = set()
        self._read_due = self._read_from = self._now()
        self._calm = 0.0
        self._beyond_due = self._now() + BEYOND_AFTER
        self._follow_due = NEVER
        self._moving_until = 0.0
        self._is_anchored = False
        self._outdated_at = self._now()
        self._read_at = float("-inf")

    @property
    def clients(self) -> tuple[int, ...]:
        """The windows that this may be: more than one as long as nothing tells them apart."""
        return tuple(window.client for window in self._windows)

    @property
    def popups(self) -> tuple[int, ...]:
        """The windows, apart from those, that show a part of this one for a moment."""
        return self._popups

    def bind(self, windows: Sequence[Window], program: Place) -> None:
        """Take `windows` for those that this may be from now on, and `program` for what is known of them."""
        self._program = program
        if {window.client for window in windows} != set(self.clients):
            self._windows = tuple(windows)
            self.unsettle()

    def pop_up(self, popups: tuple[int, ...]) -> None:
        """Take `popups` for those that there are now."""
        is_read_in_one = any(shown.around.is_popup for shown in self.reading.shown())
        if not set(popups) <= set(self._popups) or (popups != self._popups and is_read_in_one):
            self._is_fresh_wanted = True
            self._read_by(self._now())
        self._popups = popups

    def paint_popup(self) -> None:
        """Note that the program painted one of them, which may show more than was met."""
        self._is_fresh_wanted = True
        self._read_by(self._now() + max(self._calm, CALM_AT_FIRST))

    def unsettle(self) -> None:
        """Note that all places may be others than they were told to be."""
        self._is_anchored = False
        self.outdate()

    def knows(self, node: Node) -> bool:
        """Say whether `node` is known to be part of this window."""
        return node in self.reading.nodes or node in self._leaves

    def place(self, node: Node) -> Place:
        """Return where `node` stands, as far as a policy asks; the page of an object that nobody met is unknown."""
        if not self.reading.documents:
            return replace(self._program, url="")
        return replace(self._program, url=self.reading.urls.get(self.reading.homes.get(node, NOBODY)) or None)

    def touch(self, node: Node) -> None:
        """Note that the text of `node` changed."""
        self._touched[node] = None
        if self._aside is not None:
            self._touched_meanwhile[node] = None
        self._outdated_at = self._now()
        self._bell.set()

    def outdate(self) -> None:
        """Note that anything may have changed."""
        self._outdated_at = self._now()
        self._read_anew()

    def paint(self, box: Rect) -> None:
        """Note that the program painted `box`, in pixels of its window."""
        if box.width <= SMALL and box.height <= SMALL:  # a caret, a spinner
            self._read_by(self._now() + LAZILY)
            return
        self._outdated_at = self._now()
        self._motion.paint(box, self.reading, self._now())
        if self._motion.is_sweeping() or self.is_hanging:
            self._changed(self.frame)
        self._glance()
        self._move()
        is_told = bool(self.reading.documents) and not self._motion.is_sweeping()  # a page tells of its changes itself
        self._read_by(self._now() + (UNTOLD if is_told else max(self._calm, CALM_AT_FIRST)))

    def move(self, stack: Stack) -> None:
        """Note where the window is now, after windows of the screen changed; one that is not there was where it was."""
        now = tuple(stack.window(window.client) or window for window in self._windows)
        if any(stack.window(client) for client in self.clients):
            self._motion.expose(self._now())
        if any(window.rect != before.rect for window, before in zip(now, self._windows, strict=True)):
            self._move()
        self._windows = now

    def marks(self, stack: Stack) -> Iterator[Mark]:
        """Yield what must be hidden now, as far as no window above hides it already."""
        for shown in self.reading.shown():
            if hidden := self._visible(shown, stack, on_the_way=True):
                is_sweeping = self._motion.is_sweeping()
                yield Mark(
                    application=self.frame.application,
                    data_class=shown.data_class,
                    hidden=hidden,
                    place=self._place_of(shown),
                    value=shown.value,
                    told=self._visible(shown, stack, on_the_way=False) if is_sweeping else None,
                )
        for view in self.reading.views.values():
            if view.is_strange:
                yield from covering(self.frame.application, self.clients, stack, self._program, view.rect)
        if self.is_hanging and self._outdated_at > self._read_at:
            yield from covering(self.frame.application, self.clients, stack, self._program)

    def _visible(self, shown: Shown, stack: Stack, *, on_the_way: bool) -> tuple[Rect, ...]:
        if shown.around.is_popup and self.frame.is_relative:
            popups = (window for client in self._popups if (window := stack.window(client)) is not None)
            return tuple(part for window in popups for part in stack.visible(window.rect, window.client))
        return tuple(
            part
            for window in self._windows
            for rect in self._motion.hidden(shown, self.reading, window.rect, on_the_way=on_the_way)
            for client in (window.client, *(self._popups if shown.around.is_popup else ()))
            for part in stack.visible(rect, client)
        )

    def _place_of(self, shown: Shown) -> Place:
        url = (self.reading.urls.get(shown.document) or None) if shown.document else ""
        role, name = ("entry", None) if shown.in_field else ("", "")
        return replace(self._program, url=url, role=role, name=name, label=shown.label)

    async def run(self) -> None:
        """Look whenever something is due, until cancelled; raise BusLostError."""
        late = asyncio.get_running_loop().call_later(FIRST_WITHIN, self._be_late)
        try:
            while True:
                await self._until_due()
                await self._try_to_look()
        finally:
            late.cancel()
            for task in (self._aside, self._glancing):
                if task is not None:
                    task.cancel()

    async def _try_to_look(self) -> None:
        try:
            await self._look()
        except UnknownBlockError:
            self.outdate()
        except UnansweredError as error:
            self._fail(error)
            await asyncio.sleep(PATIENCE if error.hangs else GONE_FOR)
            self._read_anew()

    def _be_late(self) -> None:
        if self.reading is NOTHING:
            self._fail(UnansweredError(_FIRST, hangs=True))

    def _fail(self, error: UnansweredError) -> None:
        """Say what went wrong, of a program that hangs once until it was read again."""
        if error.hangs and self.is_hanging:
            return
        self.is_hanging = self.is_hanging or error.hangs
        self._failed(self.frame, error)
        self._changed(self.frame)

    async def _look(self) -> None:
        if self._aside is not None and self._aside.done():
            await self._end_reading(self._aside)
        elif self._touched:
            await self._reread(next(iter(self._touched)))
        elif self._follow_due <= self._now():
            await self._follow()
        elif self._aside is not None:
            return
        elif self._read_due <= self._now():
            await self._read() if not self.reading.views else self._read_aside()
        elif self._beyond_due <= self._now():
            self._beyond_due = NEVER
            self._take(await self._reader.read_beyond(self.frame, self.reading))

    async def _reread(self, node: Node) -> None:
        del self._touched[node]
        before = self.reading
        reading = await self._reader.reread(self.frame, before, node)
        if self.reading is not before:  # read aside meanwhile, which says more
            self._touched[node] = None
            return
        self._take(reading)
        self._leaves.add(node)

    def _read_aside(self) -> None:
        """Read while changes of text are looked at: going through a window takes longer than typing a word."""
        self._read_due = NEVER
        self._aside = asyncio.create_task(self._read())
        self._aside.add_done_callback(lambda _: self._bell.set())

    async def _end_reading(self, reading: asyncio.Task[None]) -> None:
        self._aside = None
        self._touched |= self._touched_meanwhile
        self._touched_meanwhile.clear()
        await reading

    async def _follow(self) -> None:
        self._follow_due = NEVER
        before = self.reading
        reading = await self._reader.follow(self.frame, before)
        if self.reading is not before:
            self._follow_due = self._now()
            return
        self._motion.follow(before, reading, self._now())
        if self._now() < self._moving_until or self._motion.is_sweeping():
            self._follow_due = self._now() + (FRAME_TIME if self._motion.is_moving() else SLOW_FRAME_TIME)
        else:
            self._anchor(reading)
        self._take(reading)

    async def _read(self) -> None:
        started = self._now()
        self._read_due = NEVER
        before, is_fresh = self.reading, self._is_fresh_wanted or self.frame.is_relative
        self._is_fresh_wanted = False
        reading = await self._reader.read(self.frame, before, is_fresh=is_fresh)
        self.is_hanging, self._read_at = False, started
        if not self._is_anchored:
            self._anchor(reading)
        self._calm = min(max(2 * self._calm, CALM_AT_FIRST), CALM_AT_MOST) if reading == before else 0.0
        self._read_from = 2 * self._now() - started
        self._motion.follow(before, reading, self._now())
        self._leaves.clear()
        self._take(reading)

    def _glance(self) -> None:
        """Look soon, beside all else, whether a view shows something else than what was read."""
        if self.reading.views and (self._glancing is None or self._glancing.done()):
            self._glancing = asyncio.create_task(self._look_at_views())

    async def _look_at_views(self) -> None:
        before = self.reading
        with suppress(UnansweredError, BusLostError):  # whoever reads meets the same
            reading = await self._reader.glance(before)
            if self.reading is before and reading != before:
                self._take(reading)

    def _take(self, reading: Reading) -> None:
        self.reading = reading
        if any(view.is_strange for view in reading.views.values()):
            self._read_by(self._now())
        self._changed(self.frame)

    def _anchor(self, reading: Reading) -> None:
        self._is_anchored = True
        if self.frame.is_relative:
            self._motion.anchor_inside(self._windows[0], reading.place)
        else:
            self._motion.anchor(self._windows[0].rect, reading.place)

    def _move(self) -> None:
        self._moving_until = self._now() + SETTLING
        self._follow_due = min(self._follow_due, self._now())
        self._bell.set()

    def _read_anew(self) -> None:
        self._calm, self._is_fresh_wanted = 0.0, True
        self._read_by(self._now())
        self._beyond_due = self._now() + BEYOND_AFTER

    def _read_by(self, at: float) -> None:
        self._read_due = min(self._read_due, max(at, self._read_from))
        self._bell.set()

    async def _until_due(self) -> None:
        while not self._touched and (due := self._due()) > self._now():
            self._bell.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(None if due == NEVER else due):
                    await self._bell.wait()

    def _due(self) -> float:
        """Return when there is something to do next."""
        if self._aside is None:
            return min(self._follow_due, self._read_due, self._beyond_due)
        return self._now() if self._aside.done() else self._follow_due

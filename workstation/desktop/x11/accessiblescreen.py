"""All that accessible programs show, kept true while the bus lives."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from workstation.desktop.x11.atspi import AccessibilityBus, AccessibilityEvent, Node, UnansweredError
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.focus import Focus, LabelClass, Watched
from workstation.desktop.x11.frames import Frames
from workstation.desktop.x11.labels import Labels
from workstation.desktop.x11.nodes import Nodes, State
from workstation.desktop.x11.pane import Pane
from workstation.desktop.x11.panes import Panes
from workstation.desktop.x11.screenreading import ScreenReader
from workstation.desktop.x11.screenwatch import ScreenWatch
from workstation.desktop.x11.search import Search
from workstation.desktop.x11.ways import Ways
from workstation.detect.finding import Scan
from workstation.facts.observations import ScreenRead
from workstation.facts.place import UNKNOWN, Place, Rect
from workstation.seat.ports import Post

STATES = frozenset({"showing", "busy"})
EVENTS = (
    "object:state-changed:focused",
    "object:state-changed:showing",
    "object:state-changed:busy",
    "object:text-changed",
    "object:property-change:accessible-name",
    "object:children-changed",
    "object:visible-data-changed",
    "document:load-complete",
    "window:activate",
    "window:deactivate",
)
PROGRAM_PATH = "/org/a11y/atspi/accessible/root"
LIST_EVERY, LIST_SOON = 10.0, 0.5
SETTLING = 2.0
FOCUS_AFTER = 0.05


class AccessibleScreen:
    """One life of the sensor: from a connected bus to its end. Everything runs in one asyncio loop.

    What was masked before this life began stays so until every window was read: nothing is uncovered unseen.
    """

    def __init__(
        self,
        bus: AccessibilityBus,
        connection: Connection,
        scan: Scan,
        label_class: LabelClass,
        *,
        post: Post,
        watched: Watched | None,
    ) -> None:
        ways = Ways()
        nodes = Nodes(bus, ways)
        search = Search(nodes, ways)
        reader = ScreenReader(nodes, Nodes(bus.at_leisure(), ways), ways, scan)
        self._bus = bus
        self._nodes = nodes
        self._search = search
        self._post = post
        self._frames = Frames(bus, nodes, ways)
        labels = Labels(nodes, search)
        self._focus = Focus(
            nodes, labels, scan, label_class=label_class, place_of=self._place_of, post=post, watched=watched
        )
        self._screen = ScreenWatch(connection, self._restacked, self._painted)
        self._panes = Panes(reader, ways, self._screen.window_class, self._changed, self._list)
        self._tasks = asyncio.TaskGroup()
        self._heard: asyncio.Queue[AccessibilityEvent] = asyncio.Queue()
        self._list_wanted = asyncio.Event()
        self._clients: frozenset[int] = frozenset()
        self._outputs: frozenset[tuple[int, Rect]] = frozenset()
        self._settled_at = 0.0
        self._is_listed = False
        self._posted: ScreenRead | None = None
        self._focus_due: asyncio.Task[None] | None = None

    async def run(self, heard: Callable[[], None]) -> None:
        """Serve until cancelled, calling `heard` once programs are listened to; raise a group with what ended it."""
        async with self._tasks:
            self._tasks.create_task(self._bus.ended())
            self._tasks.create_task(self._screen.run())
            self._tasks.create_task(self._keep_hearing())
            await self._bus.listen(EVENTS, self._heard.put_nowait)
            self._tasks.create_task(self._keep_listing())
            heard()

    def read_anew(self) -> None:
        """Have every window and the focused field read again; what was posted stays true until then."""
        self._panes.outdate()
        self._tasks.create_task(self._focus.refresh())

    async def _keep_hearing(self) -> None:
        while True:
            self._hear(await self._heard.get())

    async def _keep_listing(self) -> None:
        while True:
            self._list_wanted.clear()
            frames = await self._frames.read()
            for pane in self._panes.sync(frames, self._screen.stack, self._screen.titles(), self._tasks):
                self._tasks.create_task(self._find_focus(pane))
            self._screen.watch(self._panes.painted())
            self._is_listed = True
            self._changed()
            try:
                async with asyncio.timeout(LIST_EVERY if self._is_settled() else LIST_SOON):
                    await self._list_wanted.wait()
            except TimeoutError:
                continue

    def _is_settled(self) -> bool:
        """Say whether every window is found, and none just came to another output, of which programs learn late."""
        return self._panes.are_found() and asyncio.get_running_loop().time() > self._settled_at

    def _list(self) -> None:
        self._list_wanted.set()

    def _painted(self, client: int, box: Rect) -> None:
        self._panes.paint(client, box)

    def _place_of(self, node: Node) -> Place:
        owner = next(iter(self._panes.owning(node)), None)
        return owner.place(node) if owner else UNKNOWN

    def _restacked(self) -> None:
        self._panes.follow(self._screen.stack)
        clients = frozenset(window.client for window in self._screen.stack.windows)
        outputs = self._screen.stack.outputs()
        if outputs != self._outputs:
            self._settled_at = asyncio.get_running_loop().time() + SETTLING
        if (clients, outputs) != (self._clients, self._outputs):
            self._clients, self._outputs = clients, outputs
            self._list()
        self._changed()

    def _hear(self, event: AccessibilityEvent) -> None:
        node = event.node
        match event.member, event.detail:
            case "StateChanged", "focused":
                self._focus_changed(node, has_it=bool(event.value))
            case "PropertyChange", _ if self._panes.is_window(node):
                self._list()
                self._text_changed(node)
            case ("TextChanged", _) | ("PropertyChange", "accessible-name"):
                self._text_changed(node)
            case "PropertyChange", _:
                return
            case "StateChanged", told if told not in STATES:
                return
            case "ChildrenChanged", _ if node.path == PROGRAM_PATH:
                self._list()
            case "ChildrenChanged", _:
                self._text_changed(node)
                self._outdate(node)
            case "Activate", _:
                self._activated(node)
            case "Deactivate", _:
                self._tasks.create_task(self._focus.leave_window(node.sender))
            case _:
                self._outdate(node)

    def _text_changed(self, node: Node) -> None:
        for pane in self._panes.owning(node):
            pane.touch(node)
        if self._focus.is_at(node):
            self._tasks.create_task(self._focus.refresh())

    def _outdate(self, node: Node) -> None:
        for pane in self._panes.owning(node):
            pane.outdate()

    def _focus_changed(self, node: Node, *, has_it: bool) -> None:
        if not has_it:
            self._tasks.create_task(self._focus.leave(node))
        elif owners := self._panes.owning(node):
            self._tasks.create_task(self._focus.enter(node, owners[0].frame))
        else:
            self._list()  # a window that is new: its pane looks for the focus itself

    def _activated(self, frame: Node) -> None:
        for pane in self._panes.owning(frame):
            if pane.frame.node == frame:
                pane.outdate()
                self._tasks.create_task(self._find_focus(pane))

    async def _find_focus(self, pane: Pane) -> None:
        """Enter the field that has the focus already, in a window that is active."""
        with suppress(UnansweredError):  # the pane meets the same program, and says so
            if State.ACTIVE not in await self._nodes.states(pane.frame.node):
                return
            for node in (await self._search.matches(pane.frame.node, (State.SHOWING, State.FOCUSED)))[-1:]:
                await self._focus.enter(node, pane.frame)

    def _changed(self) -> None:
        """Post what must be hidden where that changed, and look at the focused field again soon."""
        marks = self._panes.marks(self._screen.stack)
        if self._posted is None and not (self._is_listed and self._panes.are_read()):
            return
        if self._posted is None or marks != self._posted.marks:
            self._posted = ScreenRead(at=datetime.now(UTC), marks=marks)
            self._post(self._posted)
        if self._focus_due is None or self._focus_due.done():
            self._focus_due = self._tasks.create_task(self._refresh_focus())

    async def _refresh_focus(self) -> None:
        await asyncio.sleep(FOCUS_AFTER)
        await self._focus.refresh()
